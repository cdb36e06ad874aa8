import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'chai';
import { eventHash, FIRST_PREVIOUS } from '../../src/audit/event-hash.ts';
import { readHeads, type SignedHead, signHead } from '../../src/audit/head.ts';
import { headPublicKey } from '../../src/audit/head-file.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import type { AccessEvent, StoredEvent } from '../../src/model/event.ts';
import { statementCache } from '../../src/store/sqlite/connection.ts';
import { eventReads } from '../../src/store/sqlite/events.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { collect, eventCommand, newPatient, sampleEvent, temporaryFolder } from '../store/sample.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

function chainOf(events: readonly AccessEvent[]): StoredEvent[] {
  let previous = FIRST_PREVIOUS;
  return events.map((event, at) => {
    previous = eventHash(event, at + 1, previous);
    return { ...event, sequence: at + 1, hash: previous };
  });
}

const chain = chainOf(Array.from({ length: 8 }, (_, at) => sampleEvent({ requestId: `request ${at + 1}` })));

function headAt(sequence: number, events: readonly StoredEvent[] = chain): SignedHead {
  const { hash } = events[sequence - 1]!;
  return signHead({ sequence, hash, time: '2026-11-20T10:00:00.000Z' }, privateKey);
}
const heads = [headAt(3), headAt(6), headAt(8)];

async function faultsOf(
  events: readonly StoredEvent[],
  given: readonly (SignedHead | undefined)[] = heads,
): Promise<string[]> {
  const { faults } = await verifyChain(events, { heads: given, publicKey });
  return faults.map(({ sequence, fault }) => `${sequence} ${fault}`);
}

function changed(sequence: number, changes: Partial<StoredEvent>): StoredEvent[] {
  return chain.map((event) => (event.sequence === sequence ? { ...event, ...changes } : event));
}

describe('given a chain of events and its signed heads', () => {
  it('then a whole chain has no fault', async () => {
    expect(await verifyChain(chain, { heads, publicKey })).to.deep.equal({ events: 8, heads: 3, faults: [] });
  });

  it('then an empty chain has no fault', async () => {
    expect(await verifyChain([], { heads: [], publicKey })).to.deep.equal({
      events: 0,
      heads: 0,
      faults: [],
    });
  });

  const { subject } = sampleEvent();
  const edits: Record<string, Partial<AccessEvent>> = {
    type: { type: 'ITI-18' },
    action: { action: 'E' },
    at: { at: '2026-11-20T10:00:00.001Z' },
    granted: { granted: false },
    reason: { reason: 'own-record' },
    patientKey: { patientKey: 1 },
    patientId: { patientId: '1' },
    from: { from: '192.0.2.8' },
    requestId: { requestId: 'request 50' },
    documents: { documents: [] },
    'the order of documents': { documents: ['2', '1'] },
    ...Object.fromEntries(
      [...Object.keys(subject!), 'userName', 'purposeCode', 'purposeSystem', 'secret'].map((key) => [
        `subject.${key}`,
        { subject: { ...subject!, [key]: 'changed' } },
      ]),
    ),
  };
  for (const [name, edit] of Object.entries(edits)) {
    it(`then an edit of ${name} is found`, async () => {
      expect(await faultsOf(changed(5, edit))).to.deep.equal(['5 changed']);
    });
  }

  it('then text moved from one field to the next is found', async () => {
    const moved = { reason: 'authorise', patientId: 'd' } as const;
    expect(await faultsOf(changed(5, moved))).to.deep.equal(['5 changed']);
  });

  it('then an edit whose hash was made anew is found at the event after it', async () => {
    const event = { ...chain[4]!, reason: 'own-record' };
    const hash = eventHash(event, 5, chain[3]!.hash);
    expect(await faultsOf(changed(5, { ...event, hash }))).to.deep.equal(['6 changed']);
  });

  it('then a tail that was written anew is found at the next head', async () => {
    const events = chain.map((event) => (event.sequence === 5 ? { ...event, reason: 'own-record' } : event));
    const anew = chainOf(events.map(({ sequence: _, hash: __, ...event }) => event));
    expect(await faultsOf(anew)).to.deep.equal(['6 head-differs', '8 head-differs']);
  });

  it('then a deleted event is found', async () => {
    expect(await faultsOf(chain.filter(({ sequence }) => sequence !== 4))).to.deep.equal(['4 missing']);
  });

  it('then a deleted first event is found', async () => {
    expect(await faultsOf(chain.slice(1))).to.deep.equal(['1 missing']);
  });

  it('then a deleted event whose followers were renumbered is found', async () => {
    const rest = chain.filter(({ sequence }) => sequence !== 4);
    const renumbered = rest.map((event, at) => ({ ...event, sequence: at + 1 }));
    expect(await faultsOf(renumbered)).to.include('4 changed');
  });

  it('then two events that changed places are found', async () => {
    const [fourth, fifth] = [chain[3]!, chain[4]!];
    const swapped = chain.map((event) => {
      if (event.sequence === 4) return { ...fifth, sequence: 4 };
      return event.sequence === 5 ? { ...fourth, sequence: 5 } : event;
    });
    expect(await faultsOf(swapped)).to.deep.equal(['4 changed', '5 changed', '6 changed']);
  });

  it('then an inserted event is found', async () => {
    const inserted = [...chain.slice(0, 4), { ...chain[3]!, requestId: 'forged' }, ...chain.slice(4)];
    expect(await faultsOf(inserted)).to.deep.equal(['4 repeated']);
  });

  it('then an inserted event with renumbered followers is found', async () => {
    const forged = { ...chain[3]!, requestId: 'forged' };
    const inserted = [...chain.slice(0, 4), forged, ...chain.slice(4)].map((event, at) => ({
      ...event,
      sequence: at + 1,
    }));
    expect(await faultsOf(inserted)).to.include('5 changed');
  });

  it('then a cut tail is found', async () => {
    expect(await faultsOf(chain.slice(0, 6))).to.deep.equal(['7 cut']);
    expect(await faultsOf([])).to.deep.equal(['1 cut']);
  });

  it('then a head that somebody else signed is found', async () => {
    const forged = signHead(headAt(6), generateKeyPairSync('ed25519').privateKey);
    expect(await faultsOf(chain, [headAt(3), forged, headAt(8)])).to.deep.equal(['6 head-unsigned']);
  });

  for (const change of [{ sequence: 7 }, { hash: '0'.repeat(64) }, { time: '2026-11-21T10:00:00.000Z' }]) {
    it(`then a head with another ${Object.keys(change)[0]} is found`, async () => {
      const faults = await faultsOf(chain, [headAt(3), { ...headAt(6), ...change }, headAt(8)]);
      expect(faults).to.deep.equal([`${change.sequence ?? 6} head-unsigned`]);
    });
  }

  it('then a head out of order is found', async () => {
    expect(await faultsOf(chain, [headAt(6), headAt(3), headAt(8)])).to.deep.equal(['3 head-out-of-order']);
  });

  it('then the same head twice is no fault', async () => {
    expect(await faultsOf(chain, [headAt(3), headAt(3), headAt(8)])).to.deep.equal([]);
  });

  it('then a line that is no head is found', async () => {
    expect(await faultsOf(chain, [headAt(3), undefined, headAt(8)])).to.deep.equal(['3 head-unreadable']);
  });
});

describe('given the chain of a store', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  let headFile: string;
  before(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'carnet.db');
    headFile = join(folder.path, 'heads.jsonl');
    const store = await openSqliteStore({ file, headFile });
    const patientKey = await newPatient(store);
    for (let at = 0; at < 5; at += 1) await store.write([eventCommand({ patientKey })]);
    const { subject: _, ...anonymous } = sampleEvent();
    await store.write([{ kind: 'record-event', event: { ...anonymous, documents: [] } }]);
    await store.close();
  });
  after(() => folder.remove());

  const faultsAfter = async (change: string): Promise<string[]> => {
    const copy = join(folder.path, 'copy.db');
    copyFileSync(file, copy);
    const database = new Sqlite(copy);
    database.exec(change);
    const events = eventReads(statementCache(database)).all();
    const report = await verifyChain(events, {
      heads: readHeads(headFile),
      publicKey: headPublicKey(headFile),
    });
    database.close();
    return report.faults.map(({ sequence, fault }) => `${sequence} ${fault}`);
  };

  it('then it verifies', async () => {
    expect(await faultsAfter('SELECT 1')).to.deep.equal([]);
  });

  it('then a head was signed when the store closed', async () => {
    const all = await collect(readHeads(headFile));
    expect(all.at(-1)?.sequence).to.equal(6);
  });

  for (const column of ['type', 'action', 'at', 'reason', 'from_address', 'request_id', 'patient_id']) {
    it(`then an edit of the column ${column} is found`, async () => {
      const faults = await faultsAfter(`UPDATE audit_event SET ${column} = 'x' WHERE sequence = 3`);
      expect(faults).to.deep.equal(['3 changed']);
    });
  }

  for (const [name, edit] of Object.entries({
    patient_key: 'patient_key = NULL',
    granted: 'granted = 0',
    'a document': `documents = replace(documents, '999', '998')`,
    'the documents, which are no list any more': `documents = 'x'`,
    'the subject': `subject = replace(subject, 'DUVAL', 'DUPOND')`,
    'the subject, which is no text of JSON any more': `subject = '{'`,
    'the subject, which is gone': 'subject = NULL',
  })) {
    it(`then an edit of ${name} is found`, async () => {
      expect(await faultsAfter(`UPDATE audit_event SET ${edit} WHERE sequence = 3`)).to.deep.equal([
        '3 changed',
      ]);
    });
  }

  it('then a deleted row is found', async () => {
    expect(await faultsAfter('DELETE FROM audit_event WHERE sequence = 2')).to.deep.equal(['2 missing']);
  });

  it('then a cut tail is found', async () => {
    expect(await faultsAfter('DELETE FROM audit_event WHERE sequence > 4')).to.deep.equal(['5 cut']);
  });
});
