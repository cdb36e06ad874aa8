import { join } from 'node:path';
import { expect } from 'chai';
import type { PatientAccount } from '../../../src/store/credentials.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { newPatient, type TemporaryStore, temporaryStore } from '../sample.ts';

const AT = '2026-11-22T10:00:00.000Z';
const minutes = (count: number) => new Date(Date.parse(AT) + count * 60_000).toISOString();

describe('given a store of credentials', () => {
  let store: TemporaryStore;
  before(async () => {
    store = await temporaryStore();
  });
  after(() => store.remove());
  let number = 0;
  const next = (word: string) => {
    number += 1;
    return `${word}${number}`;
  };
  const account = (patientKey: number, more: Partial<PatientAccount> = {}): PatientAccount => ({
    id: next('id'),
    patientKey,
    identifier: next('identifier'),
    password: 'hash',
    email: 'c@example.org',
    createdAt: AT,
    ...more,
  });

  it('then a ticket is good once, and until it ends', async () => {
    const patientKey = await newPatient(store);
    const digest = next('ticket');
    await store.write([{ kind: 'issue-ticket', digest, patientKey, until: minutes(30) }]);
    expect(await store.credentials.ticket(digest, minutes(29))).to.deep.equal({ patientKey });
    expect(await store.credentials.ticket(digest, minutes(30))).to.equal(undefined);
    const use = (at: string) => store.write([{ kind: 'use-ticket', digest, at }]);
    expect(await use(minutes(30))).to.deep.equal({ conflict: 'ticket-unusable' });
    expect(await use(AT)).to.deep.equal({});
    expect(await use(AT)).to.deep.equal({ conflict: 'ticket-unusable' });
  });

  it('then an account is found by its identifier and its id, and another patient cannot have its identifier', async () => {
    const one = account(await newPatient(store), { mobile: '0600000000' });
    await store.write([{ kind: 'create-account', account: one }]);
    expect(await store.credentials.accountByIdentifier(one.identifier)).to.deep.equal(one);
    expect(await store.credentials.accountById(one.id)).to.deep.equal(one);
    const other = account(await newPatient(store), { identifier: one.identifier });
    expect(await store.write([{ kind: 'create-account', account: other }])).to.deep.equal({
      conflict: 'identifier-taken',
    });
    expect(await store.credentials.accountById(other.id)).to.equal(undefined);
  });

  it('then a new account takes the place of the one that the patient had', async () => {
    const one = account(await newPatient(store));
    const again = account(one.patientKey, { identifier: one.identifier });
    await store.write([{ kind: 'create-account', account: one }]);
    await store.write([{ kind: 'create-account', account: again }]);
    expect(await store.credentials.accountById(one.id)).to.equal(undefined);
    expect(await store.credentials.accountByIdentifier(one.identifier)).to.deep.equal(again);
  });

  it('then a code is the one that was sent last, ends, and is used once', async () => {
    const key = next('key');
    const send = (digest: string) =>
      store.write([
        { kind: 'send-code', key, code: { digest, of: { account: 'one' }, until: minutes(60 * 24 * 365) } },
      ]);
    await send('first');
    await send('second');
    expect(await store.credentials.code(key, AT)).to.deep.include({
      digest: 'second',
      of: { account: 'one' },
    });
    expect(await store.credentials.code(key, minutes(60 * 24 * 365))).to.equal(undefined);
    const use = (digest: string) => store.write([{ kind: 'use-code', key, digest }]);
    expect(await use('first')).to.deep.equal({ conflict: 'code-unusable' });
    const both = await Promise.all([use('second'), use('second')]);
    expect(both).to.deep.include.members([{}, { conflict: 'code-unusable' }]);
  });

  it('then tries at the same time are counted one by one, and allowed again when the window is over', async () => {
    const limit = { key: next('tries'), most: 3, windowMinutes: 15 };
    const tryAt = (at: string) => store.write([{ kind: 'count-try', limit, at }]);
    const tries = await Promise.all([AT, AT, AT, AT, AT].map(tryAt));
    expect(tries.filter((one) => 'conflict' in one)).to.deep.equal([
      { conflict: 'too-many-tries', key: limit.key },
      { conflict: 'too-many-tries', key: limit.key },
    ]);
    expect(await tryAt(minutes(14))).to.have.property('conflict', 'too-many-tries');
    expect(await tryAt(minutes(15))).to.deep.equal({});
    await store.write([{ kind: 'forget-tries', key: limit.key }]);
    expect(await Promise.all([AT, AT, AT].map(tryAt))).to.deep.equal([{}, {}, {}]);
  });

  it('then tries are still counted after a restart', async () => {
    const limit = { key: next('tries'), most: 1, windowMinutes: 15 };
    const file = join(store.folder, 'restarted.db');
    const tryOnce = async () => {
      const opened = await openSqliteStore({ file });
      try {
        return await opened.write([{ kind: 'count-try', limit, at: AT }]);
      } finally {
        await opened.close();
      }
    };
    expect(await tryOnce()).to.deep.equal({});
    expect(await tryOnce()).to.deep.equal({ conflict: 'too-many-tries', key: limit.key });
  });

  it('then an artifact is consumed once, and goes with its grant or its time', async () => {
    const keep = (id: string, until?: number) =>
      store.write([
        {
          kind: 'keep-artifact',
          artifact: {
            model: 'Code',
            id,
            payload: { of: id },
            grantId: 'grant',
            uid: `uid-${id}`,
            ...(until === undefined ? {} : { until }),
          },
        },
      ]);
    await keep('one', Date.now() + 60_000);
    await keep('ended', Date.now() - 1);
    expect(await store.signInArtifacts.byId('Code', 'ended')).to.equal(undefined);
    const consume = () => store.write([{ kind: 'consume-artifact', model: 'Code', id: 'one', seconds: 5 }]);
    expect(await Promise.all([consume(), consume()])).to.deep.equal([{}, { conflict: 'artifact-consumed' }]);
    const kept = { id: 'one', payload: { of: 'one' }, consumed: 5 };
    expect(await store.signInArtifacts.byId('Code', 'one')).to.deep.equal(kept);
    expect(await store.signInArtifacts.byUid('Code', 'uid-one')).to.deep.equal(kept);
    await store.write([{ kind: 'drop-grant', grantId: 'grant' }]);
    expect(await store.signInArtifacts.byId('Code', 'one')).to.equal(undefined);
  });
});
