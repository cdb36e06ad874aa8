import { type LoadClients, withClients } from './load-clients.ts';
import type { Line } from './table.ts';
import { AGAIN_SECONDS, noteOf, ROUNDS, type Setting, type Turn, turn } from './throughput.ts';

const MOST_GROWTH = 1.5;

/**
 * FindDocuments of 100 entries on two stores that two servers hold at once: the slowest hundredth may take so much longer on
 * the large one. They take turns, so that whatever else the machine does falls on both.
 */
export async function measureTailLatency(
  large: Setting & { readonly entries: number },
  small: Setting & { readonly entries: number },
): Promise<Line> {
  const { options } = large;
  const withSearch = <T>({ ground }: Setting, use: (clients: LoadClients) => Promise<T>) =>
    withClients({ ...ground, scenario: 'iti-18', clients: options.clients, seconds: options.seconds }, use);
  const turns = { large: [] as Turn[], small: [] as Turn[] };
  await withSearch(large, (inLarge) =>
    withSearch(small, async (inSmall) => {
      for (let round = 0; round < ROUNDS; round++) {
        const warmUp = round === 0 ? options.warmUpSeconds : AGAIN_SECONDS;
        turns.small.push(await turn(small, inSmall, options.seconds / ROUNDS, warmUp));
        turns.large.push(await turn(large, inLarge, options.seconds / ROUNDS, warmUp));
      }
    }),
  );
  return {
    name: `ITI-18 FindDocuments, p99 of ${large.entries} entries beside ${small.entries}`,
    value: middle(turns.large),
    unit: 'ms',
    baseline: middle(turns.small),
    target: { atMostRatio: MOST_GROWTH },
    failed: [...turns.large, ...turns.small].some(({ failures }) => failures > 0),
    note: noteOf(turns.large, turns.small),
  };
}

/** Of the turns' 99th percentiles the middle one: one disturbed turn decides nothing. */
function middle(turns: readonly Turn[]): number {
  const slow = turns.map(({ p99 }) => p99).sort((left, right) => left - right);
  return slow[Math.floor(slow.length / 2)] ?? Number.NaN;
}
