import { rm } from 'node:fs/promises';
import type { DiskAnswer, DiskOrder } from './baseline-disk.ts';
import type { BaselineOrder } from './baseline-http.ts';
import { startScript } from './child.ts';
import type { LoadClients } from './load-clients.ts';
import type { Reply } from './load-generator.ts';
import { processorMs } from './process-figures.ts';

/** What one turn of a server or of a baseline gave. */
export interface Rate {
  readonly perSecond: number;
  /** Processor time of the server for each answer. */
  readonly processorMs: number;
}

export interface Baseline {
  turn(seconds: number, warmUpSeconds: number): Promise<Rate>;
  stop(): Promise<void>;
}

/** A stock express handler that answers the scenario's requests with the bytes of `sample`. */
export async function httpBaseline(
  tls: BaselineOrder['tls'],
  clients: LoadClients,
  sample: Reply,
): Promise<Baseline> {
  const child = startScript('baseline-http.ts');
  const pid = child.process.pid as number;
  child.send({ tls, contentType: sample.contentType, body: sample.body } satisfies BaselineOrder);
  const { origin } = await child.next<{ origin: string }>();
  return {
    async turn(seconds, warmUpSeconds) {
      const before = processorMs(pid);
      const result = await clients.run(origin, seconds, warmUpSeconds);
      if (result.failures > 0) throw new Error(`baseline: ${result.firstFault}`);
      return { perSecond: result.perSecond, processorMs: (processorMs(pid) - before) / result.answered };
    },
    stop: () => child.stop(),
  };
}

/** A bare loop that writes and flushes the same bytes and one row of a shared commit, below `scratch`. */
export function diskBaseline(scratch: string, bytes: number, clients: number): Baseline {
  const child = startScript('baseline-disk.ts');
  const pid = child.process.pid as number;
  let turns = 0;
  return {
    async turn(seconds) {
      const directory = `${scratch}/${++turns}`;
      const before = processorMs(pid);
      child.send({ directory, bytes, clients, seconds } satisfies DiskOrder);
      const { perSecond, kept } = await child.next<DiskAnswer>();
      await rm(directory, { recursive: true });
      return { perSecond, processorMs: (processorMs(pid) - before) / kept };
    },
    stop: () => child.stop(),
  };
}
