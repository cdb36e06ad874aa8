import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { expect } from 'chai';
import { commitBatch, FatalStoreError } from '../../../src/store/sqlite/commit-batch.ts';
import { openForWriting, type Sql, statementCache } from '../../../src/store/sqlite/connection.ts';
import { migrate } from '../../../src/store/sqlite/migrate.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { isConflict, type WriteCommand } from '../../../src/store/store.ts';
import { collect, creation, eventCommand, newPatient, temporaryFolder } from '../sample.ts';

describe('given units that share a commit', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let database: Database;
  let sql: Sql;
  beforeEach(async () => {
    folder = await temporaryFolder();
    const file = join(folder.path, 'carnet.db');
    database = openForWriting(file);
    migrate(database, file);
    sql = statementCache(database);
  });
  afterEach(async () => {
    database.close();
    await folder.remove();
  });
  const count = (table: string): number =>
    database.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get() as number;

  it('then a conflict undoes its own unit and no other', () => {
    const results = commitBatch(database, sql, [
      [creation('1'), eventCommand()],
      [eventCommand(), creation('2'), creation('1')],
      [creation('3'), eventCommand()],
    ]);
    expect(results.map((result) => isConflict(result))).to.deep.equal([false, true, false]);
    expect(results[1]).to.deep.equal({ conflict: 'identifier-exists', value: '1' });
    expect(
      database.prepare('SELECT value FROM patient_identifier ORDER BY value').pluck().all(),
    ).to.deep.equal(['1', '3']);
    expect(database.prepare('SELECT sequence FROM audit_event').pluck().all()).to.deep.equal([1, 2]);
  });

  it('then an error undoes its own unit and no other', () => {
    const broken = { kind: 'unheard-of' } as unknown as WriteCommand;
    const results = commitBatch(database, sql, [[creation('1')], [creation('2'), broken], [creation('3')]]);
    expect(results[1]).to.have.property('error').that.is.instanceOf(Error);
    expect(count('patient')).to.equal(2);
  });

  it('then a unit for which the disk is full is rejected, and shorter ones are stored', () => {
    const pages = database.pragma('page_count', { simple: true }) as number;
    database.pragma(`max_page_count = ${pages + 4}`);
    const long = eventCommand({ documents: Array<string>(4000).fill('1.2.250.1.999.123456') });
    const results = commitBatch(database, sql, [[creation('1')], [long], [creation('2')]]);
    expect(results.map((result) => 'error' in result)).to.deep.equal([false, true, false]);
    expect(count('patient')).to.equal(2);
    expect(count('audit_event')).to.equal(0);
    expect(commitBatch(database, sql, [[creation('3')]])[0]).to.have.property('patientKey');
  });

  it('then a commit that fails is fatal', () => {
    failEveryCommit(database);
    expect(() => commitBatch(database, sql, [[eventCommand()]])).to.throw(FatalStoreError, 'FOREIGN KEY');
  });

  it('then a page that is damaged is fatal', () => {
    const ids = Array.from({ length: 200 }, (_, at) => [creation(`id-${at}`)]);
    commitBatch(database, sql, ids);
    const root = database.prepare(
      `SELECT rootpage FROM sqlite_schema WHERE name = 'patient_identifier_value'`,
    );
    database.unsafeMode();
    database.pragma('writable_schema = ON');
    database
      .prepare(`UPDATE sqlite_schema SET rootpage = ? WHERE name = 'audit_event'`)
      .run(root.pluck().get() as number);
    database.pragma('writable_schema = RESET');
    expect(() => commitBatch(database, sql, [[eventCommand()]])).to.throw(FatalStoreError, 'SQLITE_CORRUPT');
  });
});

/** A deferred constraint is checked when the transaction commits, and fails there. */
function failEveryCommit(database: Database): void {
  database.exec(`
    CREATE TABLE held (of INTEGER REFERENCES patient DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER hold AFTER INSERT ON audit_event BEGIN INSERT INTO held VALUES (-1); END`);
}

describe('given a store and many writes at once', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'carnet.db');
  });
  afterEach(() => folder.remove());

  it('then each is answered for itself and the events are in one row without gaps', async () => {
    const store = await openSqliteStore({ file });
    const results = await Promise.all(
      Array.from({ length: 300 }, (_, at) => store.write([creation(String(at % 200)), eventCommand()])),
    );
    const stored = results.filter((result) => !isConflict(result));
    const events = await collect(store.events.all());
    await store.close();
    expect(stored.length).to.equal(200);
    expect(events.map(({ sequence }) => sequence)).to.deep.equal(
      Array.from({ length: 200 }, (_, at) => at + 1),
    );
  });

  it('then what was acknowledged can be read at once', async () => {
    const store = await openSqliteStore({ file });
    for (let at = 0; at < 20; at += 1) {
      const key = await newPatient(store);
      expect((await store.records.byKey(key))?.patient.key).to.equal(key);
    }
    await store.close();
  });

  it('then closing waits for what was sent before', async () => {
    const store = await openSqliteStore({ file });
    const writes = Array.from({ length: 50 }, (_, at) => store.write([creation(String(at))]));
    await store.close();
    expect((await Promise.all(writes)).filter((result) => 'patientKey' in result).length).to.equal(50);
  });

  it('then a commit that fails is told once, and nothing is acknowledged any more', async () => {
    const told: string[] = [];
    const store = await openSqliteStore({ file, onFatal: (error) => told.push(error.message) });
    const database = openForWriting(file);
    failEveryCommit(database);
    database.close();
    const outcomes = await Promise.allSettled([
      store.write([eventCommand()]),
      store.write([creation('1')]),
      store.write([eventCommand()]),
    ]);
    const later = await Promise.allSettled([store.write([creation('2')])]);
    await store.close();
    expect([...outcomes, ...later].map(({ status }) => status)).to.deep.equal(Array(4).fill('rejected'));
    expect(told).to.have.length(1);
    expect(told[0]).to.contain('FOREIGN KEY');
  });
});
