import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of the bench, which speaks JSON messages over the IPC channel. */
export interface Child {
  readonly process: ChildProcess;
  /** The next message of the child. Rejects when it ends first. */
  next<Message>(): Promise<Message>;
  send(message: unknown): void;
  stop(): Promise<void>;
}

/** Starts a script of this folder in a process of its own; its standard error is ours. */
export function startScript(script: string, args: readonly string[] = []): Child {
  const file = fileURLToPath(new URL(script, import.meta.url));
  return follow(
    spawn(process.execPath, ['--import', 'tsx', file, ...args], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    }),
  );
}

function follow(process: ChildProcess): Child {
  const waiting: { resolve: (message: unknown) => void; reject: (error: Error) => void }[] = [];
  const arrived: unknown[] = [];
  let ended = false;
  process.on('message', (message) => {
    const first = waiting.shift();
    if (first === undefined) arrived.push(message);
    else first.resolve(message);
  });
  const exited = new Promise<void>((resolve) => {
    process.once('exit', (code, signal) => {
      ended = true;
      for (const { reject } of waiting.splice(0)) reject(new Error(`child ended: ${code ?? signal}`));
      resolve();
    });
  });
  return {
    process,
    next<Message>() {
      if (arrived.length > 0) return Promise.resolve(arrived.shift() as Message);
      if (ended) return Promise.reject(new Error('child ended'));
      return new Promise<Message>((resolve, reject) => {
        waiting.push({ resolve: resolve as (message: unknown) => void, reject });
      });
    },
    send(message) {
      process.send(message as object);
    },
    async stop() {
      if (!ended) process.kill('SIGTERM');
      await exited;
    },
  };
}

/** The last lines that a stream gave, for an error message. */
export function tail(stream: NodeJS.ReadableStream, count = 20): () => string {
  const lines: string[] = [];
  createInterface({ input: stream }).on('line', (line) => {
    lines.push(line);
    if (lines.length > count) lines.shift();
  });
  return () => lines.join('\n');
}
