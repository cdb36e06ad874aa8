import { existsSync, readFileSync } from 'node:fs';
import type { Context } from 'mocha';

const SHARED = new URL('../../../shared/data/', import.meta.url);

/**
 * A file of the project's shared test data, as text. Where it is absent the test is skipped with its name.
 * @param path from `../shared/data`.
 */
export function sharedText(test: Context, path: string): string {
  return sharedBytes(test, path).toString('utf8');
}

/** The same as bytes. */
export function sharedBytes(test: Context, path: string): Buffer {
  const url = new URL(path, SHARED);
  if (!existsSync(url)) {
    console.log(`      skipped: ../shared/data/${path} is not here`);
    test.skip();
  }
  return readFileSync(url);
}

/** The rows of a text of separated values, by the names of its first line. Lines that begin with `#` are notes. */
export function separatedRows(text: string, separator: string): Record<string, string>[] {
  const [names = [], ...rows] = text
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => fields(line, separator));
  return rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? ''])));
}

function fields(line: string, separator: string): string[] {
  const found: string[] = [];
  let field = '';
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      found.push(field);
      field = '';
    } else field += character;
  }
  return [...found, field];
}
