import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { startServer } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { ensureSandboxPki } from '../../src/identity/sandbox/pki.ts';
import { seedRecord } from '../bench/seed.ts';
import { AUTHORITY, CALLER, PATIENT } from './messages.ts';

/** What the process of the server is asked, and answers, over IPC. */
export type Question = 'begin' | 'longest' | 'stop';
export interface Started {
  readonly port: number;
  readonly data: string;
}

const TICK_MS = 2;

/**
 * Measures how long the event loop was ever kept from a timer that should ring every two milliseconds. Where the process got
 * less time of the processors than passed, only what it got counts: the rest was other work of the machine.
 */
function watchLoop(): { begin(): void; longest(): number } {
  let longest = 0;
  let last = performance.now();
  let used = process.cpuUsage();
  const begin = () => {
    longest = 0;
    last = performance.now();
    used = process.cpuUsage();
  };
  setInterval(() => {
    const { user, system } = process.cpuUsage(used);
    const passed = performance.now() - last - TICK_MS;
    const before = longest;
    begin();
    longest = Math.max(before, Math.min(passed, (user + system) / 1000));
  }, TICK_MS).unref();
  return { begin, longest: () => longest };
}

/** A server of ours in a process of its own, which tells the longest block of its event loop. */
const data = await mkdtemp(`${tmpdir()}/carnet-dos-`);
// So that requests about a record are read to their end.
await seedRecord(
  data,
  { ins: PATIENT, authority: AUTHORITY, family: 'DUPONT', given: 'CLAIRE', birthDate: '1994-06-14' },
  [(await ensureSandboxPki(data)).identity(CALLER)],
);
const server = await startServer(readConfig({ CARNET_DATA: data, CARNET_PORT: '0', CARNET_LOG: 'silent' }));
const loop = watchLoop();
const tell = (message: unknown) => process.send?.(message);
process.on('message', (question: Question) => {
  if (question === 'begin') {
    loop.begin();
    tell('begun');
  } else if (question === 'longest') {
    // One turn of the timer later, so that a block that has just ended counts.
    setTimeout(() => tell(loop.longest()), 4 * TICK_MS);
  } else {
    void server
      .close()
      .then(() => rm(data, { recursive: true, force: true }))
      .then(() => process.disconnect());
  }
});
tell({ port: server.port, data } satisfies Started);
