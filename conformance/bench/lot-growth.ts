import { type LoadClients, withClients } from './load-clients.ts';
import { LOT_SIZES } from './scenarios/scenario.ts';
import type { Line } from './table.ts';
import { AGAIN_SECONDS, noteOf, ROUNDS, type Setting, type Turn, turn } from './throughput.ts';

type Size = (typeof LOT_SIZES)[number];

/** Starts one client for each size, all at once, so that their turns can alternate. */
async function withSizes<T>(
  { options, ground }: Setting,
  use: (clients: ReadonlyMap<Size, LoadClients>) => Promise<T>,
  started: ReadonlyMap<Size, LoadClients> = new Map(),
): Promise<T> {
  const size = LOT_SIZES[started.size];
  if (size === undefined) return use(started);
  const seconds = options.seconds + options.warmUpSeconds + ROUNDS * AGAIN_SECONDS;
  const order = { ...ground, scenario: `iti-42-of-${size}` as const, clients: 1, seconds };
  return withClients(order, (client) =>
    withSizes({ options, ground } as Setting, use, new Map([...started, [size, client]])),
  );
}

/** The time of one request of a single client, divided by its entries: half of the requests took less. */
function perEntry(turns: readonly Turn[], size: Size): number {
  const halves = turns.map(({ p50 }) => p50).sort((left, right) => left - right);
  return (halves[Math.floor(halves.length / 2)] ?? Number.NaN) / size;
}

/** ITI-42 of 1, 10 and 100 entries: no entry may cost more in a larger submission than in the next smaller one. */
export async function measureLotGrowth(setting: Setting): Promise<Line[]> {
  const { options } = setting;
  const measured = await withSizes(setting, async (clients) => {
    const turns = new Map<Size, Turn[]>(LOT_SIZES.map((size) => [size, []]));
    for (let round = 0; round < ROUNDS; round++) {
      const warmUp = round === 0 ? options.warmUpSeconds : AGAIN_SECONDS;
      for (const [size, client] of clients) {
        turns.get(size)?.push(await turn(setting, client, options.seconds / ROUNDS, warmUp));
      }
    }
    return turns;
  });
  let smaller: number | undefined;
  return LOT_SIZES.map((size) => {
    const turns = measured.get(size) ?? [];
    const value = perEntry(turns, size);
    const line: Line = {
      name: `ITI-42 of ${size} ${size === 1 ? 'entry' : 'entries'}, 1 client, time of an entry`,
      value,
      unit: 'ms',
      ...(smaller === undefined ? {} : { baseline: smaller, target: { atMostRatio: 1 } }),
      failed: turns.some(({ failures }) => failures > 0),
      note: noteOf(turns, []),
    };
    smaller = value;
    return line;
  });
}
