export const LEVELS = ['MUST', 'SHOULD', 'MAY', 'INFO'] as const;
export const COLUMNS = ['id', 'level', 'interface', 'rule', 'test', 'note'] as const;

/** One row of `requirements.tsv`, as written. */
export type Requirement = Readonly<Record<(typeof COLUMNS)[number], string>> & { readonly line: number };

/** A test that proves a rule: the file from the root of the project, and the title of its `it`, or `describe > it`. */
export interface TestReference {
  readonly file: string;
  readonly title: string;
}

/**
 * Reads the list: a first line `# source`, a line of column names, then one row per rule.
 * @returns the rows, and what is wrong with the shape of the file.
 */
export function readRequirements(text: string): { rows: Requirement[]; problems: string[] } {
  const lines = text.split('\n');
  const problems: string[] = [];
  if (!lines[0]?.startsWith('# Source:')) problems.push('line 1: does not name the source');
  if (lines[1] !== COLUMNS.join('\t')) problems.push(`line 2: columns are not ${COLUMNS.join(', ')}`);
  const rows: Requirement[] = [];
  for (const [at, line] of lines.entries()) {
    if (at < 2 || line === '') continue;
    const cells = line.split('\t');
    if (cells.length !== COLUMNS.length) {
      problems.push(`line ${at + 1}: ${cells.length} columns instead of ${COLUMNS.length}`);
      continue;
    }
    const [id, level, face, rule, test, note] = cells as [string, string, string, string, string, string];
    rows.push({ id, level, interface: face, rule, test, note, line: at + 1 });
  }
  return { rows, problems };
}

/** The tests that a cell names: `path/to.test.ts#title`, several joined by ` | `. A part without `#` has an empty title. */
export function testReferences(cell: string): TestReference[] {
  if (cell === '') return [];
  return cell.split(' | ').map((part) => {
    const at = part.indexOf('#');
    return at < 0 ? { file: part, title: '' } : { file: part.slice(0, at), title: part.slice(at + 1) };
  });
}
