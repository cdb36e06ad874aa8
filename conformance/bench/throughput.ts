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
  const seconds = options.seconds + options.warmUpSeconds;
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

/** Measures one scenario with all clients beside its baseline, then with one client. */
export async function measureThroughput(setting: Setting, measured: Measured): Promise<Line[]> {
  const { options, origin } = setting;
  const { name, title } = measured;
  const { result, baseline } = await withClients(setting, name, options.clients, async (clients) => {
    const sample = await clients.sample(origin);
    return {
      result: await clients.run(origin, options.seconds, options.warmUpSeconds),
      baseline:
        measured.baseline === 'http'
          ? await httpBaseline(setting, clients, sample)
          : await diskBaseline(setting, measured.documentBytes),
    };
  });
  const alone = await withClients(setting, name, 1, (client) =>
    client.run(origin, options.seconds, options.warmUpSeconds),
  );
  return [
    {
      name: `${title}, ${options.clients} clients`,
      value: result.perSecond,
      unit: '/s',
      baseline,
      target: { atLeastRatio: TARGET },
      failed: result.failures > 0,
      note: noteOf(result),
    },
    {
      name: `${title}, 1 client`,
      value: alone.perSecond,
      unit: '/s',
      failed: alone.failures > 0,
      note: noteOf(alone),
    },
  ];
}

function noteOf(result: LoadResult): string {
  return [
    `p50 ${result.p50.toFixed(1)} ms`,
    `p99 ${result.p99.toFixed(1)} ms`,
    `${(result.bytesPerReply / 1024).toFixed(0)} KB`,
    ...(result.ranOut ? [`requests made in advance lasted ${result.seconds.toFixed(1)} s`] : []),
    ...(result.failures > 0 ? [`${result.failures} failures: ${result.firstFault}`] : []),
  ].join(', ');
}

async function httpBaseline(setting: Setting, clients: Clients, sample: Reply): Promise<number> {
  const { options, tls } = setting;
  const child = startScript('baseline-http.ts');
  child.send({ tls, contentType: sample.contentType, body: sample.body } satisfies BaselineOrder);
  const { origin } = await child.next<{ origin: string }>();
  const result = await clients.run(origin, options.seconds, options.warmUpSeconds);
  await child.stop();
  if (result.failures > 0) throw new Error(`baseline: ${result.firstFault}`);
  return result.perSecond;
}

async function diskBaseline({ options, scratch }: Setting, bytes: number): Promise<number> {
  const child = startScript('baseline-disk.ts');
  const { clients, seconds } = options;
  child.send({ directory: scratch, bytes, clients, seconds } satisfies DiskOrder);
  const { perSecond } = await child.next<{ perSecond: number }>();
  await child.stop();
  return perSecond;
}
