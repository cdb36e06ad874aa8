import { readFileSync } from 'node:fs';
import { PlanError } from '../plan-error.ts';

/** One thing in a test plan that is itself wrong, and the plan as it should be. */
export interface Correction {
  /** Id of the test. */
  readonly plan: string;
  /** What is changed, for the reader of a report. */
  readonly what: string;
  readonly why: string;
  /** Where the toolkit's own people speak of it. */
  readonly issue: string;
  readonly edits: readonly Edit[];
}

export interface Edit {
  /** Below the folder of the tests: `20008/submit/testplan.xml`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface Corrections {
  readonly all: readonly Correction[];
  of(plan: string): readonly Correction[];
  /** The text of a file as corrected. @throws PlanError when an edit finds nothing to change: the plan is another version. */
  apply(file: string, text: string): string;
}

/** Corrections that have been read. */
export function corrections(all: readonly Correction[]): Corrections {
  return {
    all,
    of: (plan) => all.filter((each) => each.plan === plan),
    apply(file, text) {
      let corrected = text;
      for (const { edits } of all) {
        for (const edit of edits) {
          if (edit.file !== file) continue;
          if (!corrected.includes(edit.find)) throw new PlanError(`${file}: nothing to correct`);
          corrected = corrected.replaceAll(edit.find, edit.replace);
        }
      }
      return corrected;
    },
  };
}

/** Reads the corrections of this runner, or those of another file. */
export function readCorrections(file: URL | string): Corrections {
  const { corrections: all } = JSON.parse(readFileSync(file, 'utf8')) as {
    corrections: readonly Correction[];
  };
  for (const { plan, what, why, issue, edits } of all) {
    for (const said of [plan, what, why, issue]) {
      if (typeof said !== 'string' || said === '')
        throw new PlanError(`a correction of ${plan} says too little`);
    }
    if (edits.length === 0) throw new PlanError(`a correction of ${plan} changes nothing`);
    for (const { file: edited } of edits) {
      if (!edited.startsWith(`${plan}/`)) throw new PlanError(`a correction of ${plan} changes ${edited}`);
    }
  }
  return corrections(all);
}
