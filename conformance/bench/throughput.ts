import { rm } from 'node:fs/promises';
import type { DiskOrder } from './baseline-disk.ts';
import type { BaselineOrder } from './baseline-http.ts';
import { startScript } from './child.ts';
import type { LoadAnswer, LoadCommand, LoadOrder } from './load.ts';
import type { LoadResult, Reply } from './load-generator.ts';
import type { BenchOptions } from './options.ts';
import type { ScenarioName } from './scenarios/scenario.ts';
import type { Line } from './table.ts';

/** Of the stack's own baseline, or of the bare disk loop for deposits. */
const TARGET = 0.25;
/** Turns that the server and its baseline take; the length of a measurement is shared among them. */
const ROUNDS = 3;
/** Warm-up of every turn after the first. */
const AGAIN_SECONDS = 0.3;

export interface Measured {
  readonly name: ScenarioName;
  readonly title: string;
  readonly baseline: 'http' | 'disk';
  /** Bytes that the disk baseline writes. */
  readonly documentBytes: number;
}

export const MEASURED: readonly Measured[] = [
  {
    name: 'iti-18',
    title: 'ITI-18 FindDocuments, LeafClass, 100 entries',
    baseline: 'http',
    documentBytes: 0,
  },
  { name: 'iti-43', title: 'ITI-43 one document of 100 KB', baseline: 'http', documentBytes: 0 },
  {
    name: 'iti-41',
    title: 'ITI-41 one signed lot, document of 100 KB',
    baseline: 'disk',
    documentBytes: 100 * 1024,
  },
  {
    name: 'fhir-search',
    title: 'FHIR DocumentReference search, 20 entries',
    baseline: 'http',
    documentBytes: 0,
  },
];

export interface Setting {
  readonly options: BenchOptions;
  readonly origin: string;
  readonly ground: Omit<LoadOrder, 'scenario' | 'clients' | 'seconds'>;
  readonly tls: BaselineOrder['tls'];
  /** A folder on the same disk as the data, for the disk baseline. */
  readonly scratch: string;
}

interface Clients {
  sample(origin: string): Promise<Reply>;
  run(origin: string, seconds: number, warmUpSeconds: number): Promise<LoadResult>;
  stop(): Promise<void>;
}

async function startClients(setting: Setting, scenario: ScenarioName, clients: number): Promise<Clients> {
  const { options, ground } = setting;
  const child = startScript('load.ts');
  const seconds = options.seconds + options.warmUpSeconds + ROUNDS * AGAIN_SECONDS;
  child.send({ ...ground, scenario, clients, seconds } satisfies LoadOrder);
  await child.next<LoadAnswer>();
  const ask = async (command: LoadCommand): Promise<LoadAnswer> => {
    child.send(command);
    return child.next<LoadAnswer>();
  };
  return {
    async sample(origin) {
      const answer = await ask({ do: 'sample', origin });
      if (answer.kind !== 'sample') throw new Error(`${scenario}: no sample`);
      if (answer.fault !== undefined) throw new Error(`${scenario}: ${answer.fault}`);
      return answer.reply;
    },
    async run(origin, seconds, warmUpSeconds) {
      const answer = await ask({ do: 'run', origin, seconds, warmUpSeconds });
      if (answer.kind !== 'result') throw new Error(`${scenario}: no result`);
      return answer.result;
    },
    stop: () => child.stop(),
  };
}

async function withClients<T>(
  setting: Setting,
  scenario: ScenarioName,
  count: number,
  use: (clients: Clients) => Promise<T>,
): Promise<T> {
  const clients = await startClients(setting, scenario, count);
  try {
    return await use(clients);
  } finally {
    await clients.stop();
  }
}

/** Gives the rate of the baseline for so many seconds, each time it is asked. */
interface Baseline {
  perSecond(seconds: number, warmUpSeconds: number): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Measures one scenario with all clients beside its baseline, then with one client. The two take turns, so that whatever
 * else the machine does falls on both.
 */
export async function measureThroughput(setting: Setting, measured: Measured): Promise<Line[]> {
  const { options, origin } = setting;
  const { name, title } = measured;
  const seconds = options.seconds / ROUNDS;
  const { results, baselines } = await withClients(setting, name, options.clients, async (clients) => {
    const sample = await clients.sample(origin);
    const baseline =
      measured.baseline === 'http'
        ? await httpBaseline(setting, clients, sample)
        : diskBaseline(setting, measured.documentBytes);
    const results: LoadResult[] = [];
    const baselines: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const warmUp = round === 0 ? options.warmUpSeconds : AGAIN_SECONDS;
      results.push(await clients.run(origin, seconds, warmUp));
      baselines.push(await baseline.perSecond(seconds, warmUp));
    }
    await baseline.stop();
    return { results, baselines };
  });
  const alone = await withClients(setting, name, 1, (client) =>
    client.run(origin, options.seconds, options.warmUpSeconds),
  );
  return [
    {
      name: `${title}, ${options.clients} clients`,
      value: rateOf(results),
      unit: '/s',
      baseline: mean(baselines),
      target: { atLeastRatio: TARGET },
      failed: results.some(({ failures }) => failures > 0),
      note: noteOf(results),
    },
    {
      name: `${title}, 1 client`,
      value: alone.perSecond,
      unit: '/s',
      failed: alone.failures > 0,
      note: noteOf([alone]),
    },
  ];
}

/** Over all turns; one in which the requests had run out counts no time. */
function rateOf(results: readonly LoadResult[]): number {
  const sum = (pick: (result: LoadResult) => number) =>
    results.reduce((total, result) => total + pick(result), 0);
  return sum(({ requests }) => requests) / sum(({ seconds }) => seconds);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function noteOf(results: readonly LoadResult[]): string {
  const failures = results.reduce((sum, result) => sum + result.failures, 0);
  const fault = results.find(({ firstFault }) => firstFault !== undefined)?.firstFault;
  return [
    `p50 ${mean(results.map(({ p50 }) => p50)).toFixed(1)} ms`,
    `p99 ${mean(results.map(({ p99 }) => p99)).toFixed(1)} ms`,
    `${(mean(results.map(({ bytesPerReply }) => bytesPerReply)) / 1024).toFixed(0)} KB`,
    ...(results.some(({ ranOut }) => ranOut) ? ['the requests made in advance ran out'] : []),
    ...(failures > 0 ? [`${failures} failures: ${fault?.slice(0, 100)}`] : []),
  ].join(', ');
}

async function httpBaseline({ tls }: Setting, clients: Clients, sample: Reply): Promise<Baseline> {
  const child = startScript('baseline-http.ts');
  child.send({ tls, contentType: sample.contentType, body: sample.body } satisfies BaselineOrder);
  const { origin } = await child.next<{ origin: string }>();
  return {
    async perSecond(seconds, warmUpSeconds) {
      const result = await clients.run(origin, seconds, warmUpSeconds);
      if (result.failures > 0) throw new Error(`baseline: ${result.firstFault}`);
      return result.perSecond;
    },
    stop: () => child.stop(),
  };
}

function diskBaseline({ options, scratch }: Setting, bytes: number): Baseline {
  const child = startScript('baseline-disk.ts');
  let turn = 0;
  return {
    async perSecond(seconds) {
      const directory = `${scratch}/${++turn}`;
      child.send({ directory, bytes, clients: options.clients, seconds } satisfies DiskOrder);
      const { perSecond } = await child.next<{ perSecond: number }>();
      await rm(directory, { recursive: true });
      return perSecond;
    },
    stop: () => child.stop(),
  };
}
