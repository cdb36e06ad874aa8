/** One damaged submission, and what came of it. */
export interface Damaged {
  /** The submission as the plans have it, and how it was damaged. */
  readonly submission: string;
  readonly damage: string;
  readonly transaction: string;
  /** What the message had in that place, and what it has instead. */
  readonly change: string;
  /** `accepted`, or the codes of the refusal. */
  readonly said: string;
  /** The errors in the server's words. */
  readonly errors: string;
  readonly findings: readonly string[];
}

function counted(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, left], [, right]) => right - left);
}

/** How often each way of damaging was accepted, and refused with which codes. */
export function tallyLines(all: readonly Damaged[]): string[] {
  return counted(all.map(({ damage }) => damage)).flatMap(([damage, count]) => {
    const said = counted(all.filter((one) => one.damage === damage).map((one) => one.said));
    return ['', `${damage}: ${count}`, ...said.map(([what, many]) => `${String(many).padStart(7)} ${what}`)];
  });
}
