import type { WriteCommand } from '../store.ts';
import type { UnitResult } from './commit-batch.ts';

/** What the writer thread is started with. */
export interface WriterOptions {
  readonly file: string;
  readonly headFile?: string;
}

export type ToWriter =
  | { readonly kind: 'write'; readonly id: number; readonly unit: readonly WriteCommand[] }
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
