import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createHistogram } from 'node:perf_hooks';
import { startServer } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';

/** What the process of the server is asked, and answers, over IPC. */
export type Question = 'begin' | 'longest' | 'stop';
export interface Started {
  readonly port: number;
  readonly data: string;
}

const TICK_MS = 2;

/** Measures how long the event loop was ever kept from a timer that should ring every two milliseconds. */
function watchLoop(): { begin(): void; longest(): number } {
  let histogram = createHistogram();
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    histogram.record(Math.max(1, Math.round((now - last - TICK_MS) * 1000)));
    last = now;
  }, TICK_MS).unref();
  return {
    begin() {
      histogram = createHistogram();
      last = performance.now();
    },
    longest: () => (histogram.count === 0 ? 0 : histogram.max / 1000),
  };
}

/** A server of ours in a process of its own, which tells the longest block of its event loop. */
const data = await mkdtemp(`${tmpdir()}/carnet-dos-`);
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
