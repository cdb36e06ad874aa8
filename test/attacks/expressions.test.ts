import { readdirSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';

const SOURCE = new URL('../../src/', import.meta.url);
/** Characters that are pumped; an expression that looks ahead at every place may go over them once for each. */
const PUMPED = 20_000;
/** Far more than a linear expression needs for that, on a machine that does other things too. */
const PATIENCE_MS = 5_000;

interface Expression {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

const LITERAL =
  /(?:[=(,:?|&!{}[;]|\breturn\b|=>|^)\s*\/((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])*)\/([dgimsuvy]*)/gm;

/** Every expression that stands as a literal in the sources, comments left out. */
function expressions(): Expression[] {
  return (
    readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const lines = readFileSync(new URL(file, SOURCE), 'utf8').split('\n');
        const code = lines.filter((line) => !/^\s*(\/\/|\/?\*)/.test(line)).join('\n');
        return [...code.matchAll(LITERAL)].map(([, source = '', flags = '']) => ({ file, source, flags }));
      })
      // An address in a template, not an expression.
      .filter(({ source }) => !source.includes('${'))
  );
}

/** Characters that an expression speaks of, and some that most do not. */
function alphabet(source: string): string[] {
  const spoken = [...source.replace(/\\[a-zA-Z]/g, '')].filter((one) => !/[()|^$?{}]/.test(one));
  return [...new Set([...spoken, 'a', 'A', '0', ' ', '.', '-', '\t', '\n', '\\', '"', "'", '<', '\u0000'])];
}

/** Prefixes that bring an expression to where it repeats: what stands before its first repetition, as far as it is plain. */
function prefixes(source: string): string[] {
  const plain = /^\^?((?:\\[^a-zA-Z0-9]|[A-Za-z0-9 _:;,@#<>=/-])*)/.exec(source)?.[1] ?? '';
  return [...new Set(['', plain.replace(/\\(.)/g, '$1')])];
}

const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
for (const { source, flags, texts } of workerData) {
  for (const [prefix, pump, count, end] of texts) {
    parentPort.postMessage([source, prefix, pump, end]);
    new RegExp(source, flags).test(prefix + pump.repeat(count) + end);
  }
}
parentPort.postMessage('done');
`;

/** Runs expressions against texts. @returns the last that was begun when one took too long; undefined when all ended. */
function slowest(work: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { eval: true, workerData: work });
    let last: unknown;
    const late = () => void worker.terminate().then(() => resolve(last));
    let timer = setTimeout(late, 60_000);
    worker.on('message', (message: unknown) => {
      clearTimeout(timer);
      if (message === 'done') {
        void worker.terminate();
        resolve(undefined);
        return;
      }
      last = message;
      timer = setTimeout(late, PATIENCE_MS);
    });
    worker.on('error', reject);
  });
}

/** Each expression with texts that repeat one or two characters many times and then do not fit. */
function pumped({ source, flags }: Expression) {
  const characters = alphabet(source);
  const pumps = [
    ...characters,
    ...characters.slice(0, 6).flatMap((one) => ['a', '0', ' '].map((two) => one + two)),
  ];
  const texts = prefixes(source).flatMap((prefix) =>
    pumps.map((pump) => [prefix, pump, Math.floor(PUMPED / pump.length), '\u0001!'] as const),
  );
  return { source, flags, texts };
}

describe('given every regular expression of the sources', () => {
  it('then they are found', () => {
    const found = expressions();
    expect(found.length).to.be.above(200);
    for (const { source, flags } of found) expect(() => new RegExp(source, flags)).not.to.throw();
  });

  it('then none backtracks without end, whatever is repeated', async function () {
    this.timeout(300_000);
    const distinct = new Map(expressions().map((each) => [`${each.source}/${each.flags}`, each]));
    expect(await slowest([...distinct.values()].map(pumped))).to.equal(undefined);
  });

  it('then an expression that backtracks without end is noticed', async () => {
    const bad = { file: '', source: '^(a+)+$', flags: '' };
    expect(await slowest([pumped(bad)]))
      .to.be.an('array')
      .that.includes('^(a+)+$');
  });
});
