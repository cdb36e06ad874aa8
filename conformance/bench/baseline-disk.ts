import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import Database from 'better-sqlite3';

/**
 * A process: the bare cost of keeping a document. Each client writes the bytes and flushes them, then its row joins the
 * next durable commit of a SQLite file in WAL mode with synchronous=FULL; as many rows share a commit as are waiting.
 */
export interface DiskOrder {
  readonly directory: string;
  readonly bytes: number;
  readonly clients: number;
  readonly seconds: number;
}

export interface DiskAnswer {
  readonly perSecond: number;
  readonly kept: number;
}

process.once('disconnect', () => process.exit());
process.on('message', (order: DiskOrder) => {
  void run(order).then((answer) => process.send?.(answer satisfies DiskAnswer));
});

async function run(order: DiskOrder): Promise<DiskAnswer> {
  mkdirSync(order.directory, { recursive: true });
  const database = new Database(`${order.directory}/rows.db`);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL)');
  const insert = database.prepare('INSERT INTO row (name, at) VALUES (?, ?)');
  const content = Buffer.alloc(order.bytes, 'x');

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

  const began = performance.now();
  const end = began + order.seconds * 1000;
  let kept = 0;
  const client = async (at: number): Promise<void> => {
    for (let number = 0; performance.now() < end; number++) {
      const name = `${at}-${number}`;
      const file = await open(`${order.directory}/${name}`, 'wx');
      await file.writeFile(content);
      await file.sync();
      await file.close();
      await commit(name);
      kept++;
    }
  };
  await Promise.all(Array.from({ length: order.clients }, (_, at) => client(at)));
  database.close();
  return { perSecond: kept / ((performance.now() - began) / 1000), kept };
}
