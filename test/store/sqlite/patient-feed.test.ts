import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'chai';
import { code } from '../../../src/model/code.ts';
import { APPROVED, NO_EXTRAS } from '../../../src/model/document-entry.ts';
import type { Authorisation, OpenedAccess } from '../../../src/model/record.ts';
import {
  HAS_MEMBER,
  type RegisteredAssociation,
  type RegisteredFolder,
} from '../../../src/model/submission.ts';
import type { AssignedId, MergePatientsCommand } from '../../../src/store/patient-feed.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { isConflict, type Store, type WriteCommand } from '../../../src/store/store.ts';
import { AT, registration, SEE_ALL, sampleEntry, temporaryFolder } from '../sample.ts';

const AUTHORITY = '1.2.250.1.999.4';
const OTHER_AUTHORITY = '1.2.250.1.999.5';

function id(value: string, authority = AUTHORITY): AssignedId {
  return { value, authority };
}

/** Enrolment, accounts, search by traits and notifications are of patients whom health insurance knows; no feed tells of those. */
const WITHOUT_FEED = [
  'account_ticket',
  'erasure',
  'outbox',
  'patient_account',
  'patient_contact',
  'patient_name',
  'statement',
  'told_access',
  'told_document',
  'told_emergency',
];

const OPENED: OpenedAccess = {
  professional: '810000000045',
  reason: 'Inconscient',
  openedAt: AT,
  until: '2026-11-20T18:00:00.000Z',
};

const AUTHOR = { person: '1^A', institutions: [], roles: [], specialties: [], telecommunications: [] };

function folderOf(): RegisteredFolder {
  return {
    id: `urn:uuid:${randomUUID()}`,
    uniqueId: '1.2.250.1.998.1000',
    logicalId: `urn:uuid:${randomUUID()}`,
    version: 1,
    availabilityStatus: APPROVED,
    lastUpdateTime: '20261120100000',
    patientId: 'CX of the former',
    codes: [code('Referrals', '1.2.250.1.999.6', 'Referrals')],
    title: [],
    comments: [],
    limitedMetadata: false,
    extras: NO_EXTRAS,
  };
}

function memberOf(source: string, target: string): RegisteredAssociation {
  return {
    id: `urn:uuid:${randomUUID()}`,
    type: HAS_MEMBER,
    source,
    target,
    slots: [],
    extras: NO_EXTRAS,
    availabilityStatus: APPROVED,
  };
}

describe('given patients whom a feed tells of', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let store: Store;
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await openSqliteStore({ file: join(folder.path, 'carnet.db') });
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  const feed = (identifiers: readonly [AssignedId, ...AssignedId[]], traits = {}): WriteCommand => ({
    kind: 'feed-patient',
    identifiers,
    traits,
    at: AT,
  });
  const newPatient = async (...identifiers: readonly [AssignedId, ...AssignedId[]]): Promise<number> => {
    const written = await store.write([feed(identifiers)]);
    if (isConflict(written) || written.patientKey === undefined) return expect.fail(JSON.stringify(written));
    return written.patientKey;
  };
  const merge = async (subsumed: AssignedId, surviving: AssignedId): Promise<MergePatientsCommand> => {
    const record = await store.records.byIdentifier(subsumed.value, subsumed.authority);
    const filed = record === undefined ? undefined : await store.patientFeed.filedUnder(record.patient.key);
    return {
      kind: 'merge-patients',
      surviving,
      subsumed,
      patientId: 'CX of the survivor',
      entries: (filed?.entries ?? []).map(({ entryUuid }) => ({ entryUuid, ebrim: 'new', fhir: 'new' })),
      submissionSets: (filed?.submissionSets ?? []).map((set) => ({ id: set.id, ebrim: 'new' })),
      folders: (filed?.folders ?? []).map((one) => one.id),
      mark: filed?.mark ?? '',
    };
  };
  const authorise = (patientKey: number, changes: Partial<Authorisation>): WriteCommand => ({
    kind: 'authorise',
    patientKey,
    authorisation: {
      holder: 'doctor',
      holderKind: 'professional',
      name: 'DOCTOR',
      medecinTraitant: false,
      since: AT,
      ...changes,
    },
  });

  it('then a merge leaves nothing under the key of the former but its traces, in whatever table', async () => {
    const former = await newPatient(id('former'));
    const survivor = await newPatient(id('survivor'));
    const entry = sampleEntry({ referenceIds: ['1^^^&1.2&ISO^urn:x'], authors: [AUTHOR] });
    const kept = folderOf();
    const submission = registration(former, [entry], {
      folders: [kept],
      associations: [memberOf(kept.id, entry.entryUuid)],
    });
    const choices: readonly WriteCommand[] = [
      { kind: 'open-access', patientKey: former, access: OPENED },
      { kind: 'block', patientKey: former, blocking: { professional: '810000000029', since: AT } },
    ];
    expect(await store.write([submission, authorise(former, {}), ...choices])).to.deep.equal({});
    const database = new Sqlite(join(folder.path, 'carnet.db'), { readonly: true });
    const tables = (
      database
        .prepare(
          `SELECT t.name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
           WHERE t.type = 'table' AND c.name = 'patient_key'`,
        )
        .pluck()
        .all() as string[]
    ).sort();
    const rowsOf = (key: number) =>
      Object.fromEntries(
        tables.map((name) => [
          name,
          database.prepare(`SELECT COUNT(*) FROM "${name}" WHERE patient_key = ?`).pluck().get(key) as number,
        ]),
      );
    const before = rowsOf(former);
    expect(await store.write([await merge(id('former'), id('survivor'))])).to.deep.equal({});
    const left = Object.entries(rowsOf(former)).filter(([, rows]) => rows > 0);
    // The row of the patient stays, so that its key is never given again.
    expect(left.map(([name]) => name)).to.deep.equal(['patient']);
    const moved = Object.entries(rowsOf(survivor));
    for (const [name, rows] of moved) {
      if (['patient', 'record', 'merged_patient', 'audit_event'].includes(name)) continue;
      expect(rows, name).to.be.at.least(before[name]!);
    }
    // A table of which no row was there would prove nothing.
    const empty = Object.entries(before).filter(([, rows]) => rows === 0);
    const unproved = empty.map(([name]) => name).filter((name) => !WITHOUT_FEED.includes(name));
    expect(unproved).to.deep.equal(['audit_event', 'merged_patient']);
    database.close();
    const [stored] = await store.documents.find(SEE_ALL, { entryUuids: [entry.entryUuid] }, 'model');
    expect(stored?.patientKey).to.equal(survivor);
    expect(stored?.model()).to.deep.equal({ ...entry, patientId: 'CX of the survivor' });
  });

  it('then of two authorisations of one holder that of the survivor stays', async () => {
    const former = await newPatient(id('former'));
    const survivor = await newPatient(id('survivor'));
    await store.write([
      authorise(former, { medecinTraitant: true }),
      authorise(former, { holder: 'nurse' }),
      authorise(survivor, {}),
    ]);
    await store.write([await merge(id('former'), id('survivor'))]);
    const held = await store.records.authorisations(survivor);
    expect(held.map(({ holder, medecinTraitant }) => [holder, medecinTraitant])).to.deep.equal([
      ['doctor', false],
      ['nurse', false],
    ]);
  });

  it('then of what both chose for the record that which closes more stays', async () => {
    const values = ['opposed', 'allowed', 'allowed-with-masked'] as const;
    for (const [rank, mine] of values.entries()) {
      for (const [otherRank, other] of values.entries()) {
        const name = `${mine} ${other}`;
        const former = await newPatient(id(`former ${name}`));
        const survivor = await newPatient(id(`survivor ${name}`));
        const maskAll = mine !== other;
        await store.write([
          {
            kind: 'set-choices',
            patientKey: former,
            choices: { brisDeGlace: mine, centre15: other, maskAll },
          },
          { kind: 'set-choices', patientKey: survivor, choices: { brisDeGlace: other, centre15: mine } },
        ]);
        await store.write([await merge(id(`former ${name}`), id(`survivor ${name}`))]);
        const closer = values[Math.min(rank, otherRank)];
        const { choices } = (await store.records.byKey(survivor))!;
        expect(choices, name).to.deep.equal({ brisDeGlace: closer, centre15: closer, maskAll });
      }
    }
  });

  it('then what was filed after it was read stops the merge, and nothing of it is stored', async () => {
    const former = await newPatient(id('former'));
    const survivor = await newPatient(id('survivor'));
    const command = await merge(id('former'), id('survivor'));
    await store.write([registration(former, [sampleEntry()])]);
    expect(await store.write([command])).to.deep.equal({ conflict: 'patient-changed' });
    expect((await store.records.byIdentifier('former', AUTHORITY))?.patient.key).to.equal(former);
    expect((await store.records.byKey(survivor))?.identifiers).to.have.length(1);
  });

  it('then a key that has been merged is not given again', async () => {
    await newPatient(id('survivor'));
    const former = await newPatient(id('former'));
    await store.write([await merge(id('former'), id('survivor'))]);
    expect(await newPatient(id('next'))).to.be.greaterThan(former);
    expect(await store.records.byKey(former)).to.equal(undefined);
  });

  it('then two ids of one patient can be merged, and nothing moves', async () => {
    const key = await newPatient(id('a'), id('b', OTHER_AUTHORITY));
    const entry = sampleEntry();
    await store.write([registration(key, [entry])]);
    const command = await merge(id('b', OTHER_AUTHORITY), id('a'));
    expect(await store.write([command])).to.deep.equal({});
    expect(await store.records.byIdentifier('b', OTHER_AUTHORITY)).to.equal(undefined);
    expect((await store.records.byKey(key))?.identifiers).to.deep.equal([{ ...id('a'), current: true }]);
    const [stored] = await store.documents.find(SEE_ALL, { entryUuids: [entry.entryUuid] }, 'ids');
    expect(stored?.patientKey).to.equal(key);
  });

  it('then the ids of one patient stay those of one patient', async () => {
    await newPatient(id('one'));
    await newPatient(id('two', OTHER_AUTHORITY));
    const conflict = { conflict: 'identifiers-differ', value: 'two' };
    expect(await store.write([feed([id('one'), id('two', OTHER_AUTHORITY)])])).to.deep.equal(conflict);
    await newPatient(id('three'), id('3', OTHER_AUTHORITY));
    expect(await store.write([feed([id('three'), id('4', OTHER_AUTHORITY)])])).to.deep.equal({
      conflict: 'identifiers-differ',
      value: '4',
    });
  });

  it('then an id that was subsumed is nobody, neither for the feed nor for a submission', async () => {
    await newPatient(id('former'));
    await newPatient(id('survivor'));
    await store.write([await merge(id('former'), id('survivor'))]);
    const conflict = { conflict: 'identifier-subsumed', value: 'former' };
    expect(await store.write([feed([id('former')])])).to.deep.equal(conflict);
    expect(
      await store.write([{ kind: 'admit-patient', value: 'former', authority: AUTHORITY, at: AT }]),
    ).to.deep.equal(conflict);
  });
});
