import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'chai';
import { openForReading, openForWriting } from '../../../src/store/sqlite/connection.ts';
import { migrations } from '../../../src/store/sqlite/migrate.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { collect, creation, eventCommand, temporaryFolder } from '../sample.ts';

async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no failure',
    (error: Error) => error.message,
  );
}

describe('given a file for the store', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'inner', 'carnet.db');
  });
  afterEach(() => folder.remove());

  it('then every connection is durable on power loss: WAL with synchronous FULL', () => {
    const writing = openForWriting(file);
    const reading = openForReading(file);
    for (const connection of [writing, reading]) {
      expect(connection.pragma('journal_mode', { simple: true })).to.equal('wal');
      expect(connection.pragma('synchronous', { simple: true })).to.equal(2);
      expect(connection.pragma('foreign_keys', { simple: true })).to.equal(1);
      connection.close();
    }
  });

  it('then a database that is not in WAL mode is refused', async () => {
    await (await openSqliteStore({ file })).close();
    const other = new Sqlite(file);
    other.pragma('journal_mode = DELETE');
    other.close();
    expect(() => openForReading(file)).to.throw('not durable');
  });

  it('then reads cannot write', async () => {
    await (await openSqliteStore({ file })).close();
    const reading = openForReading(file);
    expect(() => reading.exec('DELETE FROM patient')).to.throw('readonly');
    reading.close();
  });

  it('then only its owner may read it', async () => {
    await (await openSqliteStore({ file })).close();
    expect(statSync(file).mode & 0o777).to.equal(0o600);
  });

  it('then what was written is there when it is opened again', async () => {
    const first = await openSqliteStore({ file });
    await first.write([creation('294061411802778')]);
    await first.close();
    const second = await openSqliteStore({ file });
    const record = await second.records.byIdentifier('294061411802778', '1.2.250.1.213.1.4.10');
    await second.close();
    expect(record?.patient.family).to.equal('LEMOINE');
  });

  it('then a database of a newer version is refused, and left as it is', async () => {
    await (await openSqliteStore({ file })).close();
    const database = new Sqlite(file);
    database.pragma(`user_version = ${migrations.length + 1}`);
    database.close();
    expect(await failureOf(openSqliteStore({ file }))).to.contain(
      `is of version ${migrations.length + 1}, this program knows versions up to ${migrations.length}`,
    );
    const after = new Sqlite(file);
    expect(after.pragma('user_version', { simple: true })).to.equal(migrations.length + 1);
    after.close();
  });

  it('then a migration that fails leaves nothing of itself', async () => {
    openForWriting(file).close();
    const database = new Sqlite(file);
    database.exec('CREATE TABLE record (something TEXT)');
    database.close();
    expect(await failureOf(openSqliteStore({ file }))).to.contain('already exists');
    const after = new Sqlite(file);
    expect(after.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all()).to.deep.equal([
      'record',
    ]);
    expect(after.pragma('user_version', { simple: true })).to.equal(0);
    after.close();
  });

  it('then a file that is no database is refused', async () => {
    openForWriting(file).close();
    writeFileSync(file, 'x'.repeat(4096));
    expect(await failureOf(openSqliteStore({ file }))).to.contain('not a database');
  });

  it('then two processes may hold it open and the chain of events stays one', async () => {
    const [left, right] = [await openSqliteStore({ file }), await openSqliteStore({ file })];
    await Promise.all(
      Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? left : right).write([eventCommand()])),
    );
    const events = await collect(left.events.all());
    expect(events.map(({ sequence }) => sequence)).to.deep.equal(
      Array.from({ length: 40 }, (_, at) => at + 1),
    );
    await Promise.all([left.close(), right.close()]);
  });

  it('then writing after it is closed is an error', async () => {
    const store = await openSqliteStore({ file });
    await store.close();
    expect(await failureOf(store.write([creation()]))).to.equal('the store is closed');
  });
});
