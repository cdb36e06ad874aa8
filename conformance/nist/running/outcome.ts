export type Outcome = 'passed' | 'failed' | 'skipped';

export interface StepOutcome {
  readonly id: string;
  readonly outcome: Outcome;
  /** Why it failed, one line each. */
  readonly findings: readonly string[];
  readonly milliseconds: number;
}

export interface SectionOutcome {
  readonly name: string;
  readonly outcome: Outcome;
  readonly steps: readonly StepOutcome[];
}

export interface TestOutcome {
  readonly id: string;
  readonly title: string;
  /** The options of actors that it belongs to, such as `registry/required`. */
  readonly options: readonly string[];
  /** What of its plan was corrected; empty when it ran as shipped. */
  readonly corrections: readonly string[];
  readonly outcome: Outcome;
  /** Why it could not even start. */
  readonly findings: readonly string[];
  readonly sections: readonly SectionOutcome[];
}

/** A whole is passed when it has parts and all are. */
export function outcomeOf(parts: readonly { readonly outcome: Outcome }[]): Outcome {
  return parts.length > 0 && parts.every(({ outcome }) => outcome === 'passed') ? 'passed' : 'failed';
}
