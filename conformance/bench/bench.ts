import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ensureSandboxPki, type SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { IHE_PATIENT } from './ihe-entry.ts';
import { measureLotGrowth } from './lot-growth.ts';
import { MEASURED } from './measured.ts';
import { measureMemory } from './memory.ts';
import type { BenchOptions } from './options.ts';
import { type Population, populationOf } from './population.ts';
import { cdaRoundTrip, opaqueRoundTrip } from './round-trips.ts';
import { DEPOSITOR, READER } from './scenarios/identities.ts';
import { type Seeded, seedRecord, seedStore } from './seed.ts';
import { type RunningServer, startServer } from './server-process.ts';
import type { Line } from './table.ts';
import { measureTailLatency } from './tail-latency.ts';
import { measureThroughput, type Setting } from './throughput.ts';

const MOST_START_MS = 2000;
const OPAQUE_BYTES = 100 * 1024 * 1024;
const CDA_BYTES = 20 * 1024 * 1024;
/** The store that the large one is compared with. */
const FEW_ENTRIES = 10_000;
const ENTRIES_OF_A_PATIENT = 50;

/** What the bench works with. */
export interface Bench {
  readonly options: BenchOptions;
  /** Holds everything that it writes. */
  readonly folder: string;
  /** What is open, closed last to first whatever happens. */
  readonly open: (() => Promise<unknown>)[];
  readonly say: (text: string) => void;
}

/** A data folder of the `dmp` domain, filled. */
interface Filled {
  readonly data: string;
  readonly pki: SandboxPki;
  readonly population: Population;
  readonly seeded: Seeded;
}

/**
 * Seeds a store, or takes the one that an earlier run of the same sizes has kept. What such a run deposited is in it still.
 */
async function fill({ folder, options, say }: Bench, entries: number, patients: number): Promise<Filled> {
  const { keep, clients } = options;
  const data = `${keep ?? folder}/dmp-${entries}-${patients}-${clients}`;
  const pki = await ensureSandboxPki(data);
  const population = populationOf(entries, patients, clients);
  const note = `${data}/seeded.json`;
  if (existsSync(note)) {
    say(`found ${entries} entries in ${data}`);
    return { data, pki, population, seeded: JSON.parse(readFileSync(note, 'utf8')) as Seeded };
  }
  say(`seeding ${entries} entries`);
  const holders = [READER, DEPOSITOR].map((slug) => pki.identity(slug));
  const seeded = await seedStore(data, population, holders);
  await seedRecord(data, IHE_PATIENT);
  say(`seeded ${seeded.entries} entries in ${seeded.seconds.toFixed(1)} s`);
  writeFileSync(note, JSON.stringify(seeded));
  return { data, pki, population, seeded };
}

async function withServer<T>(
  { open }: Bench,
  data: string,
  domain: 'dmp' | 'ihe',
  use: (server: RunningServer) => Promise<T>,
): Promise<T> {
  const server = await startServer(data, domain);
  open.push(server.stop);
  try {
    return await use(server);
  } finally {
    await server.stop();
    open.splice(open.indexOf(server.stop), 1);
  }
}

/** What cannot be measured is a line too, so that the other figures are not lost with it. */
async function orFailed({ say }: Bench, name: string, measuring: Promise<Line | Line[]>): Promise<Line[]> {
  say(name);
  try {
    return [await measuring].flat();
  } catch (error) {
    const [note = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    say(`${name}: ${error instanceof Error ? error.message : error}`);
    return [{ name, value: 0, unit: '', failed: true, note: note.slice(0, 100) }];
  }
}

function settingOf({ options, folder }: Bench, filled: Filled, { origin, pid }: RunningServer): Setting {
  const { pki, population, seeded, data } = filled;
  const file = (name: string) => `${pki.directory}/${name}.pem`;
  return {
    options,
    origin,
    pid,
    ground: { population, seeded, data },
    tls: { key: file('server.key'), cert: file('server.crt'), ca: file('ca') },
    scratch: `${folder}/scratch`,
  };
}

/** The scenarios of one domain, over the same data folder. */
async function throughput(
  bench: Bench,
  filled: Filled,
  domain: 'dmp' | 'ihe',
  growth: boolean,
): Promise<Line[]> {
  const wanted = MEASURED.filter((one) => one.domain === domain && isWanted(bench.options, one.name));
  const lines: Line[] = [];
  if (wanted.length === 0 && !growth) return lines;
  await withServer(bench, filled.data, domain, async (server) => {
    const setting = settingOf(bench, filled, server);
    for (const one of wanted) {
      lines.push(...(await orFailed(bench, one.title, measureThroughput(setting, one))));
    }
    if (growth) {
      const { repositoryUniqueId } = loadAffinityDomain(domain).rules;
      const ground = { ...setting.ground, seeded: { ...filled.seeded, repositoryUniqueId } };
      lines.push(...(await orFailed(bench, 'ITI-42', measureLotGrowth({ ...setting, ground }))));
    }
  });
  return lines;
}

async function tailLatency(bench: Bench, filled: Filled): Promise<Line[]> {
  const entries = Math.min(FEW_ENTRIES, Math.ceil(bench.options.entries / 2));
  const few = await fill(bench, entries, Math.ceil(entries / ENTRIES_OF_A_PATIENT));
  return withServer(bench, filled.data, 'dmp', (large) =>
    withServer(bench, few.data, 'dmp', (small) =>
      orFailed(
        bench,
        'ITI-18 p99 on two stores',
        measureTailLatency(
          { ...settingOf(bench, filled, large), entries: filled.seeded.entries },
          { ...settingOf(bench, few, small), entries: few.seeded.entries },
        ),
      ),
    ),
  );
}

async function startAndMemory(bench: Bench, filled: Filled): Promise<Line[]> {
  const { pki, population, seeded, data } = filled;
  return withServer(bench, data, 'dmp', async (server) => {
    const start: Line = {
      name: `start on ${seeded.entries} entries`,
      value: server.startedInMs,
      unit: 'ms',
      target: { atMost: MOST_START_MS },
    };
    if (!isWanted(bench.options, 'memory-cda')) return [start];
    const make = (bytes: number) => cdaRoundTrip(pki, population, seeded.repositoryUniqueId, bytes);
    const title = 'CDA of 20 MB in and out, domain dmp';
    return [start, ...(await orFailed(bench, title, measureMemory(server, title, CDA_BYTES, make)))];
  });
}

async function opaqueMemory(bench: Bench): Promise<Line[]> {
  const data = `${bench.folder}/ihe`;
  const pki = await ensureSandboxPki(data);
  await seedRecord(data, IHE_PATIENT);
  return withServer(bench, data, 'ihe', (server) => {
    const make = (bytes: number) => opaqueRoundTrip(pki, bytes);
    const title = 'opaque document of 100 MB in and out, domain ihe';
    return orFailed(bench, title, measureMemory(server, title, OPAQUE_BYTES, make));
  });
}

function isWanted({ only }: BenchOptions, name: string): boolean {
  return only.length === 0 || only.includes(name);
}

/** Measures what is wanted, one thing after the other. */
export async function runBench(bench: Bench): Promise<Line[]> {
  const { options } = bench;
  const wanted = (name: string) => isWanted(options, name);
  const filled = await fill(bench, options.entries, options.patients);
  const lines = await throughput(bench, filled, 'dmp', false);
  if (wanted('p99')) lines.push(...(await tailLatency(bench, filled)));
  lines.push(...(await throughput(bench, filled, 'ihe', wanted('iti-42'))));
  if (wanted('start') || wanted('memory-cda')) lines.push(...(await startAndMemory(bench, filled)));
  if (wanted('memory-opaque')) lines.push(...(await opaqueMemory(bench)));
  return lines;
}
