import { expect } from 'chai';
import { registerOnDemand } from '../../src/documents/register-on-demand.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import { isRefusal } from '../../src/errors.ts';
import { ON_DEMAND, STABLE, type SubmittedDocumentEntry } from '../../src/model/document-entry.ts';
import { APND, IS_SNAPSHOT_OF, RPLC, type SubmittedObjects } from '../../src/model/submission.ts';
import { registerOnDemandDocumentEntry } from '../../src/registry/iti-61-register-on-demand-document-entry.ts';
import { attribute, elements } from '../../src/xml/tree.ts';
import { EVERYTHING } from '../support/deposit-house.ts';
import { told } from '../support/faults.ts';
import { NODE } from '../support/ihe-submission.ts';
import type { RegistryDesk, Slot } from '../support/registry-desk.ts';
import { registryDesk } from '../support/registry-desk.ts';
import {
  association,
  ELSEWHERE,
  entryOf,
  folderOf,
  lotOf,
  PATIENT,
  uniqueIdOf,
} from '../support/registry-lot.ts';
import { storeState } from '../support/store-state.ts';
import { lastEvent, send } from '../support/way-through.ts';

const ABSENT = 'urn:uuid:00000000-0000-4000-8000-000000000000';
const FIND_DOCUMENTS = 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d';

/** An entry without what a document made anew for each reader does not have. */
function onDemandEntry(name: string, changes: Partial<SubmittedDocumentEntry> = {}): SubmittedDocumentEntry {
  const { hash, size, creationTime, ...entry } = entryOf(name);
  return { ...entry, objectType: ON_DEMAND, ...changes };
}

async function registerOn({ house }: RegistryDesk, objects: SubmittedObjects) {
  const transaction = registerOnDemandDocumentEntry(house.options);
  const answer = await send(house, transaction, writeSubmitObjects(objects).text, NODE);
  return isRefusal(answer) ? answer : 'done';
}

const metadata = (about: string) =>
  `XDSRegistryMetadataError Une métadonnée du lot n'est pas valide. (${about})`;

describe('given an entry on demand, and its snapshot', () => {
  let desk: RegistryDesk;
  let onDemand: string;
  let snapshot: string;
  before(async () => {
    desk = await registryDesk();
    const lot = lotOf('on-demand', { entries: [onDemandEntry('Summary')] });
    expect(told(await registerOn(desk, lot))).to.deep.equal([]);
    onDemand = await desk.idOf(uniqueIdOf('Summary'));
    await desk.take(
      lotOf('snapshot', {
        entries: [entryOf('Snapshot')],
        relations: [['Snapshot', IS_SNAPSHOT_OF, onDemand]],
      }),
    );
    snapshot = await desk.idOf(uniqueIdOf('Snapshot'));
  });
  after(() => desk.close());
  const found = async (...slots: readonly Slot[]) =>
    (
      await desk.find(
        FIND_DOCUMENTS,
        ['$XDSDocumentEntryPatientId', `'${PATIENT}'`],
        ['$XDSDocumentEntryStatus', `('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')`],
        ...slots,
      )
    ).map((object) => attribute(object, 'id'));
  const type = (...types: readonly string[]): Slot => [
    '$XDSDocumentEntryType',
    `(${types.map((one) => `'${one}'`).join(',')})`,
  ];

  it('then it is traced as what it is', async () => {
    const events = [];
    for await (const event of desk.house.store.events.all()) events.push(event);
    expect(events.find((event) => event.type === 'ITI-61')).to.deep.include({
      action: 'C',
      granted: true,
      documents: [uniqueIdOf('Summary')],
    });
  });

  it('then its transaction answers by the name that the Technical Framework gives', () => {
    expect(registerOnDemandDocumentEntry(desk.house.options)).to.include({
      action: 'urn:ihe:iti:2010:RegisterOnDemandDocumentEntry',
      responseAction: 'urn:ihe:iti:2010:RegisterOnDemandDocumentResponse',
    });
  });

  it('then a search finds stable entries unless it asks for others', async () => {
    expect(await found()).to.deep.equal([snapshot]);
    expect(await found(type(ON_DEMAND))).to.deep.equal([onDemand]);
    expect(await found(type(STABLE, ON_DEMAND))).to.have.members([onDemand, snapshot]);
  });

  it('then a search by creationTime finds it, though it has none', async () => {
    const long: Slot = ['$XDSDocumentEntryCreationTimeTo', '1999'];
    expect(await found(long, type(STABLE, ON_DEMAND))).to.deep.equal([onDemand]);
    expect(await found(long)).to.deep.equal([]);
  });

  it('then a search that has no such rule, as that of FHIR, does not find it by creationTime', async () => {
    const ids = async (creationTime: { from?: number; to?: number }) =>
      (await desk.house.store.documents.find(EVERYTHING, { creationTime }, 'ids')).map(
        (one) => one.entryUuid,
      );
    expect(await ids({ from: 0 })).to.deep.equal([snapshot]);
    expect(await ids({ to: Date.now() + 60_000 })).to.deep.equal([snapshot]);
  });

  it('then its ebRIM has no hash, size or creationTime', async () => {
    const [object] = await desk.find('urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4', [
      '$XDSDocumentEntryEntryUUID',
      `('${onDemand}')`,
    ]);
    const slots = elements(object!, 'Slot').map((slot) => attribute(slot, 'name'));
    expect(attribute(object!, 'objectType')).to.equal(ON_DEMAND);
    expect(slots).to.include('repositoryUniqueId');
    for (const name of ['hash', 'size', 'creationTime']) expect(slots).not.to.include(name);
  });

  it('then its DocumentReference has none of them either', async () => {
    const [stored] = await desk.house.store.documents.find(EVERYTHING, { entryUuids: [onDemand] }, 'fhir');
    const resource = JSON.parse(stored!.fhir);
    expect(resource).not.to.have.property('date');
    expect(resource.content[0].attachment).to.have.all.keys('contentType', 'language', 'url', 'title');
  });

  it('then its uniqueId may be registered again, which makes a second entry', async () => {
    const again = lotOf('again', { entries: [onDemandEntry('Summary')] });
    expect(told(await registerOn(desk, again))).to.deep.equal([]);
    const both = { uniqueIds: [uniqueIdOf('Summary')] };
    expect(await desk.house.store.documents.count(EVERYTHING, both)).to.equal(2);
  });
});

describe('given the rules of entries on demand', () => {
  let desk: RegistryDesk;
  let stable: string;
  before(async () => {
    desk = await registryDesk();
    await desk.take(lotOf('stable', { entries: [entryOf('Stable')], folders: [folderOf('Folder')] }));
    expect(told(await registerOn(desk, lotOf('known', { entries: [onDemandEntry('Known')] })))).to.deep.equal(
      [],
    );
    stable = await desk.idOf(uniqueIdOf('Stable'));
  });
  after(() => desk.close());

  const one = (changes: Partial<SubmittedDocumentEntry>) => () =>
    lotOf('lot', { entries: [onDemandEntry('New', changes)] });
  const notOnDemand = "attribut qu'un document produit à la demande n'a pas";
  const refusals: Record<string, readonly [() => SubmittedObjects, () => readonly string[]]> = {
    'a stable entry': [
      () => lotOf('lot', { entries: [onDemandEntry('One'), onDemandEntry('Two', { objectType: STABLE })] }),
      () => [metadata(`objectType ${STABLE} : non pris en charge`)],
    ],
    'no entry at all': [
      () => lotOf('lot', { folders: [folderOf('Other')] }),
      () => [metadata('DocumentEntry : attribut obligatoire')],
    ],
    'a hash': [
      one({ hash: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' }),
      () => [metadata(`hash : ${notOnDemand}`)],
    ],
    'a size': [one({ size: 0 }), () => [metadata(`size : ${notOnDemand}`)]],
    'a creationTime': [one({ creationTime: '2026' }), () => [metadata(`creationTime : ${notOnDemand}`)]],
    'no repository': [
      () => {
        const { repositoryUniqueId, ...entry } = onDemandEntry('New');
        return lotOf('lot', { entries: [entry] });
      },
      () => [metadata('repositoryUniqueId : attribut obligatoire')],
    ],
    'the uniqueId of a stable entry': [
      one({ uniqueId: uniqueIdOf('Stable') }),
      () => [
        `XDSDuplicateUniqueIdInRegistry L'identifiant unique est déjà utilisé. (${uniqueIdOf('Stable')})`,
      ],
    ],
    'a target that is not there': [
      () => lotOf('lot', { entries: [onDemandEntry('New')], relations: [['New', APND, ABSENT]] }),
      () => [
        `UnresolvedReferenceException L'objet visé n'existe pas. (${ABSENT})`,
        metadata(`targetObject ${ABSENT} : objet absent du lot`),
      ],
    ],
    'a snapshot, which is a stable entry': [
      () => {
        const lot = lotOf('lot', { entries: [onDemandEntry('New')] });
        const snapshot = association('Snapshot', IS_SNAPSHOT_OF, 'New', stable);
        return { ...lot, associations: [...lot.associations, snapshot] };
      },
      () => [metadata('sourceObject New : objet qui ne peut pas être à cette extrémité')],
    ],
  };
  for (const [what, [build, expected]] of Object.entries(refusals)) {
    it(`then a lot with ${what} is refused, and nothing is stored`, async () => {
      const before = storeState(desk.house);
      expect(told(await registerOn(desk, build()))).to.deep.equal(expected());
      expect(storeState(desk.house)).to.deep.equal(before);
      expect(await lastEvent(desk.house)).to.include({ type: 'ITI-61', granted: false });
    });
  }

  it('then ITI-42 takes no entry on demand, and no stable one under the uniqueId of such', async () => {
    const before = storeState(desk.house);
    const changed = lotOf('lot', { entries: [entryOf('New', { objectType: ON_DEMAND })] });
    expect(told(await desk.register(changed))).to.deep.equal([
      metadata(`objectType ${ON_DEMAND} : non pris en charge`),
    ]);
    const taken = lotOf('lot', { entries: [entryOf('New', { uniqueId: uniqueIdOf('Known') })] });
    const refused = await desk.register(taken);
    expect(isRefusal(refused) && refused.refused.map(({ code }) => code)).to.deep.equal([
      'XDSNonIdenticalHash',
      'XDSNonIdenticalSize',
    ]);
    expect(storeState(desk.house)).to.deep.equal(before);
  });

  it('then an entry that became a stable one in between is told as if it had been there before', async () => {
    const { house } = desk;
    const caller = { subject: NODE, at: new Date().toISOString(), record: house.record };
    const objects = lotOf('race', { entries: [onDemandEntry('Race')] });
    const accepted = await registerOnDemand(objects, caller, house.options);
    if (isRefusal(accepted)) return expect.fail(told(accepted).join());
    await desk.take(lotOf('first', { entries: [entryOf('Race')] }));
    const written = await house.store.write(accepted.writes);
    if (!('conflict' in written)) return expect.fail('no conflict');
    expect(told(await accepted.onConflict(written))).to.deep.equal([
      `XDSDuplicateUniqueIdInRegistry L'identifiant unique est déjà utilisé. (${uniqueIdOf('Race')})`,
    ]);
  });

  it('then one may replace a stable entry, and lie in a folder', async () => {
    const folder = await desk.idOf(uniqueIdOf('Folder'));
    const lot = lotOf('replacing', {
      entries: [onDemandEntry('Replacing', { repositoryUniqueId: ELSEWHERE })],
      members: [[folder, 'Replacing']],
      relations: [['Replacing', RPLC, stable]],
    });
    expect(told(await registerOn(desk, lot))).to.deep.equal([]);
    const [replaced] = await desk.house.store.documents.find(EVERYTHING, { entryUuids: [stable] }, 'ids');
    expect(replaced?.availabilityStatus).to.match(/Deprecated$/);
  });
});
