import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import Database from 'better-sqlite3';

/** What keeping content costs and no more: files that are flushed, rows that share durable commits. */
export interface DurableRows {
  /** Writes and flushes a new file, then its row joins the next commit; resolves when both are on disk. */
  keep(name: string, content: Uint8Array): Promise<void>;
  close(): void;
}

/** A new SQLite file in `directory`, in WAL mode with synchronous=FULL; as many rows share a commit as are waiting. */
export function durableRows(directory: string): DurableRows {
  mkdirSync(directory, { recursive: true });
  const database = new Database(`${directory}/rows.db`);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL)');
  const insert = database.prepare('INSERT INTO row (name, at) VALUES (?, ?)');

  let waiting: { name: string; done: () => void }[] = [];
  const flush = database.transaction((rows: typeof waiting) => {
    for (const { name } of rows) insert.run(name, Date.now());
  });
  const commit = (name: string): Promise<void> =>
    new Promise((done) => {
      if (waiting.length === 0) {
        setImmediate(() => {
          const rows = waiting;
          waiting = [];
          flush(rows);
          for (const row of rows) row.done();
        });
      }
      waiting.push({ name, done });
    });

  return {
    async keep(name, content) {
      const file = await open(`${directory}/${name}`, 'wx');
      await file.writeFile(content);
      await file.sync();
      await file.close();
      await commit(name);
    },
    close: () => database.close(),
  };
}
