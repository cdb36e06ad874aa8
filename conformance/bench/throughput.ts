import type { BaselineOrder } from './baseline-server.ts';
import { diskBaseline, httpBaseline, lotBaseline, type Rate } from './baselines.ts';
import type { LoadOrder } from './load.ts';
import { type LoadClients, withClients } from './load-clients.ts';
import type { LoadResult } from './load-generator.ts';
import type { Measured } from './measured.ts';
import type { BenchOptions } from './options.ts';
import { processorMs } from './process-figures.ts';
import type { Line } from './table.ts';

/** Turns that the server and its baseline take; the length of a measurement is shared among them. */
export const ROUNDS = 3;
/** Warm-up of every turn after the first. */
export const AGAIN_SECONDS = 0.3;

export interface Setting {
  readonly options: BenchOptions;
  readonly origin: string;
  /** Process of the server. */
  readonly pid: number;
  readonly ground: Omit<LoadOrder, 'scenario' | 'clients' | 'seconds'>;
  readonly tls: BaselineOrder['tls'];
  /** A folder on the same disk as the data, for the disk baseline. */
  readonly scratch: string;
}

export type Turn = LoadResult & Rate;

/** Lets the clients of a scenario at a server for so long. */
export async function turn(
  { origin, pid }: Pick<Setting, 'origin' | 'pid'>,
  clients: LoadClients,
  seconds: number,
  warmUp: number,
): Promise<Turn> {
  const before = processorMs(pid);
  const result = await clients.run(origin, seconds, warmUp);
  return { ...result, processorMs: (processorMs(pid) - before) / result.answered };
}

/**
 * Measures one scenario with all clients beside its baseline, then with one client. The two take turns, so that whatever
 * else the machine does falls on both. A scenario that writes is shown beside bare disk loops too, which says how
 * much of it the disk is (decision 0019).
 */
export async function measureThroughput(setting: Setting, measured: Measured): Promise<Line[]> {
  const { options, ground } = setting;
  const { name, title } = measured;
  const atLeastRatio =
    options.form === 'large'
      ? (measured.atLeastRatioWhenLarge ?? measured.atLeastRatio)
      : measured.atLeastRatio;
  const orderFor = (clients: number): LoadOrder => ({
    ...ground,
    scenario: name,
    clients,
    seconds: options.seconds + options.warmUpSeconds + ROUNDS * AGAIN_SECONDS,
  });
  const { turns, baselines, disk } = await withClients(orderFor(options.clients), (clients) =>
    besideBaseline(setting, measured, clients),
  );
  const alone = await withClients(orderFor(1), (client) =>
    turn(setting, client, options.seconds, options.warmUpSeconds),
  );
  return [
    {
      name: `${title}, ${options.clients} clients`,
      value: rateOf(turns),
      unit: '/s',
      baseline: mean(baselines.map(({ perSecond }) => perSecond)),
      ...(atLeastRatio === undefined ? {} : { target: { atLeastRatio } }),
      failed: turns.some(({ failures }) => failures > 0),
      note: noteOf(turns, baselines),
    },
    ...disk.map(({ loops, rate }) => ({
      name: `${title}, ${options.clients} clients beside ${loops} bare disk ${loops === 1 ? 'loop' : 'loops'}`,
      value: rateOf(turns),
      unit: '/s',
      baseline: rate.perSecond,
      note: 'printed only',
    })),
    {
      name: `${title}, 1 client`,
      value: alone.perSecond,
      unit: '/s',
      failed: alone.failures > 0,
      note: noteOf([alone], []),
    },
  ];
}

async function besideBaseline(
  setting: Setting,
  { diskBytes }: Measured,
  clients: LoadClients,
): Promise<{ turns: Turn[]; baselines: Rate[]; disk: { loops: number; rate: Rate }[] }> {
  const { options, origin, tls, scratch } = setting;
  const sample = await clients.sample(origin);
  const baseline =
    diskBytes === undefined
      ? await httpBaseline(tls, clients, sample)
      : await lotBaseline(tls, clients, sample, scratch);
  const turns: Turn[] = [];
  const baselines: Rate[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const warmUp = round === 0 ? options.warmUpSeconds : AGAIN_SECONDS;
      turns.push(await turn(setting, clients, options.seconds / ROUNDS, warmUp));
      baselines.push(await baseline.turn(options.seconds / ROUNDS, warmUp));
    }
  } finally {
    await baseline.stop();
  }
  const disk: { loops: number; rate: Rate }[] = [];
  for (const loops of diskBytes === undefined ? [] : [1, options.clients]) {
    const bare = diskBaseline(scratch, diskBytes as number, loops);
    try {
      disk.push({ loops, rate: await bare.turn(options.seconds / ROUNDS, 0) });
    } finally {
      await bare.stop();
    }
  }
  return { turns, baselines, disk };
}

/** Over all turns; one in which the requests had run out counts no time. */
function rateOf(turns: readonly Turn[]): number {
  const sum = (pick: (result: Turn) => number) => turns.reduce((total, result) => total + pick(result), 0);
  return sum(({ requests }) => requests) / sum(({ seconds }) => seconds);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What is printed beside a figure: processor time says more than the rate on a machine that does other things. */
export function noteOf(turns: readonly Turn[], baselines: readonly Rate[]): string {
  const processor = (rates: readonly Rate[]) => mean(rates.map((rate) => rate.processorMs)).toFixed(2);
  const failures = turns.reduce((sum, result) => sum + result.failures, 0);
  const fault = turns.find(({ firstFault }) => firstFault !== undefined)?.firstFault;
  return [
    `CPU ${processor(turns)} ms${baselines.length === 0 ? '' : ` (baseline ${processor(baselines)})`}`,
    `p50 ${mean(turns.map(({ p50 }) => p50)).toFixed(1)} ms`,
    `p99 ${mean(turns.map(({ p99 }) => p99)).toFixed(1)} ms`,
    `${(mean(turns.map(({ bytesPerReply }) => bytesPerReply)) / 1024).toFixed(0)} KB`,
    ...(turns.some(({ ranOut }) => ranOut) ? ['the requests made in advance ran out'] : []),
    ...(failures > 0 ? [`${failures} failures: ${fault?.slice(0, 100)}`] : []),
  ].join(', ');
}
