import { z } from 'zod';
import { flag, minutes, type ValuesOf } from './values.ts';

/** Settings of the assertions that come with requests. */
export const assertionsShape = {
  /** How long after IssueInstant an assertion may be used, and how far clocks may differ, in minutes. */
  CARNET_ASSERTION_WINDOW: minutes.default(60),
  CARNET_CLOCK_SKEW: z.coerce.number().min(0).max(30).default(2),
  /** An assertion may be used once only. */
  CARNET_ASSERTION_ONCE: flag.default(false),
  /** Every request needs an assertion, also in a domain that leaves it optional. */
  CARNET_XUA: flag.default(false),
  /** PEM file of the token services whose X-User Assertions are taken, each certificate pinned. */
  CARNET_XUA_TRUST: z.string().min(1).optional(),
};

export interface AssertionSettings {
  readonly assertionWindowMinutes: number;
  readonly clockSkewMinutes: number;
  readonly assertionOnce: boolean;
  readonly xua: boolean;
  /** PEM file of token services. */
  readonly xuaTrust: string | undefined;
}

export function assertionSettings(values: ValuesOf<typeof assertionsShape>): AssertionSettings {
  return {
    assertionWindowMinutes: values.CARNET_ASSERTION_WINDOW,
    clockSkewMinutes: values.CARNET_CLOCK_SKEW,
    assertionOnce: values.CARNET_ASSERTION_ONCE,
    xua: values.CARNET_XUA,
    xuaTrust: values.CARNET_XUA_TRUST,
  };
}
