import type { Conflict, WriteCommand, WriteReceipt } from '../store.ts';
import { startThread } from './start-thread.ts';
import type { FromWriter, SentUnit, ToWriter, WriterOptions } from './writer-messages.ts';

export interface Writer {
  write(unit: readonly WriteCommand[]): Promise<WriteReceipt | Conflict>;
  close(): Promise<void>;
}

/**
 * Starts the writer thread; resolves when the database is open and of this program's version.
 * @param onFatal called once when a commit or the disk has failed; every write that is waiting is rejected.
 */
export async function startWriter(options: WriterOptions, onFatal: (error: Error) => void): Promise<Writer> {
  const worker = startThread(options);
  const pending = new Map<number, Settle>();
  let lastId = 0;
  let ended: Error | undefined;
  let closed: (() => void) | undefined;

  const end = (error: Error): void => {
    ended ??= error;
    for (const { reject } of pending.values()) reject(ended);
    pending.clear();
    closed?.();
  };
  const fail = (error: Error): void => {
    if (ended !== undefined) return;
    end(error);
    onFatal(error);
  };
  const started = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: FromWriter) => {
      if (message.kind === 'ready') resolve();
      else if (message.kind === 'unusable') {
        ended = message.error;
        reject(message.error);
      } else if (message.kind === 'fatal') fail(message.error);
      else if (message.kind === 'closed') end(new Error('the store is closed'));
      else {
        for (const { id, result } of message.results) {
          const unit = pending.get(id);
          pending.delete(id);
          if ('error' in result) unit?.reject(result.error);
          else unit?.resolve(result);
        }
      }
    });
    worker.on('error', (error) => reject(error));
    worker.on('exit', () => reject(new Error('the writer thread has ended')));
  });
  await started;
  worker.on('error', (error) => fail(error as Error));
  worker.on('exit', () => fail(new Error('the writer thread has ended')));

  const send = (message: ToWriter): void => worker.postMessage(message);
  // The units of one turn of the event loop travel together: each message wakes the other thread.
  let gathered: SentUnit[] = [];
  const sendGathered = (): void => {
    const units = gathered;
    gathered = [];
    if (units.length > 0) send({ kind: 'write', units });
  };
  return {
    write: (unit) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) {
          reject(ended);
          return;
        }
        const commands = JSON.stringify(unit);
        lastId += 1;
        if (gathered.length === 0) setImmediate(sendGathered);
        gathered.push({ id: lastId, commands });
        pending.set(lastId, { resolve, reject });
      }),
    close: () =>
      new Promise((resolve) => {
        if (ended !== undefined) {
          resolve();
          return;
        }
        closed = resolve;
        sendGathered();
        send({ kind: 'close' });
      }),
  };
}

interface Settle {
  resolve(result: WriteReceipt | Conflict): void;
  reject(error: Error): void;
}
