import { readFileSync } from 'node:fs';

const EVERY_MS = 50;

/** Resident memory of a process, in bytes (Linux). */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+([0-9]+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`no VmRSS for process ${pid}`);
  return Number(kilobytes) * 1024;
}

/** Ticks of `/proc`: 100 a second on every Linux that Node runs on. */
const TICK_MS = 10;

/** Processor time that a process has used in all its threads, in milliseconds (Linux). */
export function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/**
 * Watches a process while something runs.
 * @returns how far its resident memory rose above where it stood, in bytes.
 */
export async function growthDuring(pid: number, run: () => Promise<void>): Promise<number> {
  const before = residentBytes(pid);
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid));
  }, EVERY_MS);
  try {
    await run();
    peak = Math.max(peak, residentBytes(pid));
  } finally {
    clearInterval(timer);
  }
  return peak - before;
}
