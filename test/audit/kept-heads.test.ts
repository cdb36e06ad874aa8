import { appendFileSync, chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'chai';
import { startHeadKeeping } from '../../src/app/head-keeping.ts';
import { eventHash } from '../../src/audit/event-hash.ts';
import { readHeads } from '../../src/audit/head.ts';
import { headPublicKey, lastHead, openHeadFile } from '../../src/audit/head-file.ts';
import { keepHead, keptHeads } from '../../src/audit/kept-heads.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { readConfig } from '../../src/config.ts';
import { statementCache } from '../../src/store/sqlite/connection.ts';
import { eventReads } from '../../src/store/sqlite/events.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { collect, eventCommand, newPatient, temporaryFolder } from '../store/sample.ts';

describe('given heads of the chain that are kept outside the data folder', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  let headFile: string;
  let outside: string;
  const logged: string[] = [];
  const log = (_level: string, message: string) => logged.push(message);
  const settings = () => ({ folder: outside, minutes: 60 });

  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'data', 'carnet.db');
    headFile = join(folder.path, 'data', 'heads.jsonl');
    outside = join(folder.path, 'outside');
    openHeadFile(headFile).close();
    const store = await openSqliteStore({ file, headFile });
    const patientKey = await newPatient(store);
    for (let at = 0; at < 5; at += 1) await store.write([eventCommand({ patientKey })]);
    await store.close();
    logged.length = 0;
    await startHeadKeeping({ settings: settings(), file: headFile, log }).close();
  });
  afterEach(() => folder.remove());

  const change = (sql: string): void => {
    const database = new Sqlite(file);
    database.exec(sql);
    database.close();
  };
  const faults = async (): Promise<string[]> => {
    const database = new Sqlite(file);
    const events = eventReads(statementCache(database)).all();
    const own = { heads: readHeads(headFile), publicKey: headPublicKey(headFile) };
    const report = await verifyChain(events, own, keptHeads(outside));
    database.close();
    return report.faults.map(({ sequence, fault }) => `${sequence} ${fault}`);
  };
  it('then a whole chain verifies against them too', async () => {
    expect(await faults()).to.deep.equal([]);
    expect(keptHeads(outside).heads.map((head) => head?.sequence)).to.deep.equal([5]);
  });

  it('then a tail that was cut with the heads of the data folder is found', async () => {
    change('DELETE FROM audit_event WHERE sequence > 3');
    rmSync(headFile);
    writeFileSync(headFile, '');
    expect(await faults()).to.deep.equal(['4 cut']);
  });

  it('then a chain that was made anew and signed with the key of the data folder is found', async () => {
    const database = new Sqlite(file);
    const events = await collect(eventReads(statementCache(database)).all());
    let previous = '0'.repeat(64);
    for (const event of events) {
      const { sequence, hash: _, ...rest } = event;
      const forged = sequence === 2 ? { ...rest, reason: 'own-record' } : rest;
      previous = eventHash(forged, sequence, previous);
      database
        .prepare('UPDATE audit_event SET reason = ?, hash = ? WHERE sequence = ?')
        .run(forged.reason, previous, sequence);
    }
    database.close();
    const key = readFileSync(`${headFile}.key.pem`);
    writeFileSync(headFile, '');
    writeFileSync(`${headFile}.key.pem`, key);
    const heads = openHeadFile(headFile);
    heads.append({ sequence: 5, hash: previous, time: '2026-11-20T10:00:00.000Z' });
    heads.close();
    expect(await faults()).to.deep.equal(['5 head-differs']);
  });

  for (const [what, sql, expected] of [
    ['an edit', "UPDATE audit_event SET reason = 'x' WHERE sequence = 3", ['3 changed']],
    ['a deletion', 'DELETE FROM audit_event WHERE sequence = 3', ['3 missing']],
    [
      'a swap',
      'UPDATE audit_event SET sequence = -1 WHERE sequence = 2; UPDATE audit_event SET sequence = 2 WHERE sequence = 3; UPDATE audit_event SET sequence = 3 WHERE sequence = -1',
      ['2 changed', '3 changed', '4 changed'],
    ],
    [
      'an insertion',
      `UPDATE audit_event SET sequence = sequence + 100 WHERE sequence > 2;
       INSERT INTO audit_event SELECT 3, type, action, at, granted, reason, patient_key, patient_id, subject, from_address,
         request_id, documents, hash, submission_set, query, times FROM audit_event WHERE sequence = 1;
       UPDATE audit_event SET sequence = sequence - 99 WHERE sequence > 100`,
      ['3 changed', '4 changed', '5 changed', '5 head-differs', '5 head-differs', '6 changed'],
    ],
  ] as const) {
    it(`then ${what} is found, the first at fault named first`, async () => {
      change(sql);
      const found = await faults();
      expect(found[0]).to.equal(expected[0]);
      expect([...new Set(found)]).to.deep.equal([...new Set(expected)]);
    });
  }

  it('then a head is never written over, and another one stands beside it', async () => {
    const head = lastHead(headFile)!;
    const key = readFileSync(`${headFile}.pub.pem`, 'utf8');
    expect(keepHead(outside, { ...head, hash: 'f'.repeat(64) }, key)).to.equal(false);
    expect(keptHeads(outside).heads[0]?.hash).to.equal(head.hash);
    expect(keepHead(outside, { ...head, sequence: 9 }, key)).to.equal(true);
    expect(readdirSync(outside)).to.include('head-000000000009.json');
  });

  it('then heads signed with another key are not kept, and the log says so', async () => {
    writeFileSync(`${headFile}.pub.pem`, 'another key');
    await startHeadKeeping({ settings: settings(), file: headFile, log }).close();
    expect(logged).to.include('head not kept');
    expect(readdirSync(outside)).to.have.length(2);
  });

  it('then one that was spoilt is found', async () => {
    const kept = join(outside, 'head-000000000005.json');
    chmodSync(kept, 0o600);
    appendFileSync(kept, '}');
    expect(await faults()).to.deep.equal(['0 head-unreadable']);
  });

  it('then a folder within the data folder stops the start', () => {
    expect(() =>
      readConfig({ CARNET_DATA: '/srv/carnet', CARNET_AUDIT_HEADS: '/srv/carnet/heads' }),
    ).to.throw('CARNET_AUDIT_HEADS');
    const { headKeeping } = readConfig({
      CARNET_DATA: '/srv/carnet',
      CARNET_AUDIT_HEADS: '/srv/carnet-heads',
    });
    expect(headKeeping).to.deep.equal({ folder: '/srv/carnet-heads', minutes: 60 });
  });
});
