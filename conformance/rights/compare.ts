import { random } from '../random.ts';
import { decideOf } from './asked-of-the-server.ts';
import { caseOf, type Draw, draw, shrink } from './cases.ts';
import { OPERATIONS, type Verdict } from './situation.ts';
import { specify } from './specification.ts';

/** What two answers to one case are compared by, as text. */
function answer(verdict: Verdict, drawn: Draw): string {
  const { paper } = caseOf(drawn);
  const may = OPERATIONS.filter((operation) => verdict.may(operation, paper));
  return [
    verdict.told,
    verdict.sees(paper) ? 'seen' : 'not seen',
    `may ${may.join(' ') || 'nothing'}`,
    `authorises ${verdict.authorises ?? 'nobody'}`,
  ].join(', ');
}

/** The two answers, where they differ. */
export function differenceOf(drawn: Draw): { specification: string; server: string } | undefined {
  const { situation } = caseOf(drawn);
  const specified = specify(situation);
  const decided = decideOf(situation);
  const [specification, server] = [answer(specified, drawn), answer(decided, drawn)];
  if (specification === server) return undefined;
  return { specification: `${specification} [${specified.row}]`, server: `${server} [${decided.row}]` };
}

export interface Comparison {
  readonly cases: number;
  readonly differences: number;
  /** How often each answer came, so that it can be seen that the cases are not all alike. */
  readonly answers: ReadonlyMap<string, number>;
  /** The first difference, made as plain as it gets. */
  readonly first?: { readonly drawn: Draw; readonly specification: string; readonly server: string };
}

/** Asks both so many random cases. */
export function compare(cases: number, seed: number): Comparison {
  const next = random(seed);
  const answers = new Map<string, number>();
  let differences = 0;
  let failing: Draw | undefined;
  for (let count = 0; count < cases; count++) {
    const drawn = draw(next);
    const { situation, paper } = caseOf(drawn);
    const { told, sees } = specify(situation);
    const kind = `${told}${told === 'allowed' && sees(paper) ? ', seen' : ''}`;
    answers.set(kind, (answers.get(kind) ?? 0) + 1);
    if (differenceOf(drawn) === undefined) continue;
    differences += 1;
    failing ??= drawn;
  }
  if (failing === undefined) return { cases, differences, answers };
  const drawn = shrink(failing, (one) => differenceOf(one) !== undefined);
  return { cases, differences, answers, first: { drawn, ...differenceOf(drawn)! } };
}
