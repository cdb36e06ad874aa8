import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RevocationSettings } from '../../config.ts';
import type { Log } from '../../model/log.ts';
import { fetchOctets } from './fetch-octets.ts';
import type { KnownLists, Taken } from './known-lists.ts';
import { type ListFolder, listFolder } from './list-folder.ts';
import { LARGEST_LIST } from './revocation-list.ts';

/** What keeps the revocation lists of a server fresh. */
export interface ListKeeper {
  /** Looks at the folders; what stands there at the call is in use when it ends. Never throws: what fails is logged. */
  read(): Promise<void>;
  /** Reads the folders once a minute and fetches as often as the settings say, until closed. */
  watch(): { close(): Promise<void> };
}

const MINUTE = 60_000;
const LONGEST_WAIT = 30_000;

/**
 * Reads and fetches the lists of the settings for the first time. Fetching is waited for only where the lists that were kept
 * do not suffice, so that a server starts without its network.
 * @throws when a folder cannot be read: a server must not start so.
 */
export async function keepLists(
  lists: KnownLists,
  {
    folder,
    urls,
    fetched,
    fetchMinutes,
  }: Pick<RevocationSettings, 'folder' | 'urls' | 'fetched' | 'fetchMinutes'>,
  log: Log,
): Promise<ListKeeper> {
  const fetches = urls.length > 0;
  if (fetches) await mkdir(fetched, { recursive: true });
  const folders = [...(folder === undefined ? [] : [folder]), ...(fetches ? [fetched] : [])].map(listFolder);
  let told = '';

  const take = async (from: string, bytes: Buffer | string): Promise<Taken['result']> => {
    const taken: Taken =
      typeof bytes === 'string' ? { result: 'unusable', detail: bytes } : await lists.take(bytes, new Date());
    if (taken.result === 'used') log('info', 'revocation list in use', { from });
    else log('warn', 'revocation list not used', { from, why: `${taken.result}: ${taken.detail}` });
    return taken.result;
  };
  const readOne = async (from: ListFolder) => {
    for await (const { path, bytes } of from.changed()) {
      if ((await take(path, bytes)) === 'early') from.forget(path);
    }
  };
  const readAll = async () => {
    for (const from of folders) await readOne(from);
    tellOverdue();
  };
  const fetchOne = async (url: string) => {
    const answer = await fetchOctets(url, { most: LARGEST_LIST, longestWait: LONGEST_WAIT });
    const bytes = 'why' in answer ? answer.why : answer;
    const used = (await take(url, bytes)) === 'used';
    if (used && typeof bytes !== 'string') await keep(join(fetched, fileOf(url)), bytes);
  };
  const fetchAll = async () => {
    await Promise.all(urls.map(fetchOne));
    tellOverdue();
  };

  function tellOverdue(): void {
    if (folders.length === 0) return;
    const overdue = lists.overdue(new Date()).map(({ subjectText }) => subjectText);
    if (overdue.join('\n') === told) return;
    told = overdue.join('\n');
    if (overdue.length > 0) log('warn', 'no revocation list in time', { authorities: overdue });
  }

  let last: Promise<void> = readAll();
  await last;
  const waited = fetches && lists.overdue(new Date()).length > 0;
  if (waited) await fetchAll();

  const inTurn = (task: () => Promise<void>): Promise<void> => {
    last = last.then(task).catch((error: unknown) => {
      log('error', 'revocation lists not read', { error: String(error) });
    });
    return last;
  };
  return {
    read: () => inTurn(readAll),
    watch() {
      const reading = setInterval(() => void inTurn(readAll), MINUTE);
      const fetching = fetches ? setInterval(() => void inTurn(fetchAll), fetchMinutes * MINUTE) : undefined;
      if (fetches && !waited) void inTurn(fetchAll);
      return {
        async close() {
          clearInterval(reading);
          clearInterval(fetching);
          await last;
        },
      };
    },
  };
}

function fileOf(url: string): string {
  return `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.crl`;
}

/** Whole or not at all: the folder is read while this is written. */
async function keep(file: string, bytes: Buffer): Promise<void> {
  await writeFile(`${file}.tmp`, bytes, { flush: true });
  await rename(`${file}.tmp`, file);
}
