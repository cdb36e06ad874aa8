import type { JudgeContext } from '../evaluation/judge.ts';
import type { Ledger } from '../linkage/ledger.ts';
import type { Identifiers } from '../messages/identifiers.ts';
import type { Replacement } from '../messages/substitute.ts';
import type { PlanFiles } from '../plans/plan-files.ts';
import type { AssertionMaker } from '../transport/assertions.ts';
import type { PatientFeed } from '../transport/patient-feed.ts';
import type { Target } from '../transport/target.ts';

/** What all tests of a run share. */
export interface RunContext extends Pick<JudgeContext, 'schemas' | 'codes'> {
  readonly files: PlanFiles;
  readonly ledger: Ledger;
  readonly identifiers: Identifiers;
  readonly sourceId: string;
  readonly target: Target;
  readonly feed: PatientFeed;
  readonly assertions: AssertionMaker;
  /** Whether the server demands an assertion of every message, not only of those of the tests of XUA. */
  readonly assertsAll: boolean;
}

/** What the steps of one test share; the patient may change on the way. */
export interface TestState {
  readonly test: string;
  readonly section: string;
  readonly patientId: string;
  /** Symbols that the files of this test leave open. */
  readonly symbols: readonly Replacement[];
  /** Whether it is a test of XUA: what its messages carry, and whether they are refused for it. */
  readonly xua: boolean;
}
