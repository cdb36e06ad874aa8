import type { Shot, TlsFiles } from './load-generator.ts';
import { growthDuring } from './process-figures.ts';
import type { RunningServer } from './server-process.ts';
import type { Line } from './table.ts';
import { transfer } from './transfer.ts';

const MEGABYTE = 1024 * 1024;
const MOST_GROWTH_MB = 64;

/** One document that goes in and comes back. */
export interface RoundTrip {
  readonly depositTls: TlsFiles;
  readonly deposit: Shot;
  readonly retrieveTls: TlsFiles;
  readonly retrieve: Shot;
  readonly size: number;
  readonly sha1: string;
}

async function roundTrip(origin: string, trip: RoundTrip): Promise<void> {
  const put = await transfer(origin, trip.depositTls, trip.deposit);
  if (put.status !== 200 || !put.start.includes('ResponseStatusType:Success')) {
    throw new Error(`deposit of ${trip.size} bytes: status ${put.status}\n${put.start}`);
  }
  const got = await transfer(origin, trip.retrieveTls, trip.retrieve, trip.size);
  if (got.sha1 !== trip.sha1)
    throw new Error(`retrieve of ${trip.size} bytes: status ${got.status}\n${got.start}`);
}

/**
 * Sends a large document through a server that has been warmed up by a small one, and says how far the server's memory grew.
 * @param make makes the request for a document of about so many bytes.
 */
export async function measureMemory(
  server: RunningServer,
  title: string,
  bytes: number,
  make: (bytes: number) => Promise<RoundTrip>,
): Promise<Line> {
  await roundTrip(server.origin, await make(100 * 1024));
  const large = await make(bytes);
  const began = performance.now();
  const growth = await growthDuring(server.pid, () => roundTrip(server.origin, large));
  const seconds = (performance.now() - began) / 1000;
  return {
    name: `${title}, growth of resident memory`,
    value: growth / MEGABYTE,
    unit: 'MB',
    target: { atMost: MOST_GROWTH_MB },
    note: `in and out in ${seconds.toFixed(1)} s, bytes identical`,
  };
}
