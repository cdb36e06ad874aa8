/** One figure of the bench. `target` compares `ratio` or `value`, and is absent where a figure is only printed. */
export interface Line {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the same machine gave for the baseline in the same run. */
  readonly baseline?: number;
  readonly target?:
    | { readonly atLeastRatio: number }
    | { readonly atMostRatio: number }
    | { readonly atMost: number };
  /** Requests failed: whatever the figure says, the target is missed. */
  readonly failed?: boolean;
  readonly note?: string;
}

export type Verdict = 'pass' | 'MISS' | '';

export function ratioOf(line: Line): number | undefined {
  return line.baseline === undefined ? undefined : line.value / line.baseline;
}

/** Whether a line reaches its target; a failure, or a ratio that could not be computed, misses it. */
export function verdictOf(line: Line): Verdict {
  if (line.failed === true) return 'MISS';
  if (line.target === undefined) return '';
  const ratio = ratioOf(line) ?? Number.NaN;
  const reached =
    'atMost' in line.target
      ? line.value <= line.target.atMost
      : 'atMostRatio' in line.target
        ? ratio <= line.target.atMostRatio
        : ratio >= line.target.atLeastRatio;
  return reached ? 'pass' : 'MISS';
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function limit(target: NonNullable<Line['target']>, unit: string): string {
  if ('atMost' in target) return `<= ${target.atMost} ${unit}`;
  return 'atMostRatio' in target
    ? `<= ${target.atMostRatio.toFixed(2)} x`
    : `>= ${target.atLeastRatio.toFixed(2)} x`;
}

function cellsOf(line: Line): string[] {
  const { target, baseline } = line;
  const ratio = ratioOf(line);
  return [
    line.name,
    `${figure(line.value)} ${line.unit}`,
    baseline === undefined ? '-' : `${figure(baseline)} ${line.unit}`,
    ratio === undefined ? '-' : ratio.toFixed(2),
    target === undefined ? '-' : limit(target, line.unit),
    verdictOf(line),
    line.note ?? '',
  ];
}

/** The lines as a Markdown table, so that it can be pasted into a note as it is. */
export function renderTable(lines: readonly Line[]): string {
  const head = ['what', 'Carnet', 'baseline', 'ratio', 'target', '', 'note'];
  const rows = [head, ...lines.map(cellsOf)];
  const widths = head.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const render = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [render(head), rule, ...rows.slice(1).map(render)].join('\n');
}
