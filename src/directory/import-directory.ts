import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { DirectoryPractice } from '../model/directory.ts';
import { isConflict, type Store, type WriteCommand } from '../store/store.ts';
import { type LineReader, lineReader } from './extraction-line.ts';

/** Practices of one unit: the server's own writes wait for no more than these. */
const UNIT = 500;
const FORGOTTEN_AT_ONCE = 2_000;

/** What came of an import: how many practices were read, or why none of them counts. */
export type DirectoryImport =
  | { readonly practices: number }
  | { readonly file: string; readonly line: number; readonly fault: string };

/**
 * Imports extractions of the Annuaire santé (`PS_LibreAcces_Personne_activite`, UTF-8, a header, `|` between values), line by
 * line, as a new generation. It takes the place of the former one at once when every file has been read whole; a file that
 * cannot be leaves the former one as it is.
 * @param files paths, at least one. @param at ISO 8601 UTC.
 * @throws Error of the file system.
 */
export async function importDirectory(
  { directory, write }: Pick<Store, 'directory' | 'write'>,
  files: readonly string[],
  at: string,
): Promise<DirectoryImport> {
  const generation = await directory.nextGeneration();
  const unit = async (command: WriteCommand): Promise<void> => {
    const written = await write([command]);
    if (isConflict(written)) throw new Error(`directory not written: ${written.conflict}`);
  };
  let practices = 0;
  for (const file of files) {
    let waiting: DirectoryPractice[] = [];
    const flush = async (): Promise<void> => {
      if (waiting.length > 0) await unit({ kind: 'add-to-directory', generation, practices: waiting });
      practices += waiting.length;
      waiting = [];
    };
    let reader: LineReader | undefined;
    let line = 0;
    for await (const text of createInterface({
      input: createReadStream(file, 'utf8'),
      crlfDelay: Infinity,
    })) {
      line += 1;
      if (text.includes('\uFFFD')) return { file, line, fault: 'not UTF-8' };
      if (reader === undefined) {
        const made = lineReader(text);
        if (typeof made === 'string') return { file, line, fault: made };
        reader = made;
        continue;
      }
      if (text === '') continue;
      const practice = reader.read(text);
      if (typeof practice === 'string') return { file, line, fault: practice };
      waiting.push(practice);
      if (waiting.length === UNIT) await flush();
    }
    await flush();
  }
  if (practices === 0) return { file: files[0] ?? '', line: 1, fault: 'no practice' };
  await unit({ kind: 'publish-directory', generation, at });
  while (await directory.hasFormer()) await unit({ kind: 'forget-directory', most: FORGOTTEN_AT_ONCE });
  return { practices };
}
