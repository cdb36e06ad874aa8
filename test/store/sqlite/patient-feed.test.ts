import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'chai';
import { code } from '../../../src/model/code.ts';
import { APPROVED, NO_EXTRAS } from '../../../src/model/document-entry.ts';
import type { Representative } from '../../../src/model/enrolment.ts';
import type { Authorisation, OpenedAccess } from '../../../src/model/record.ts';
import {
  HAS_MEMBER,
  type RegisteredAssociation,
  type RegisteredFolder,
} from '../../../src/model/submission.ts';
import type { AssignedId, MergePatientsCommand } from '../../../src/store/patient-feed.ts';
import { isConflict, type WriteCommand } from '../../../src/store/store.ts';
import { AT, registration, SEE_ALL, sampleEntry, type TemporaryStore, temporaryStore } from '../sample.ts';

const AUTHORITY = '1.2.250.1.999.4';
const OTHER_AUTHORITY = '1.2.250.1.999.5';

function id(value: string, authority = AUTHORITY): AssignedId {
  return { value, authority };
}

const OPENED: OpenedAccess = {
  professional: '810000000045',
  reason: 'Inconscient',
  openedAt: AT,
  until: '2026-11-20T18:00:00.000Z',
};

const LATER = '2026-11-21T10:00:00.000Z';

function account(patientKey: number, name: string): WriteCommand {
  const of = { id: name, patientKey, identifier: `identifier-${name}`, password: 'hash' };
  return { kind: 'create-account', account: { ...of, email: `${name}@example.org`, createdAt: AT } };
}

function insured(
  ins: string,
  representatives: readonly Representative[] = [],
  former: readonly AssignedId[] = [],
): WriteCommand {
  const traits = { family: 'MARTIN', givens: ['Anne'], birthDate: '1990-01-01', sex: 'F' } as const;
  const of = { ins, authority: AUTHORITY, ...traits, contact: {}, cards: [], protected: false };
  return { kind: 'import-affiliate', affiliate: { ...of, representatives, former } };
}

/** What a patient is told, reached and signs in by: a row of each kind. */
function toldAndSignedIn(patientKey: number): readonly WriteCommand[] {
  const professional = '810000000060';
  const at = AT;
  return [
    account(patientKey, 'former'),
    { kind: 'issue-ticket', digest: 'ticket', patientKey, until: '2099-01-01T00:00:00.000Z' },
    { kind: 'ask-erasure', patientKey, at, dueAt: LATER },
    {
      kind: 'keep-contact',
      contact: { of: { patientKey }, source: 'activation', email: 'a@example.org', emailVerified: true },
    },
    { kind: 'tell-documents', patientKey, logicalIds: ['urn:uuid:document'], at, quietly: false },
    { kind: 'tell-access', patientKey, professional: '810000000078', at },
    { kind: 'tell-emergency', patientKey, professional, since: at, at, patientTold: true },
    { kind: 'queue-statement', patientKey, before: LATER, at: LATER },
  ];
}

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
  let store: TemporaryStore;
  beforeEach(async () => {
    store = await temporaryStore();
  });
  afterEach(() => store.remove());

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
    await store.write([feed([id('former')], { family: 'MARTIN' })]);
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
    expect(
      await store.write([submission, authorise(former, {}), ...choices, ...toldAndSignedIn(former)]),
    ).to.deep.equal({});
    const database = new Sqlite(join(store.folder, 'carnet.db'), { readonly: true });
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
      // Patients are sought by the names of the survivor alone.
      if (['patient', 'record', 'merged_patient', 'audit_event', 'patient_name'].includes(name)) continue;
      expect(rows, name).to.be.at.least(before[name]!);
    }
    // A table of which no row was there would prove nothing.
    const empty = Object.entries(before).filter(([, rows]) => rows === 0);
    expect(empty.map(([name]) => name)).to.deep.equal(['audit_event', 'merged_patient']);
    database.close();
    const [stored] = await store.documents.find(SEE_ALL, { entryUuids: [entry.entryUuid] }, 'model');
    expect(stored?.patientKey).to.equal(survivor);
    expect(stored?.model()).to.deep.equal({ ...entry, patientId: 'CX of the survivor' });
  });

  it('then what waits to be told to the former is told to the survivor', async () => {
    const former = await newPatient(id('former'));
    const survivor = await newPatient(id('survivor'));
    await store.write(toldAndSignedIn(former));
    await store.write([await merge(id('former'), id('survivor'))]);
    const claim = { claimant: 'server', at: LATER, until: '2026-11-22T10:00:00.000Z', limit: 10 };
    await store.write([{ kind: 'claim-notifications', ...claim }]);
    const waiting = await store.notifications.claimed('server');
    expect(waiting.map(({ recipient }) => recipient)).to.deep.equal(Array(4).fill({ patientKey: survivor }));
  });

  it('then who has an account under each of both ids keeps that of the survivor, and the other leads nowhere', async () => {
    const former = await newPatient(id('former'));
    const survivor = await newPatient(id('survivor'));
    await store.write([account(former, 'former'), account(survivor, 'survivor')]);
    await store.write([await merge(id('former'), id('survivor'))]);
    expect((await store.credentials.accountById('survivor'))?.patientKey).to.equal(survivor);
    expect(await store.credentials.accountById('former')).to.equal(undefined);
  });

  it('then an access that one record had open ends where the other keeps it shut', async () => {
    for (const shut of [
      (patientKey: number): WriteCommand => ({
        kind: 'set-choices',
        patientKey,
        choices: { brisDeGlace: 'opposed' },
      }),
      (patientKey: number): WriteCommand => ({
        kind: 'block',
        patientKey,
        blocking: { professional: OPENED.professional, since: AT },
      }),
    ]) {
      const name = shut(0).kind;
      const former = await newPatient(id(`former ${name}`));
      const survivor = await newPatient(id(`survivor ${name}`));
      await store.write([{ kind: 'open-access', patientKey: former, access: OPENED }, shut(survivor)]);
      await store.write([await merge(id(`former ${name}`), id(`survivor ${name}`))]);
      const standing = await store.choices.standing(survivor, { id: OPENED.professional });
      expect(standing, name).not.to.have.property('opened');
    }
  });

  it('then an insured person, and the children whom she stands for, go with her id', async () => {
    await newPatient(id('former'));
    await newPatient(id('survivor'));
    const parent = { role: 'parent' as const, ins: 'former', family: 'MARTIN', given: 'Anne' };
    await store.write([insured('former'), insured('child', [parent])]);
    await store.write([await merge(id('former'), id('survivor'))]);
    const { enrolment } = store;
    expect(await enrolment.byIns('former', AUTHORITY)).to.equal(undefined);
    expect((await enrolment.byIns('survivor', AUTHORITY))?.family).to.equal('MARTIN');
    const children = await enrolment.dependantsOf('survivor', AUTHORITY);
    expect(children.map(({ ins }) => ins)).to.deep.equal(['child']);
  });

  for (const [who, gone, kept] of [
    ['the former has', ['former'], 'former'],
    ['the survivor has', ['survivor'], 'survivor'],
    ['both have', ['former', 'survivor'], 'survivor'],
    ['neither has', [], 'survivor'],
  ] as const) {
    it(`then of two enrolments of which ${who} been decided that of the ${kept} stays, under the surviving id alone`, async () => {
      const keys = new Map<string, number>();
      for (const value of ['former', 'survivor']) {
        await store.write([insured(value)]);
        keys.set(value, (await store.enrolment.byIns(value, AUTHORITY))!.key);
      }
      for (const value of gone)
        await store.write([{ kind: 'oppose', key: keys.get(value)!, expected: 'eligible', at: AT }]);
      for (const value of ['former', 'survivor']) await newPatient(id(value));
      const merged = await merge(id('former'), id('survivor'));
      expect(isConflict(await store.write([merged]))).to.equal(false);
      const left = await store.enrolment.byIns('survivor', AUTHORITY);
      expect([left?.key, left?.status]).to.deep.equal([
        keys.get(kept),
        gone.length > 0 ? 'opposed' : 'eligible',
      ]);
      expect(await store.enrolment.byIns('former', AUTHORITY)).to.equal(undefined);
      expect(Object.values(await store.enrolment.counts())).to.deep.equal([1]);
    });
  }

  it('then an insured person under an ended id, with a record under a former one, is not enrolled, and stops nobody', async () => {
    await newPatient(id('former'));
    await newPatient(id('survivor'));
    await store.write([await merge(id('former'), id('survivor'))]);
    expect(isConflict(await store.write([insured('former', [], [id('replaced')])]))).to.equal(false);
    await newPatient(id('replaced'));
    const { key } = (await store.enrolment.byIns('former', AUTHORITY))!;
    const enrol = { key, expected: 'eligible', activated: false, at: AT } as const;
    expect(await store.write([{ kind: 'enrol', ...enrol }])).to.deep.equal({
      conflict: 'enrolment-changed',
      key,
    });
  });

  it('then an insured person who comes again under an ended id is not enrolled, and stops nobody', async () => {
    await newPatient(id('former'));
    await newPatient(id('survivor'));
    await store.write([await merge(id('former'), id('survivor'))]);
    await store.write([insured('former')]);
    const { key } = (await store.enrolment.byIns('former', AUTHORITY))!;
    const enrol = { key, expected: 'eligible', activated: false, at: AT, contact: {} } as const;
    expect(await store.write([{ kind: 'enrol', ...enrol }])).to.deep.equal({
      conflict: 'enrolment-changed',
      key,
    });
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
