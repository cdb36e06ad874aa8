import type { UnitResult } from './commit-batch.ts';

/** What the writer thread is started with. */
export interface WriterOptions {
  readonly file: string;
  readonly headFile?: string;
}

/** A unit on its way: its commands as JSON text, which costs a third of a structured clone. */
export interface SentUnit {
  readonly id: number;
  readonly commands: string;
}

export type ToWriter =
  | { readonly kind: 'write'; readonly units: readonly SentUnit[] }
  | { readonly kind: 'close' };

export type FromWriter =
  | { readonly kind: 'ready' }
  /** The database could not be opened. */
  | { readonly kind: 'unusable'; readonly error: Error }
  /** Sent after the commit. */
  | {
      readonly kind: 'written';
      readonly results: readonly { readonly id: number; readonly result: UnitResult }[];
    }
  | { readonly kind: 'fatal'; readonly error: Error }
  | { readonly kind: 'closed' };

/** An error in the form that goes from thread to thread: the driver's own kind would arrive without its message. */
export function sendable(error: unknown): Error {
  const { message, stack, code } = error as { message?: string; stack?: string; code?: string };
  const plain = new Error([code, message ?? String(error)].filter((part) => part !== undefined).join(': '));
  if (stack !== undefined) plain.stack = stack;
  return plain;
}
