import type { Refusal } from '../errors.ts';
import type { Log } from '../model/log.ts';
import { networkOf } from '../model/network.ts';
import type { Store } from '../store/store.ts';
import { type Reject, type Rejection, rejectionTracer } from './rejection.ts';

const MINUTE = 60_000;
/** Traces a minute of callers who were not recognised: for each network, and in all. Then they are counted. */
const PER_NETWORK = 60;
const IN_ALL = 1_000;
/** A row that each refusal changes which is counted and must cost a commit. */
const COUNTED = { key: 'counted-refusals', most: Number.MAX_SAFE_INTEGER, windowMinutes: 1 } as const;
/** What a count stands under once too many addresses are at it. */
const MANY_ADDRESSES = '*';

export interface BoundedRejections {
  readonly reject: Reject;
  /** Writes what has been counted so far. */
  gather(): Promise<void>;
  close(): Promise<void>;
}

interface Counted {
  readonly refusal: Refusal;
  /** The first of them: its address stands for those of its network. */
  readonly rejection: Rejection;
  times: number;
}

/**
 * Traces of what was refused before any transaction began, so many and no more from callers who were not recognised: beyond
 * that, attempts of one network that failed alike within a minute become one trace that says how many there were, so that
 * nobody fills the disk without a card. Whoever was recognised leaves a trace each time. A crash loses one minute's counts.
 */
export function boundedRejections({
  store,
  log,
}: {
  readonly store: Pick<Store, 'write'>;
  readonly log: Log;
}): BoundedRejections {
  const trace = rejectionTracer({ store, log });
  let traced = new Map<string, number>();
  let inAll = 0;
  let counted = new Map<string, Counted>();

  const gather = async (): Promise<void> => {
    const due = [...counted.values()];
    traced = new Map();
    inAll = 0;
    counted = new Map();
    for (const { refusal, rejection, times } of due) await trace(refusal, { ...rejection, times });
  };
  const timer = setInterval(() => {
    gather().catch((error: unknown) => log('error', 'counted rejections left out', { error: String(error) }));
  }, MINUTE);
  timer.unref();

  return {
    gather,
    async reject(refusal, rejection) {
      const { from, type, subject } = rejection;
      if (subject !== undefined && subject.kind !== 'usager') return trace(refusal, rejection);
      const network = networkOf(from);
      const soFar = traced.get(network) ?? 0;
      if (inAll < IN_ALL && soFar < PER_NETWORK) {
        traced.set(network, soFar + 1);
        inAll += 1;
        return trace(refusal, rejection);
      }
      const many = inAll >= IN_ALL;
      const key = `${many ? MANY_ADDRESSES : network} ${type} ${refusal.refused[0].code}`;
      const known = counted.get(key);
      if (known === undefined)
        counted.set(key, {
          refusal,
          rejection: { ...rejection, from: many ? MANY_ADDRESSES : from },
          times: 1,
        });
      else known.times += 1;
      if (rejection.costsCommit) await store.write([{ kind: 'count-try', limit: COUNTED, at: rejection.at }]);
    },
    async close() {
      clearInterval(timer);
      await gather();
    },
  };
}
