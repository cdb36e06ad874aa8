import type { ConnectionOptions } from 'node:tls';
import type { StoredEvent } from '../../model/event.ts';
import type { Log } from '../../model/log.ts';
import { isConflict, type Store } from '../../store/store.ts';
import { openSyslog, type SyslogConnection } from './syslog-connection.ts';

export interface RelayOptions {
  /** `host:port` of the audit record repository; its place in the chain is kept under this name. */
  readonly destination: string;
  readonly connection: ConnectionOptions;
  readonly store: Pick<Store, 'events' | 'write'>;
  /** The frame of an event. */
  readonly frameOf: (event: StoredEvent) => Promise<Buffer>;
  readonly log: Log;
  /** How often the chain is looked at, in milliseconds. */
  readonly interval?: number;
  /** Syslog acknowledges nothing: what was sent counts as received once its connection has stood this long after it. */
  readonly settle?: number;
}

export interface Relay {
  /** Sends what still waits, as far as the repository can be reached, and ends. */
  close(): Promise<void>;
}

const BATCH = 200;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Tells an audit record repository of every event of the chain, in order (ITI TF-2 3.20). The chain is the outbox: an event waits
 * there from the commit that wrote it until the repository has it, over breaks of the network and restarts of either side.
 * After a break, what had not settled is sent again, byte for byte the same: nothing is lost, a few messages may come twice.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { destination, store, log, interval = 500, settle = 2_000 } = options;
  let confirmed = await store.events.delivered(destination);
  // From here on, whatever becomes of this process.
  await confirm(confirmed);
  const stopping = new AbortController();
  const ended = run();
  return {
    async close() {
      stopping.abort();
      await ended;
    },
  };

  async function confirm(sequence: number): Promise<void> {
    const written = await store.write([{ kind: 'deliver-events', destination, sequence }]);
    if (isConflict(written)) throw new Error(`unexpected conflict: ${written.conflict}`);
    confirmed = sequence;
  }

  async function run(): Promise<void> {
    for (let pause = 1_000; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        const connection = await openSyslog(options.connection);
        pause = 500;
        await relay(connection).finally(() => connection.destroy());
        return;
      } catch (error) {
        log('warn', 'audit repository not reached', { destination, error: String(error), confirmed });
      }
      if (stopping.signal.aborted) return;
      await sleep(pause);
    }
  }

  /** Returns when the server stops and everything has been sent; throws when the connection breaks. */
  async function relay(connection: SyslogConnection): Promise<void> {
    let sent = confirmed;
    /** What has been sent and not settled: up to where, and since when. */
    let unsettled: { readonly upTo: number; readonly since: number } | undefined;
    for (;;) {
      const events = await store.events.after(sent, BATCH);
      for (const event of events) {
        await connection.send(await options.frameOf(event));
        sent = event.sequence;
      }
      if (!connection.open) throw new Error('the repository has closed the connection');
      if (unsettled !== undefined && Date.now() - unsettled.since >= settle) {
        await confirm(unsettled.upTo);
        unsettled = undefined;
      }
      if (unsettled === undefined && sent > confirmed) unsettled = { upTo: sent, since: Date.now() };
      if (events.length === BATCH) continue;
      if (stopping.signal.aborted) {
        await connection.finish();
        if (sent > confirmed) await confirm(sent);
        return;
      }
      await sleep(interval);
    }
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (stopping.signal.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        stopping.signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      stopping.signal.addEventListener('abort', wake);
    });
  }
}
