import { readFileSync } from 'node:fs';
import { lastHead } from '../audit/head-file.ts';
import { keepHead } from '../audit/kept-heads.ts';
import type { HeadKeeping } from '../config.ts';
import type { Log } from '../model/log.ts';

const MINUTE = 60_000;

/**
 * Takes the last signed head of the chain outside, at the start, at intervals and at the end. A folder that cannot be written
 * (a disk that is not mounted) is told to the log each time; the server goes on, and the next head says as much.
 * @param file the heads of the data folder.
 */
export function startHeadKeeping({
  settings,
  file,
  log,
}: {
  readonly settings: HeadKeeping;
  readonly file: string;
  readonly log: Log;
}): { close(): Promise<void> } {
  const keep = (): void => {
    try {
      const head = lastHead(file);
      if (head !== undefined) keepHead(settings.folder, head, readFileSync(`${file}.pub.pem`, 'utf8'));
    } catch (error) {
      log('error', 'head not kept', { error: error instanceof Error ? error.message : String(error) });
    }
  };
  keep();
  const timer = setInterval(keep, settings.minutes * MINUTE);
  return {
    close: async () => {
      clearInterval(timer);
      keep();
    },
  };
}
