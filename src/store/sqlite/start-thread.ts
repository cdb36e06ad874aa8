import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { WriterOptions } from './writer-messages.ts';

/** What is used of the compiler. */
interface Compiler {
  buildSync(options: Readonly<Record<string, unknown>>): {
    readonly outputFiles: readonly { text: string }[];
  };
}

/** The thread's program out of its sources; undefined as long as nobody has needed it. */
let bundled: string | undefined;

/**
 * Starts the thread that runs `writer-thread.ts`. From sources (tests, development) its program is made once a process, by the
 * compiler that tsx brings: a thread that has tsx load it file by file is five times as long in starting.
 */
export function startThread(options: WriterOptions): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./writer-thread.js', import.meta.url), { workerData: options });
  }
  bundled ??= bundle();
  return new Worker(bundled, { eval: true, workerData: options, execArgv: ['--enable-source-maps'] });
}

function bundle(): string {
  const here = createRequire(import.meta.url);
  const { buildSync } = createRequire(here.resolve('tsx'))('esbuild') as Compiler;
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('./writer-thread.ts', import.meta.url))],
    // Packages are looked for from here, wherever the process was started.
    banner: {
      js: `globalThis.require = require('node:module').createRequire(${JSON.stringify(import.meta.url)});`,
    },
    bundle: true,
    format: 'cjs',
    packages: 'external',
    platform: 'node',
    sourcemap: 'inline',
    write: false,
  });
  return outputFiles[0]!.text;
}
