import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { runBench } from './bench.ts';
import { type BenchOptions, readOptions, USAGE } from './options.ts';
import { renderTable, verdictOf } from './table.ts';

/** What is open while the bench runs, closed last to first whatever happens. */
const open: (() => Promise<unknown>)[] = [];

function say(text: string): void {
  process.stderr.write(`${text}\n`);
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
  const lines = await runBench({ options, folder, open, say });
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
