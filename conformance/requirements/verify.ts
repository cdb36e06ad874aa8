import { expectedIds } from './families.ts';
import { LEVELS, type Requirement, readRequirements, testReferences } from './requirement.ts';
import { isMeant, testTitles } from './test-titles.ts';

/** Rules of one level: how many there are, and how many a test proves. */
export interface Count {
  readonly level: string;
  readonly held: number;
  readonly total: number;
}

export interface Verdict {
  readonly problems: readonly string[];
  readonly counts: readonly Count[];
}

/** Text of a file of the project, or undefined when there is none. */
export type ReadSource = (file: string) => string | undefined;

/**
 * Checks the list against the tests.
 * @param text the whole of `requirements.tsv`.
 * @param read gives a test file by its path from the root of the project.
 * @param ids every id that must be there, once each.
 */
export function verifyRequirements(text: string, read: ReadSource, ids = expectedIds()): Verdict {
  const { rows, problems } = readRequirements(text);
  const found = [...problems, ...idProblems(rows, ids)];
  const held = new Set<string>();
  for (const row of rows) {
    const broken = rowProblems(row, read);
    found.push(...broken.map((problem) => `line ${row.line}: ${row.id} ${problem}`));
    if (broken.length === 0 && row.test !== '') held.add(row.id);
  }
  const counts = LEVELS.map((level) => {
    const ofLevel = rows.filter((row) => row.level === level);
    return { level, held: ofLevel.filter((row) => held.has(row.id)).length, total: ofLevel.length };
  });
  return { problems: found, counts };
}

function idProblems(rows: readonly Requirement[], ids: readonly string[]): string[] {
  const seen = new Map<string, number>();
  for (const { id } of rows) seen.set(id, (seen.get(id) ?? 0) + 1);
  const wanted = new Set(ids);
  return [
    ...ids.filter((id) => !seen.has(id)).map((id) => `${id} is missing`),
    ...[...seen].filter(([, times]) => times > 1).map(([id, times]) => `${id} is there ${times} times`),
    ...[...seen.keys()].filter((id) => !wanted.has(id)).map((id) => `${id} is not an id of the list`),
  ];
}

function rowProblems(row: Requirement, read: ReadSource): string[] {
  const problems: string[] = [];
  if (!(LEVELS as readonly string[]).includes(row.level)) problems.push(`has the level '${row.level}'`);
  if (row.rule.trim() === '') problems.push('says no rule');
  for (const { file, title } of testReferences(row.test)) {
    const source = read(file);
    if (source === undefined) {
      problems.push(`names ${file}, which does not exist`);
      continue;
    }
    const times = testTitles(source).filter((candidate) => isMeant(candidate, title)).length;
    if (times === 0) problems.push(`names a test that ${file} does not have: '${title}'`);
    if (times > 1) problems.push(`names a test that ${file} has ${times} times: '${title}'`);
  }
  return problems;
}
