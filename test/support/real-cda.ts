import { existsSync, readFileSync } from 'node:fs';
import type { Context } from 'mocha';
import { separatedRows, sharedText } from './shared-data.ts';

/** One official French document, with the facts that `index.tsv` has of it. */
export interface RealCda {
  readonly name: string;
  readonly bytes: Buffer;
  readonly facts: Readonly<Record<string, string>>;
}

const FOLDER = new URL('../../../shared/data/cda/', import.meta.url);

/** The 26 French documents that are kept beside the project; the test is skipped where they are absent. */
export function realCda(test: Context): RealCda[] {
  const rows = separatedRows(sharedText(test, 'cda/index.tsv'), '\t');
  const kept = rows.filter(({ saved_as: name = '' }) => name !== '' && existsSync(new URL(name, FOLDER)));
  return kept.map((facts) => {
    const name = facts.saved_as!;
    return { name, facts, bytes: readFileSync(new URL(name, FOLDER)) };
  });
}
