import type { Plan, Shot } from '../load-generator.ts';

/** Each client goes round its own requests. @param shots by client. */
export function inTurns(shots: readonly (readonly Shot[])[]): Plan['next'] {
  const turns = new Array<number>(shots.length).fill(0);
  return (client) => {
    const mine = shots[client] ?? [];
    const turn = turns[client] ?? 0;
    turns[client] = turn + 1;
    return mine[turn % mine.length];
  };
}
