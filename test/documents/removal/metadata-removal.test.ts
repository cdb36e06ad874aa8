import Sqlite from 'better-sqlite3';
import { expect } from 'chai';
import { metadataRemoval } from '../../../src/documents/removal/metadata-removal.ts';
import { isRefusal } from '../../../src/errors.ts';
import { parseCx } from '../../../src/model/hl7v2.ts';
import { APND, HAS_MEMBER } from '../../../src/model/submission.ts';
import { EVERYTHING } from '../../support/deposit-house.ts';
import { told } from '../../support/faults.ts';
import { NODE } from '../../support/ihe-submission.ts';
import { entryOf, folderOf, lotOf, OTHER_PATIENT, PATIENT, uniqueIdOf } from '../../support/registry-lot.ts';
import { type RemovalDesk, removalDesk } from '../../support/removal-desk.ts';
import { storeState } from '../../support/store-state.ts';
import { lastEvent } from '../../support/way-through.ts';

const ABSENT = 'urn:uuid:00000000-0000-4000-8000-000000000000';
const unresolved = (id: string) => `UnresolvedReferenceException L'objet visé n'existe pas. (${id})`;
const referenced = (id: string) =>
  `ReferencesExistException L'objet est encore référencé par un objet qui n'est pas supprimé. (${id})`;
const unreferenced = (id: string) =>
  `XDSUnreferencedObjectException La suppression laisserait un objet qui ne serait plus rattaché à aucun lot de soumission. (${id})`;

/** Everything that the lot of these names holds, itself too. */
async function wholeLot(desk: RemovalDesk, lot: string, ...names: readonly string[]): Promise<string[]> {
  const ids = await Promise.all([lot, ...names].map((name) => desk.idOf(uniqueIdOf(name))));
  return [...ids, ...(await desk.tiesOf(...ids))];
}

/** Number of rows of each table that has any. */
function rows({ house }: RemovalDesk): Record<string, number> {
  const { tables } = storeState(house);
  return Object.fromEntries(
    Object.entries(tables).flatMap(([name, { rows: count }]) => (count === 0 ? [] : [[name, count]])),
  );
}

describe('given a lot with a folder, and an addendum to its document', () => {
  let desk: RemovalDesk;
  let ids: Record<'set' | 'document' | 'folder' | 'addendum' | 'link' | 'linkMember' | 'member', string>;
  before(async () => {
    desk = await removalDesk();
    await desk.take(
      lotOf('lot', {
        entries: [entryOf('Document')],
        folders: [folderOf('Folder')],
        members: [['Folder', 'Document']],
      }),
    );
    const [set, document, folder] = await Promise.all(
      ['lot', 'Document', 'Folder'].map((name) => desk.idOf(uniqueIdOf(name))),
    );
    await desk.take(
      lotOf('second', { entries: [entryOf('Addendum')], relations: [['Addendum', APND, document!]] }),
    );
    const found = await desk.house.store.associations.find(EVERYTHING, { types: [HAS_MEMBER] });
    const between = (source: string, target: string) =>
      found.find((one) => one.source === source && one.target === target)!.id;
    const link = between(folder!, document!);
    ids = {
      set: set!,
      document: document!,
      folder: folder!,
      addendum: await desk.idOf(uniqueIdOf('Addendum')),
      link,
      linkMember: between(set!, link),
      member: between(set!, document!),
    };
  });
  after(() => desk.close());

  const refusals: Record<string, () => readonly [ids: readonly string[], told: readonly string[]]> = {
    'what is not there': () => [[ABSENT, ids.link, ids.linkMember], [unresolved(ABSENT)]],
    'what is no id at all': () => [['Document01'], [unresolved('document01')]],
    'a submission set that still holds something': () => [[ids.set], [referenced(ids.set)]],
    'a folder that still holds a document': () => [[ids.folder], [referenced(ids.folder)]],
    'a document that something is still an addendum to': () => [
      [ids.document, ids.member, ids.link, ids.linkMember],
      [referenced(ids.document)],
    ],
    'the membership of a folder, which a submission set still points at': () => [
      [ids.link],
      [referenced(ids.link)],
    ],
    'the last membership of a document that stays': () => [[ids.member], [unreferenced(ids.member)]],
    'the last membership of the membership of a folder': () => [
      [ids.linkMember],
      [unreferenced(ids.linkMember)],
    ],
  };
  for (const [what, given] of Object.entries(refusals)) {
    it(`then to remove ${what} is refused, and nothing goes`, async () => {
      const [asked, expected] = given();
      const before = storeState(desk.house);
      const answer = await desk.remove(asked);
      expect(told(answer)).to.deep.equal(expected);
      expect(isRefusal(answer) && answer.refused[0].location).to.equal(asked[0]!.toLowerCase());
      expect(storeState(desk.house)).to.deep.equal(before);
      expect(await lastEvent(desk.house)).to.include({ type: 'ITI-62', action: 'D', granted: false });
    });
  }

  it('then the last thing that a submission set holds goes only with the set', async () => {
    const addendum = await wholeLot(desk, 'second', 'Addendum');
    const set = await desk.idOf(uniqueIdOf('second'));
    const answer = await desk.remove(addendum.filter((id) => id !== set));
    expect(isRefusal(answer) && answer.refused.map(({ code }) => code)).to.deep.equal([
      'XDSUnreferencedObjectException',
    ]);
  });

  it('then the document leaves its folder, and both stay', async () => {
    // Written in capitals, as some write UUIDs, and named twice.
    expect(
      await desk.remove([ids.link.toUpperCase().replace('URN:UUID', 'urn:uuid'), ids.linkMember, ids.link]),
    ).to.equal('done');
    expect(await desk.tiesOf(ids.folder)).to.have.length(1);
    expect(await desk.idOf(uniqueIdOf('Document'))).to.equal(ids.document);
  });

  it('then everything goes at once, and nothing of it is left in any table', async () => {
    const all = [
      ...(await wholeLot(desk, 'lot', 'Document', 'Folder')),
      ...(await wholeLot(desk, 'second', 'Addendum')),
    ];
    expect(await desk.remove(all)).to.equal('done');
    expect(rows(desk)).to.deep.equal({
      patient: 1,
      patient_identifier: 1,
      patient_name: 1,
      record: 1,
    });
    const event = await lastEvent(desk.house);
    expect(event).to.include({ type: 'ITI-62', action: 'D', granted: true });
    expect(event.patientKey).to.equal(desk.house.record.patient.key);
    expect(event.documents).to.have.members([uniqueIdOf('Document'), uniqueIdOf('Addendum')]);
  });

  it('then its uniqueId is free for another document', async () => {
    await desk.take(lotOf('lot', { entries: [entryOf('Document', { size: 8 })] }));
  });
});

describe('given the removal of what another set refers to', () => {
  let desk: RemovalDesk;
  before(async () => {
    desk = await removalDesk();
  });
  after(() => desk.close());

  it('then a document that stays with another set is kept as if it had come with that', async () => {
    await desk.take(lotOf('origin', { entries: [entryOf('Shared')], folders: [folderOf('Kept')] }));
    const shared = await desk.idOf(uniqueIdOf('Shared'));
    const kept = await desk.idOf(uniqueIdOf('Kept'));
    await desk.take(lotOf('borrower', { references: [shared] }));
    const origin = await desk.idOf(uniqueIdOf('origin'));
    const members = await desk.house.store.associations.find(EVERYTHING, { sources: [origin] });
    expect(await desk.remove([origin, kept, ...members.map(({ id }) => id)])).to.equal('done');
    const { documents } = desk.house.store;
    expect(await documents.registration(uniqueIdOf('Shared'))).to.include({
      submissionSetUniqueId: uniqueIdOf('borrower'),
    });
  });

  it('then an association that came with the set goes on with its document', async () => {
    await desk.take(lotOf('target', { entries: [entryOf('Target')] }));
    const target = await desk.idOf(uniqueIdOf('Target'));
    await desk.take(lotOf('maker', { entries: [entryOf('Maker')], relations: [['Maker', APND, target]] }));
    const maker = await desk.idOf(uniqueIdOf('Maker'));
    await desk.take(lotOf('keeper', { references: [maker] }));
    const set = await desk.idOf(uniqueIdOf('maker'));
    const members = await desk.house.store.associations.find(EVERYTHING, { sources: [set] });
    expect(await desk.remove([set, ...members.map(({ id }) => id)])).to.equal('done');
    const [tie] = await desk.house.store.associations.find(EVERYTHING, { types: [APND] });
    expect(tie).to.include({ source: maker, target });
  });
});

describe('given versions of one entry', () => {
  it('then the last that stays is the latest', async () => {
    const desk = await removalDesk();
    await desk.take(lotOf('first', { entries: [entryOf('Version1')] }));
    await desk.take(lotOf('second', { entries: [entryOf('Version2')] }));
    const [first, second] = [
      await desk.idOf(uniqueIdOf('Version1')),
      await desk.idOf(uniqueIdOf('Version2')),
    ];
    const database = new Sqlite(`${desk.house.data}/carnet.db`);
    database
      .prepare('UPDATE document_entry SET logical_id = ?, version = 2 WHERE entry_uuid = ?')
      .run(first, second);
    database.prepare('UPDATE document_entry SET latest = 0 WHERE entry_uuid = ?').run(first);
    database.close();
    const latest = async () => {
      const all = { logicalIds: [first], latestOnly: true };
      return (await desk.house.store.documents.find(EVERYTHING, all, 'ids')).map(
        ({ entryUuid }) => entryUuid,
      );
    };
    expect(await latest()).to.deep.equal([second]);
    expect(await desk.remove(await wholeLot(desk, 'second', 'Version2'))).to.equal('done');
    expect(await latest()).to.deep.equal([first]);
    await desk.close();
  });
});

describe('given documents of two patients', () => {
  let desk: RemovalDesk;
  const other = { patientId: OTHER_PATIENT };
  before(async () => {
    desk = await removalDesk();
    await desk.take(lotOf('own', { entries: [entryOf('Own')] }));
    await desk.take(lotOf('other', { set: other, entries: [entryOf('Other', other)] }));
  });
  after(() => desk.close());

  /** The trace that stands last in the journal of a patient. */
  const lastOf = async (cx: string) => {
    const { records, events } = desk.house.store;
    const { value, authority } = parseCx(cx);
    const record = await records.byIdentifier(value, authority);
    return (await events.ofPatient(record!.patient.key, { limit: 1, offset: 0 }))[0];
  };

  it('then whoever is bound to one patient finds nothing of the other, as if it were not there', async () => {
    const all = [...(await wholeLot(desk, 'own', 'Own')), ...(await wholeLot(desk, 'other', 'Other'))];
    const others = await wholeLot(desk, 'other', 'Other');
    const before = storeState(desk.house);
    expect(told(await desk.remove(all, { ...NODE, patientId: PATIENT }))).to.deep.equal(
      others.map(unresolved),
    );
    expect(storeState(desk.house)).to.deep.equal(before);
  });

  it('then a removal that is refused is in both journals, told as refused', async () => {
    const [own, other] = [await desk.idOf(uniqueIdOf('Own')), await desk.idOf(uniqueIdOf('Other'))];
    for (const [ids, reason] of [
      [[own, other], 'ReferencesExistException'],
      [[own, other, ABSENT], 'UnresolvedReferenceException'],
    ] as const) {
      expect(isRefusal(await desk.remove(ids))).to.equal(true);
      for (const patient of [PATIENT, OTHER_PATIENT]) {
        const last = await lastOf(patient);
        expect([last?.type, last?.action, last?.granted, last?.reason]).to.deep.equal([
          'ITI-62',
          'D',
          false,
          reason,
        ]);
      }
    }
  });

  it('then both may go at once, and each journal tells of its own', async () => {
    const all = [...(await wholeLot(desk, 'own', 'Own')), ...(await wholeLot(desk, 'other', 'Other'))];
    expect(await desk.remove(all)).to.equal('done');
    const journal = async (value: string) => {
      const last = await lastOf(value);
      return { type: last?.type, granted: last?.granted, documents: last?.documents };
    };
    const removed = { type: 'ITI-62', granted: true };
    expect(await journal(PATIENT)).to.deep.equal({ ...removed, documents: [uniqueIdOf('Own')] });
    expect(await journal(OTHER_PATIENT)).to.deep.equal({ ...removed, documents: [uniqueIdOf('Other')] });
  });
});

describe('given what another request does between the look and the removal', () => {
  let desk: RemovalDesk;
  beforeEach(async () => {
    desk = await removalDesk();
    await desk.take(lotOf('lot', { entries: [entryOf('One'), entryOf('Two')] }));
  });
  afterEach(() => desk.close());

  const overtaken = async (ids: readonly string[], meanwhile: () => Promise<unknown>) => {
    const { store, options } = desk.house;
    const removal = await metadataRemoval(ids, EVERYTHING, options);
    if (isRefusal(removal)) return expect.fail(told(removal).join());
    await meanwhile();
    const before = storeState(desk.house);
    const written = await store.write(removal.writes);
    expect(storeState(desk.house)).to.deep.equal(before);
    if (!('conflict' in written)) return expect.fail('no conflict');
    return told(await removal.onConflict(written));
  };

  it('then what it removed is not there', async () => {
    const all = await wholeLot(desk, 'lot', 'One', 'Two');
    const [first] = [...all].sort();
    expect(await overtaken(all, () => desk.remove(all))).to.deep.equal([unresolved(first!)]);
  });

  it('then what it tied something to stays', async () => {
    const one = await desk.idOf(uniqueIdOf('One'));
    const all = await wholeLot(desk, 'lot', 'One', 'Two');
    const tie = () =>
      desk.take(lotOf('late', { entries: [entryOf('Late')], relations: [['Late', APND, one]] }));
    expect(await overtaken(all, tie)).to.deep.equal([referenced(one)]);
  });

  it('then a membership that has become the last one stays', async () => {
    const [one, two] = [await desk.idOf(uniqueIdOf('One')), await desk.idOf(uniqueIdOf('Two'))];
    const ofOne = (await desk.tiesOf(one))[0]!;
    const ofTwo = (await desk.tiesOf(two))[0]!;
    expect(await overtaken([one, ofOne], () => desk.remove([two, ofTwo]))).to.deep.equal([
      unreferenced(ofOne),
    ]);
  });
});
