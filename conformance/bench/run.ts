import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { ensureSandboxPki } from '../../src/identity/sandbox/pki.ts';
import { measureMemory } from './memory.ts';
import { type BenchOptions, readOptions, USAGE } from './options.ts';
import { benchPatient, populationOf } from './population.ts';
import { cdaRoundTrip, opaqueRoundTrip } from './round-trips.ts';
import { DEPOSITOR, READER } from './scenarios/identities.ts';
import { seedRecord, seedStore } from './seed.ts';
import { type RunningServer, startServer } from './server-process.ts';
import { type Line, renderTable, verdictOf } from './table.ts';
import { MEASURED, measureThroughput, type Setting } from './throughput.ts';

const MOST_START_MS = 2000;
const OPAQUE_BYTES = 100 * 1024 * 1024;
const CDA_BYTES = 20 * 1024 * 1024;

/** A patient of the test domain of IHE, under one of its authorities. */
const IHE_PATIENT = { ...benchPatient(0), ins: 'BENCH-1', authority: '1.3.6.1.4.1.21367.13.20.1000' };

/** What is open while the bench runs, closed last to first whatever happens. */
const open: (() => Promise<unknown>)[] = [];

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function withServer<T>(
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
    open.pop();
  }
}

/** What cannot be measured is a line too, so that the other figures are not lost with it. */
async function orFailed(name: string, measuring: Promise<Line | Line[]>): Promise<Line[]> {
  try {
    return [await measuring].flat();
  } catch (error) {
    const [note = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    say(`${name}: ${error instanceof Error ? error.message : error}`);
    return [{ name, value: 0, unit: '', failed: true, note: note.slice(0, 100) }];
  }
}

async function bench(options: BenchOptions, folder: string): Promise<Line[]> {
  const wanted = (name: string) => options.only.length === 0 || options.only.includes(name);
  const data = `${folder}/dmp`;
  const pki = await ensureSandboxPki(data);
  const population = populationOf(options.entries, options.patients, options.clients);
  say(`seeding ${options.entries} entries`);
  const holders = [READER, DEPOSITOR].map((slug) => pki.identity(slug));
  const seeded = await seedStore(data, population, holders);
  say(`seeded ${seeded.entries} entries in ${seeded.seconds.toFixed(1)} s`);

  const lines: Line[] = [];
  const throughput = MEASURED.filter(({ name }) => wanted(name));
  if (throughput.length > 0) {
    await withServer(data, 'dmp', async ({ origin, pid }) => {
      const setting: Setting = {
        options,
        origin,
        pid,
        ground: { population, seeded, data },
        tls: {
          key: `${pki.directory}/server.key.pem`,
          cert: `${pki.directory}/server.crt.pem`,
          ca: `${pki.directory}/ca.pem`,
        },
        scratch: `${folder}/scratch`,
      };
      for (const measured of throughput) {
        say(measured.title);
        lines.push(...(await orFailed(measured.title, measureThroughput(setting, measured))));
      }
    });
  }
  if (wanted('start') || wanted('memory-cda')) {
    await withServer(data, 'dmp', async (server) => {
      lines.push({
        name: `start on ${seeded.entries} entries`,
        value: server.startedInMs,
        unit: 'ms',
        target: { atMost: MOST_START_MS },
      });
      if (!wanted('memory-cda')) return;
      say('CDA of 20 MB, domain dmp');
      const make = (bytes: number) => cdaRoundTrip(pki, population, seeded.repositoryUniqueId, bytes);
      const title = 'CDA of 20 MB in and out, domain dmp';
      lines.push(...(await orFailed(title, measureMemory(server, title, CDA_BYTES, make))));
    });
  }
  if (wanted('memory-opaque')) {
    say('opaque document of 100 MB, domain ihe');
    const opaque = `${folder}/ihe`;
    const opaquePki = await ensureSandboxPki(opaque);
    await seedRecord(opaque, IHE_PATIENT);
    await withServer(opaque, 'ihe', async (server) => {
      const make = (bytes: number) => opaqueRoundTrip(opaquePki, IHE_PATIENT, bytes);
      const title = 'opaque document of 100 MB in and out, domain ihe';
      lines.push(...(await orFailed(title, measureMemory(server, title, OPAQUE_BYTES, make))));
    });
  }
  return lines;
}

let options: BenchOptions;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  say(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  process.exit(2);
}
const folder = await mkdtemp(`${tmpdir()}/carnet-bench-`);
open.push(() => rm(folder, { recursive: true, force: true }));
const closeAll = async (): Promise<void> => {
  for (const close of open.splice(0).reverse()) await close();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closeAll().then(() => process.exit(130)));
}
try {
  const lines = await bench(options, folder);
  console.log(
    `${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}, Node ${process.version}, ${options.seconds} s each\n`,
  );
  console.log(renderTable(lines));
  const missed = lines.filter((line) => verdictOf(line) === 'MISS').length;
  console.log(`\n${missed === 0 ? 'All targets reached.' : `${missed} missed.`}`);
  if (missed > 0 && options.strict) process.exitCode = 1;
} finally {
  await closeAll();
}
