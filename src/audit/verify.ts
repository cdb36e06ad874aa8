import type { KeyObject } from 'node:crypto';
import type { StoredEvent } from '../model/event.ts';
import { eventHash, FIRST_PREVIOUS } from './event-hash.ts';
import { isSigned, type SignedHead } from './head.ts';

/**
 * What is wrong at a sequence:
 * - `missing`: no event has it, others after it do;
 * - `repeated`: an event stands behind one of the same or of a later sequence;
 * - `changed`: the event's hash does not follow from its content and the event before it: either was changed;
 * - `head-differs`: the chain had another hash here when the head was signed: it was written anew;
 * - `cut`: a signed head knows this event, and the chain ends before it;
 * - `head-unsigned`, `head-unreadable`, `head-out-of-order`: the file of heads was tampered with after this sequence.
 */
export interface ChainFault {
  readonly sequence: number;
  readonly fault:
    | 'missing'
    | 'repeated'
    | 'changed'
    | 'head-differs'
    | 'cut'
    | 'head-unsigned'
    | 'head-unreadable'
    | 'head-out-of-order';
}

export interface ChainReport {
  readonly events: number;
  readonly heads: number;
  /** Up to `FAULTS_TOLD`; empty when the chain is whole. */
  readonly faults: readonly ChainFault[];
}

/** After so many the rest says nothing new. */
const FAULTS_TOLD = 100;

/** Heads that a chain is verified against. */
export interface HeadSource {
  /** In the order in which they were written; undefined for a line that could not be read. */
  readonly heads: AsyncIterable<SignedHead | undefined> | Iterable<SignedHead | undefined>;
  /** Ed25519, of the key that signs them. */
  readonly publicKey: KeyObject;
}

/**
 * Verifies a whole chain against its signed heads.
 * @param events in order of sequence, as the store gives them.
 * @param sources those of the data folder, and those that were kept outside.
 */
export async function verifyChain(
  events: AsyncIterable<StoredEvent> | Iterable<StoredEvent>,
  ...sources: readonly HeadSource[]
): Promise<ChainReport> {
  const faults: ChainFault[] = [];
  const report = (sequence: number, fault: ChainFault['fault']): void => {
    if (faults.length < FAULTS_TOLD) faults.push({ sequence, fault });
  };
  const cursors: HeadCursor[] = [];
  for (const source of sources) cursors.push(await headCursor(source, report));
  let last = { sequence: 0, hash: FIRST_PREVIOUS };
  let count = 0;
  for await (const event of events) {
    count += 1;
    if (event.sequence <= last.sequence) {
      report(event.sequence, 'repeated');
      continue;
    }
    const gap = event.sequence > last.sequence + 1;
    if (gap) report(last.sequence + 1, 'missing');
    // Behind a gap the hash before is not known; the gap has been told.
    else if (eventHash(event, event.sequence, last.hash) !== event.hash) report(event.sequence, 'changed');
    last = { sequence: event.sequence, hash: event.hash };
    for (const cursor of cursors) await cursor.passTo(last);
  }
  if (cursors.some((cursor) => cursor.current() !== undefined)) report(last.sequence + 1, 'cut');
  let heads = 0;
  for (const cursor of cursors) heads += await cursor.finish();
  return { events: count, heads, faults };
}

interface HeadCursor {
  /** The next head that no event has reached. */
  current(): SignedHead | undefined;
  /** Compares the heads up to an event. */
  passTo(event: { readonly sequence: number; readonly hash: string }): Promise<void>;
  /** Checks the signatures of what is left. @returns how many heads there are. */
  finish(): Promise<number>;
}

async function headCursor(
  source: HeadSource,
  report: (sequence: number, fault: ChainFault['fault']) => void,
): Promise<HeadCursor> {
  const good = signedOnly(source, report);
  let count = 0;
  let next: SignedHead | undefined;
  const advance = async (): Promise<void> => {
    const { value } = await good.next();
    next = value;
    if (next !== undefined) count += 1;
  };
  await advance();
  return {
    current: () => next,
    passTo: async (event) => {
      while (next !== undefined && next.sequence <= event.sequence) {
        if (next.sequence === event.sequence && next.hash !== event.hash)
          report(event.sequence, 'head-differs');
        await advance();
      }
    },
    finish: async () => {
      while (next !== undefined) await advance();
      return count;
    },
  };
}

/** The heads whose signature holds and that stand in order; what else is in the file is reported. */
async function* signedOnly(
  { heads, publicKey }: HeadSource,
  report: (sequence: number, fault: ChainFault['fault']) => void,
): AsyncGenerator<SignedHead, undefined> {
  let last = 0;
  for await (const head of heads) {
    if (head === undefined) report(last, 'head-unreadable');
    else if (!isSigned(head, publicKey)) report(head.sequence, 'head-unsigned');
    else if (head.sequence < last) report(head.sequence, 'head-out-of-order');
    else {
      last = head.sequence;
      yield head;
    }
  }
  return undefined;
}
