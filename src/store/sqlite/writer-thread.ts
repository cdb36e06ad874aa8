import { parentPort, workerData } from 'node:worker_threads';
import type { WriteCommand } from '../store.ts';
import { commitBatch, type UnitResult } from './commit-batch.ts';
import { openForWriting, statementCache } from './connection.ts';
import { openHeadWriter } from './head-writer.ts';
import { migrate } from './migrate.ts';
import {
  type FromWriter,
  type SentUnit,
  sendable,
  type ToWriter,
  type WriterOptions,
} from './writer-messages.ts';

/*
 * The one thread that writes. What arrives while a commit is under way waits in the port and shares the next commit.
 */
const port = parentPort;
if (port === null) throw new Error('writer-thread.ts runs in a worker thread');
const post = (message: FromWriter): void => port.postMessage(message);

const { file, headFile } = workerData as WriterOptions;
const UNITS_PER_COMMIT = 256;

function sent(result: UnitResult): UnitResult {
  return 'error' in result ? { error: sendable(result.error) } : result;
}

try {
  const database = openForWriting(file);
  migrate(database, file);
  const sql = statementCache(database);
  const head = headFile === undefined ? undefined : openHeadWriter(database, sql, headFile);
  let waiting: SentUnit[] = [];

  const fatally = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      post({ kind: 'fatal', error: sendable(error) });
      process.exit();
    }
  };
  const commit = (): void => {
    const batch = waiting.slice(0, UNITS_PER_COMMIT);
    if (batch.length === 0) return;
    waiting = waiting.slice(UNITS_PER_COMMIT);
    const results = commitBatch(
      database,
      sql,
      batch.map(({ commands }) => JSON.parse(commands) as WriteCommand[]),
    );
    post({ kind: 'written', results: batch.map(({ id }, at) => ({ id, result: sent(results[at]!) })) });
    if (waiting.length > 0) setImmediate(fatally, commit);
    head?.changed(fatally);
  };
  const close = (): void => {
    while (waiting.length > 0) commit();
    head?.close();
    database.close();
    post({ kind: 'closed' });
    port.close();
  };
  port.on('message', (message: ToWriter) => {
    if (message.kind === 'close') {
      fatally(close);
      return;
    }
    if (waiting.length === 0) setImmediate(fatally, commit);
    waiting.push(...message.units);
  });
  post({ kind: 'ready' });
} catch (error) {
  post({ kind: 'unusable', error: sendable(error) });
  port.close();
}
