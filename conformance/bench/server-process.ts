import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { tail } from './child.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const PATIENCE_MS = 60_000;
const POLL_MS = 5;

export interface RunningServer {
  readonly origin: string;
  readonly pid: number;
  /** From the start of the process to the first answer of `/readyz`, in milliseconds. */
  readonly startedInMs: number;
  stop(): Promise<void>;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function ready(port: number, ca: Buffer | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = request(
      {
        host: 'localhost',
        port,
        path: '/readyz',
        ...(ca === undefined ? { rejectUnauthorized: false } : { ca }),
      },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    probe.on('error', () => resolve(false));
    probe.end();
  });
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/**
 * Starts the compiled server as an operator would, and waits until it is ready.
 * @throws Error with the last lines of its log when it ends or is not ready in time.
 */
export async function startServer(data: string, domain: 'dmp' | 'ihe'): Promise<RunningServer> {
  // The bench serves one store in both domains, which the server itself does not do.
  rmSync(`${data}/domain`, { force: true });
  const port = await freePort();
  const args = [MAIN, 'serve', '--data', data, '--port', String(port), '--domain', domain];
  const began = performance.now();
  const child: ChildProcess = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CARNET_LOG: 'error' },
  });
  const log = [child.stdout, child.stderr].map((stream) => tail(stream as NodeJS.ReadableStream));
  const fail = (what: string) => new Error(`server ${what}\n${log.map((read) => read()).join('\n')}`);
  while (!(await ready(port, readIfThere(`${data}/pki/ca.pem`)))) {
    if (child.exitCode !== null) throw fail(`ended with ${child.exitCode}`);
    if (performance.now() - began > PATIENCE_MS) {
      child.kill('SIGKILL');
      throw fail('was not ready in time');
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return {
    origin: `https://localhost:${port}`,
    pid: child.pid as number,
    startedInMs: performance.now() - began,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
