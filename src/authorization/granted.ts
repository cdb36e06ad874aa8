import type { Granted } from '../model/scope.ts';

/** The only maker of Granted. */
export function grant<T>(value: T): Granted<T> {
  return value as Granted<T>;
}
