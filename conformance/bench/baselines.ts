import { rm } from 'node:fs/promises';
import type { DiskAnswer, DiskOrder } from './baseline-disk.ts';
import type { LotBaselineOrder } from './baseline-lot.ts';
import type { BaselineOrder } from './baseline-server.ts';
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
export function httpBaseline(
  tls: BaselineOrder['tls'],
  clients: LoadClients,
  sample: Reply,
): Promise<Baseline> {
  const { contentType, body } = sample;
  return serverBaseline('baseline-http.ts', { tls, contentType, body } satisfies BaselineOrder, clients);
}

/** A stock express handler that receives, parses, verifies and keeps the lots of the scenario, below `scratch`. */
export async function lotBaseline(
  tls: BaselineOrder['tls'],
  clients: LoadClients,
  sample: Reply,
  scratch: string,
): Promise<Baseline> {
  const { contentType, body } = sample;
  const directory = `${scratch}/lots`;
  const order = { tls, contentType, body, directory } satisfies LotBaselineOrder;
  const baseline = await serverBaseline('baseline-lot.ts', order, clients);
  return {
    turn: baseline.turn,
    async stop() {
      await baseline.stop();
      await rm(directory, { recursive: true });
    },
  };
}

async function serverBaseline(script: string, order: BaselineOrder, clients: LoadClients): Promise<Baseline> {
  const child = startScript(script);
  const pid = child.process.pid as number;
  child.send(order);
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
