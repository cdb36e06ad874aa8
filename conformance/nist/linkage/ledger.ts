import type { XmlElement } from '../../../src/xml/tree.ts';
import type { Assignments } from '../messages/assign.ts';
import { PlanError } from '../plan-error.ts';

/** What a step that has run leaves for those after it. */
export interface StepRecord {
  readonly step: string;
  readonly transaction: string;
  readonly assignments: Assignments;
  /** What was sent, as it was sent; empty where nothing was. */
  readonly sent: string;
  /** What came: the one child of Body. */
  readonly answer: XmlElement | undefined;
  /** The answer as a document of its own. */
  readonly received: string;
  readonly reports: ReadonlyMap<string, string>;
  /** The documents that were sent, by uniqueId. */
  readonly documents: ReadonlyMap<string, Buffer>;
}

/** The records of a run, by test, section and step. */
export interface Ledger {
  put(test: string, section: string, record: StepRecord): void;
  /** The records of a section, in the order of its steps. */
  section(test: string, section: string): readonly StepRecord[];
  /** @throws PlanError when that step has not run. */
  step(test: string, section: string, step: string): StepRecord;
  /** A document that some step of the run has sent under this uniqueId, the last of them. */
  document(uniqueId: string): Buffer | undefined;
}

export function createLedger(): Ledger {
  const sections = new Map<string, StepRecord[]>();
  const key = (test: string, section: string) => `${test}/${section}`;
  return {
    put(test, section, record) {
      const records = sections.get(key(test, section)) ?? [];
      sections.set(key(test, section), [...records.filter(({ step }) => step !== record.step), record]);
    },
    section: (test, section) => sections.get(key(test, section)) ?? [],
    step(test, section, step) {
      const found = sections.get(key(test, section))?.find((record) => record.step === step);
      if (found === undefined) throw new PlanError(`${test}/${section}/${step} has left nothing to use`);
      return found;
    },
    document: (uniqueId) =>
      [...sections.values()]
        .flat()
        .map(({ documents }) => documents.get(uniqueId))
        .findLast((content) => content !== undefined),
  };
}
