import { parseArgs } from 'node:util';
import { caseOf } from './cases.ts';
import { compare } from './compare.ts';

const USAGE = `npm run conformance -- rights [--cases N] [--seed S]

  --cases N   how many random questions, each about one document (1,000,000)
  --seed S    the same seed asks the same questions (by the clock)`;

const DIGITS = /^\d{1,9}$/;

/**
 * Compares the decision on rights with its second specification on random cases; prints the figures and the first
 * difference, made as plain as it gets.
 * @returns the exit code: 0 without a difference, 1 with one, 2 for arguments that it does not know.
 */
export async function runRights(args: readonly string[], say: (line: string) => void): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) {
    say(USAGE);
    return 2;
  }
  const { cases, seed } = options;
  const { differences, answers, first } = compare(cases, seed);
  for (const [answer, times] of [...answers].sort()) say(`${String(times).padStart(9)} ${answer}`);
  say(`${cases} cases, seed ${seed}, ${differences} differences`);
  if (first === undefined) return 0;
  const { situation, paper } = caseOf(first.drawn);
  say(`specification: ${first.specification}`);
  say(`server:        ${first.server}`);
  say(JSON.stringify({ situation, paper }, null, 2));
  return 1;
}

function readOptions(args: readonly string[]): { cases: number; seed: number } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        cases: { type: 'string', default: '1000000' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      },
    });
    if (!DIGITS.test(values.cases) || !DIGITS.test(values.seed)) return undefined;
    return { cases: Number(values.cases), seed: Number(values.seed) };
  } catch {
    return undefined;
  }
}
