import { expect } from 'chai';
import { retrieveDocuments } from '../../src/documents/retrieval.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import { isRefusal } from '../../src/errors.ts';
import { APPROVED, DEPRECATED, ON_DEMAND } from '../../src/model/document-entry.ts';
import { parseCx } from '../../src/model/hl7v2.ts';
import { APND, HAS_MEMBER, RPLC } from '../../src/model/submission.ts';
import { registerOnDemandDocumentEntry } from '../../src/registry/iti-61-register-on-demand-document-entry.ts';
import { attribute, elements, type XmlElement } from '../../src/xml/tree.ts';
import { EVERYTHING } from '../support/deposit-house.ts';
import { told } from '../support/faults.ts';
import { iheSubmission, NODE } from '../support/ihe-submission.ts';
import { entryOf, folderOf, lotOf, OTHER_PATIENT, PATIENT, uniqueIdOf } from '../support/registry-lot.ts';
import { updateOf } from '../support/registry-update.ts';
import { type UpdateWorld, updateWorld } from '../support/update-world.ts';
import { lastEvent, send } from '../support/way-through.ts';

const GET_DOCUMENTS = 'urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4';
const GET_FOLDERS = 'urn:uuid:5737b14c-8a1a-4539-b659-e03a34a5e1e4';
const FIND_DOCUMENTS = 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d';
const GET_ALL = 'urn:uuid:10b545ea-725c-446d-9b95-8aeb444eddf3';

/** `id version status` of each object, for those that have a version. */
function versions(objects: readonly XmlElement[]): string[] {
  return objects.map((object) => {
    const [version] = elements(object, 'VersionInfo');
    const status = attribute(object, 'status')!.replace(/^.*:/, '');
    return `${attribute(object, 'lid')} ${attribute(version!, 'versionName')} ${status}`;
  });
}

describe('given a document in a folder, with an addendum', () => {
  let world: UpdateWorld;
  const original = uniqueIdOf('Original');
  beforeEach(async () => {
    world = await updateWorld();
  });
  afterEach(() => world.desk.close());

  const done = async (message: ReturnType<typeof updateOf>) =>
    expect(told(await world.desk.update(message))).to.deep.equal([]);
  const latest = async () =>
    (
      await world.desk.house.store.documents.find(
        EVERYTHING,
        { uniqueIds: [original], latestOnly: true },
        'model',
      )
    )[0]!;
  const tiedTo = async (id: string) =>
    (await world.desk.house.store.associations.find(EVERYTHING, { ends: [id] })).map((one) => one.model());
  const setOf = (name: string) => world.desk.idOf(uniqueIdOf(name));

  it('then an update makes version 2 of the same logical object, and version 1 is Deprecated', async () => {
    await done(updateOf('update', { entries: [world.next()] }));
    const found = await world.desk.find(
      GET_DOCUMENTS,
      ['$XDSDocumentEntryUniqueId', `('${original}')`],
      ['$MetadataLevel', '2'],
    );
    const { Original } = world.ids;
    expect(versions(found)).to.have.members([`${Original} 1 Deprecated`, `${Original} 2 Approved`]);
    expect(found.map((object) => attribute(object, 'id'))).to.include(Original);
  });

  it('then a search finds the new version, as it is now, in both renderings', async () => {
    await done(updateOf('update', { entries: [world.next()] }));
    const { store } = world.desk.house;
    const criteria = { uniqueIds: [original], statuses: [APPROVED] };
    const [ebrim] = await store.documents.find(EVERYTHING, criteria, 'ebrim');
    const [fhir] = await store.documents.find(EVERYTHING, criteria, 'fhir');
    expect(String(ebrim!.ebrim)).to.include('Mis à jour').and.to.include('versionName="2"');
    expect(fhir!.fhir).to.include('"current"');
    const [before] = await store.documents.find(EVERYTHING, { entryUuids: [world.ids.Original] }, 'fhir');
    expect(before!.fhir).to.include('"superseded"');
  });

  it('then the next update is of version 2', async () => {
    await done(updateOf('update', { entries: [world.next()] }));
    await done(updateOf('again', { entries: [{ ...world.next(), previous: '2' }] }));
    expect((await latest()).model()).to.include({ version: 3, logicalId: world.ids.Original });
  });

  it('then a query at level 1 and the logical id give the latest version alone', async () => {
    await done(updateOf('update', { entries: [world.next()] }));
    const found = await world.desk.find(GET_DOCUMENTS, [
      '$XDSDocumentEntryLogicalID',
      `('${world.ids.Original}')`,
    ]);
    expect(versions(found)).to.deep.equal([`${world.ids.Original} 2 Approved`]);
  });

  it('then the folder holds the new version, the addendum is tied to it, and version 1 keeps its own', async () => {
    await done(updateOf('update', { entries: [world.next()] }));
    const { entryUuid } = await latest();
    const ties = await tiedTo(entryUuid);
    const set = await setOf('update');
    expect(ties.map(({ type, source }) => `${type} ${source}`)).to.have.members([
      `${HAS_MEMBER} ${set}`,
      `${HAS_MEMBER} ${world.ids.Folder}`,
      `${APND} ${world.ids.Addendum}`,
    ]);
    const membership = ties.find(({ source }) => source === world.ids.Folder)!;
    expect((await tiedTo(membership.id)).map(({ source }) => source)).to.deep.equal([set]);
    const before = await tiedTo(world.ids.Original);
    expect(before.map(({ availabilityStatus }) => availabilityStatus)).to.deep.equal([
      APPROVED,
      APPROVED,
      APPROVED,
    ]);
  });

  it('then nothing is taken over where AssociationPropagation is no', async () => {
    await done(updateOf('update', { entries: [{ ...world.next(), propagation: 'no' }] }));
    const ties = await tiedTo((await latest()).entryUuid);
    expect(ties.map(({ source }) => source)).to.deep.equal([await setOf('update')]);
  });

  it('then a folder that is updated takes its documents along, and the set points at the folder alone', async () => {
    await done(updateOf('update', { folders: [world.nextFolder()] }));
    const found = await world.desk.find(
      GET_FOLDERS,
      ['$XDSFolderUniqueId', `('${uniqueIdOf('Folder')}')`],
      ['$MetadataLevel', '2'],
    );
    const { Folder, Original } = world.ids;
    expect(versions(found)).to.have.members([`${Folder} 1 Deprecated`, `${Folder} 2 Approved`]);
    const set = await setOf('update');
    const ofSet = await tiedTo(set);
    expect(ofSet).to.have.length(1);
    const ties = await tiedTo(ofSet[0]!.target);
    expect(ties.map(({ source, target }) => `${source} ${target}`)).to.have.members([
      `${set} ${ofSet[0]!.target}`,
      `${ofSet[0]!.target} ${Original}`,
    ]);
  });

  it('then a folder leaves a Deprecated document behind', async () => {
    await done(updateOf('deprecation', { statuses: [[world.ids.Original]] }));
    await done(updateOf('update', { folders: [world.nextFolder()] }));
    const [ofSet] = await tiedTo(await setOf('update'));
    expect((await tiedTo(ofSet!.target)).map(({ target }) => target)).to.deep.equal([ofSet!.target]);
  });

  it('then a folder and its document in one message are tied once, both new', async () => {
    await done(updateOf('update', { entries: [world.next()], folders: [world.nextFolder()] }));
    const { entryUuid } = await latest();
    const folders = (await tiedTo(entryUuid)).filter(
      ({ type, target }) => type === HAS_MEMBER && target === entryUuid,
    );
    const set = await setOf('update');
    const ofFolder = folders.filter(({ source }) => source !== set);
    expect(ofFolder).to.have.length(1);
    expect(ofFolder[0]!.source).not.to.equal(world.ids.Folder);
  });

  it('then a status goes to and fro, in the row and in the renderings', async () => {
    const { Original } = world.ids;
    for (const [name, from, to, word] of [
      ['down', APPROVED, DEPRECATED, 'superseded'],
      ['up', DEPRECATED, APPROVED, 'current'],
    ] as const) {
      await done(updateOf(name, { statuses: [[Original, from, to]] }));
      const entry = await latest();
      expect(entry.availabilityStatus).to.equal(to);
      const [fhir] = await world.desk.house.store.documents.find(
        EVERYTHING,
        { entryUuids: [Original] },
        'fhir',
      );
      expect(fhir!.fhir).to.include(`"${word}"`);
      const [shown] = await world.desk.find(
        GET_DOCUMENTS,
        ['$XDSDocumentEntryEntryUUID', `('${Original}')`],
        ['$MetadataLevel', '2'],
      );
      expect(attribute(shown!, 'status')).to.equal(to);
    }
  });

  it('then the trigger of a status is not kept', async () => {
    await done(updateOf('down', { statuses: [[world.ids.Original]] }));
    expect(await tiedTo(await setOf('down'))).to.deep.equal([]);
  });

  it('then the status of a folder changes', async () => {
    await done(updateOf('down', { statuses: [[world.ids.Folder]] }));
    const [folder] = await world.desk.house.store.folders.find(EVERYTHING, { ids: [world.ids.Folder] });
    expect(folder!.model().availabilityStatus).to.equal(DEPRECATED);
  });

  it('then an association that is Deprecated is in no answer of level 1', async () => {
    const [addendum] = (await tiedTo(world.ids.Original)).filter(({ type }) => type === APND);
    await done(updateOf('down', { statuses: [[addendum!.id]] }));
    const found = await world.desk.find(
      GET_ALL,
      ['$patientId', `'${PATIENT}'`],
      ...['DocumentEntry', 'SubmissionSet', 'Folder'].map(
        (kind) => [`$XDS${kind}Status`, `('${APPROVED}')`] as const,
      ),
    );
    expect(found.map((object) => attribute(object, 'id')))
      .to.include(world.ids.Original)
      .and.not.to.include(addendum!.id);
  });

  it('then an update with a status is one new version with that status', async () => {
    for (const [name, target] of [
      ['by id', world.ids.Original],
      ['in message', 'Next'],
    ] as const) {
      const other = await updateWorld();
      const message = updateOf('both', {
        entries: [other.next()],
        statuses: [[target === 'Next' ? target : other.ids.Original]],
      });
      expect(told(await other.desk.update(message)), name).to.deep.equal([]);
      const found = await other.desk.house.store.documents.find(
        EVERYTHING,
        { uniqueIds: [original] },
        'model',
      );
      expect(
        found.map((entry) => `${entry.model().version} ${entry.availabilityStatus}`),
        name,
      ).to.have.members([`1 ${DEPRECATED}`, `2 ${DEPRECATED}`]);
      await other.desk.close();
    }
  });

  it('then a relationship can be added between documents that are there', async () => {
    const { Bystander, Addendum } = world.ids;
    await done(updateOf('tie', { submits: [[Bystander, APND, Addendum]] }));
    expect((await tiedTo(Bystander)).map(({ type, target }) => `${type} ${target}`)).to.include(
      `${APND} ${Addendum}`,
    );
    expect(await tiedTo(await setOf('tie'))).to.deep.equal([]);
  });

  it('then a replacement that is added deprecates its target and what hangs on it, and takes its place in folders', async () => {
    const { Bystander, Original, Folder, Addendum } = world.ids;
    await done(updateOf('tie', { submits: [[Bystander, RPLC, Original]] }));
    const found = await world.desk.house.store.documents.find(EVERYTHING, { statuses: [DEPRECATED] }, 'ids');
    expect(found.map(({ entryUuid }) => entryUuid)).to.have.members([Original, Addendum]);
    expect((await tiedTo(Bystander)).map(({ source }) => source)).to.include(Folder);
  });

  it('then a document can be put into a folder, by a membership that the set points at', async () => {
    const { Bystander, Folder } = world.ids;
    await done(updateOf('tie', { submits: [[Folder, HAS_MEMBER, Bystander]] }));
    const membership = (await tiedTo(Bystander)).find(({ source }) => source === Folder)!;
    const set = await setOf('tie');
    expect((await tiedTo(membership.id)).map(({ type, source }) => `${type} ${source}`)).to.deep.equal([
      `${HAS_MEMBER} ${set}`,
    ]);
  });

  it('then a document without ties goes to another patient, and is found there alone', async () => {
    const uniqueId = uniqueIdOf('Bystander');
    const moved = {
      ...entryOf('Bystander'),
      id: 'Moved',
      logicalId: world.ids.Bystander,
      patientId: OTHER_PATIENT,
    };
    await done(updateOf('move', { set: { patientId: OTHER_PATIENT }, entries: [{ of: moved }] }));
    const findFor = (patient: string) =>
      world.desk.find(
        FIND_DOCUMENTS,
        ['$XDSDocumentEntryPatientId', `'${patient}'`],
        ['$XDSDocumentEntryStatus', `('${APPROVED}')`],
      );
    expect(versions(await findFor(OTHER_PATIENT))).to.deep.equal([`${world.ids.Bystander} 2 Approved`]);
    expect((await findFor(PATIENT)).map((object) => attribute(object, 'lid'))).not.to.include(
      world.ids.Bystander,
    );
    const traces = [];
    for await (const event of world.desk.house.store.events.all()) {
      if (event.type === 'ITI-57') traces.push(event);
    }
    expect(traces.map(({ documents }) => documents)).to.deep.equal([[uniqueId], [uniqueId]]);
    const { store, record } = world.desk.house;
    const { value, authority } = parseCx(OTHER_PATIENT);
    const now = await store.records.byIdentifier(value, authority);
    expect(traces.map(({ patientKey }) => patientKey)).to.deep.equal([now!.patient.key, record.patient.key]);
  });

  it('then whoever is held to another patient does not reach it', async () => {
    const moved = {
      ...entryOf('Bystander'),
      id: 'Moved',
      logicalId: world.ids.Bystander,
      patientId: OTHER_PATIENT,
    };
    const message = updateOf('move', { set: { patientId: OTHER_PATIENT }, entries: [{ of: moved }] });
    const answer = await world.desk.update(message, { ...NODE, patientId: OTHER_PATIENT });
    expect(told(answer)).to.deep.equal([
      `UnresolvedReferenceException L'objet visé n'existe pas. (${world.ids.Bystander})`,
      `XDSMetadataVersionError La version précédente indiquée n'est pas la version actuelle. (${world.ids.Bystander})`,
    ]);
  });

  it('then the trace names the documents that were changed', async () => {
    await done(updateOf('down', { statuses: [[world.ids.Original]] }));
    expect(await lastEvent(world.desk.house)).to.deep.include({
      type: 'ITI-57',
      action: 'U',
      documents: [original],
    });
  });

  it('then the same update sent again is refused: its version is no longer the latest', async () => {
    await done(updateOf('update', { entries: [world.next()] }));
    const again = told(await world.desk.update(updateOf('again', { entries: [world.next()] })));
    expect(again).to.deep.equal([
      "XDSMetadataVersionError La version précédente indiquée n'est pas la version actuelle. (PreviousVersion 1)",
    ]);
  });
});

describe('given a document whose content our own repository keeps', () => {
  const uniqueId = '1.2.250.1.999.8.57';
  let world: UpdateWorld;
  beforeEach(async () => {
    world = await updateWorld();
    expect(
      await world.desk.house.deposit(iheSubmission('1.2.250.1.999.8.58', { [uniqueId]: 'bonjour' }), NODE),
    ).to.equal('done');
  });
  afterEach(() => world.desk.close());

  const entry = async () =>
    (
      await world.desk.house.store.documents.find(
        EVERYTHING,
        { uniqueIds: [uniqueId], latestOnly: true },
        'model',
      )
    )[0]!;

  it('then the latest version has the same content and depositor, and is retrieved under its own type', async () => {
    const before = await entry();
    const { availabilityStatus: _status, version: _version, ...metadata } = before.model();
    const next = { ...metadata, id: 'Next', mimeType: 'application/pdf' };
    expect(told(await world.desk.update(updateOf('update', { entries: [{ of: next }] })))).to.deep.equal([]);
    const after = await entry();
    expect(after).to.include({ blob: before.blob, mimeType: 'application/pdf' });
    expect(after.entryUuid).not.to.equal(before.entryUuid);
    const { options } = world.desk.house;
    const { repositoryUniqueId } = options.domain.rules;
    const { documents } = await retrieveDocuments([{ repositoryUniqueId, uniqueId }], EVERYTHING, options);
    expect(documents.map(({ mimeType }) => mimeType)).to.deep.equal(['application/pdf']);
    expect(String(await documents[0]!.bytes())).to.equal('bonjour');
    expect((await world.desk.house.store.documents.registration(uniqueId))!.depositor).to.equal(NODE.id);
  });

  for (const [name, change] of [
    ['hash', { hash: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' }],
    ['size', { size: 12 }],
    ['repositoryUniqueId', { repositoryUniqueId: '1.2.250.1.999.2.1.9' }],
  ] as const) {
    it(`then its ${name} stays as it is`, async () => {
      const { availabilityStatus: _status, version: _version, ...metadata } = (await entry()).model();
      const answer = await world.desk.update(
        updateOf('update', { entries: [{ of: { ...metadata, id: 'Next', ...change } }] }),
      );
      expect(isRefusal(answer)).to.equal(true);
      expect(told(answer)).to.deep.equal([
        `XDSMetadataUpdateError La mise à jour des métadonnées ne peut pas être effectuée. (${name})`,
      ]);
    });
  }
});

describe('given a document that is made on demand', () => {
  it('then its next version is one too, without hash, size and creationTime', async () => {
    const world = await updateWorld();
    const { house } = world.desk;
    const {
      hash: _hash,
      size: _size,
      creationTime: _time,
      ...entry
    } = entryOf('Live', { objectType: ON_DEMAND });
    const body = writeSubmitObjects(lotOf('live', { entries: [entry] })).text;
    expect(told(await send(house, registerOnDemandDocumentEntry(house.options), body, NODE))).to.deep.equal(
      [],
    );
    const logicalId = await world.desk.idOf(uniqueIdOf('Live'));
    const next = { ...entry, id: 'Next', logicalId, title: [{ value: 'Mis à jour' }] };
    expect(told(await world.desk.update(updateOf('update', { entries: [{ of: next }] })))).to.deep.equal([]);
    const [found] = await house.store.documents.find(
      EVERYTHING,
      { logicalIds: [logicalId], latestOnly: true },
      'model',
    );
    expect(found!.model())
      .to.include({ version: 2, objectType: ON_DEMAND })
      .and.not.to.have.any.keys('hash', 'size');
    await world.desk.close();
  });
});

describe('given a folder and its document of one patient', () => {
  it('then a folder that goes to another patient alone is traced in both journals', async () => {
    const world = await updateWorld();
    await world.desk.take(lotOf('alone', { folders: [folderOf('Empty')] }));
    const patientId = OTHER_PATIENT;
    const logicalId = await world.desk.idOf(uniqueIdOf('Empty'));
    const folders = [{ of: { ...folderOf('Empty'), id: 'B', logicalId, patientId } }];
    expect(told(await world.desk.update(updateOf('move', { set: { patientId }, folders })))).to.deep.equal(
      [],
    );
    const { store, record } = world.desk.house;
    const { value, authority } = parseCx(OTHER_PATIENT);
    const now = await store.records.byIdentifier(value, authority);
    for (const { patient } of [now!, record]) {
      const [last] = await store.events.ofPatient(patient.key, { limit: 1, offset: 0 });
      expect(last).to.deep.include({ type: 'ITI-57', granted: true, documents: [] });
    }
    await world.desk.close();
  });

  it('then they go to another patient together', async () => {
    const world = await updateWorld();
    await world.desk.take(
      lotOf('pair', {
        entries: [entryOf('Inner')],
        folders: [folderOf('Outer')],
        members: [['Outer', 'Inner']],
      }),
    );
    const [lidOfEntry, lidOfFolder] = [
      await world.desk.idOf(uniqueIdOf('Inner')),
      await world.desk.idOf(uniqueIdOf('Outer')),
    ];
    const patientId = OTHER_PATIENT;
    const message = updateOf('move', {
      set: { patientId },
      entries: [{ of: { ...entryOf('Inner'), id: 'A', logicalId: lidOfEntry, patientId } }],
      folders: [{ of: { ...folderOf('Outer'), id: 'B', logicalId: lidOfFolder, patientId } }],
    });
    expect(told(await world.desk.update(message))).to.deep.equal([]);
    const [folder] = await world.desk.house.store.folders.find(EVERYTHING, {
      logicalIds: [lidOfFolder],
      latestOnly: true,
    });
    expect(folder!.model()).to.include({ patientId, version: 2 });
    await world.desk.close();
  });
});
