import { readFileSync } from 'node:fs';

const EVERY_MS = 50;

/** Resident memory of a process, in bytes (Linux). */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+([0-9]+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`no VmRSS for process ${pid}`);
  return Number(kilobytes) * 1024;
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
