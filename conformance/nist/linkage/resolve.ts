import { attribute, descendants, text } from '../../../src/xml/tree.ts';
import type { Replacement } from '../messages/substitute.ts';
import { PlanError } from '../plan-error.ts';
import type { StepPointer, Use } from '../plans/test-plan.ts';
import type { Ledger, StepRecord } from './ledger.ts';
import { sectionLog } from './section-log.ts';
import { xpathString } from './xpath.ts';

/** Where a step stands: what its relative names are relative to. */
export interface Place {
  readonly test: string;
  readonly section: string;
}

/** `../submit` is a section beside this one, `../../12346/single_doc` one of another test, nothing this one itself. */
export function placeOf(testdir: string | undefined, from: Place): Place {
  const names = (testdir ?? '').split('/').filter((name) => name !== '' && name !== '..' && name !== '.');
  if (names.length === 0) return from;
  if (names.length === 1) return { test: from.test, section: names[0]! };
  return { test: names[0]!, section: names[1]! };
}

function pointed({ testdir, step }: StepPointer, from: Place, ledger: Ledger): StepRecord {
  const { test, section } = placeOf(testdir, from);
  return ledger.step(test, section, step);
}

function found(value: string | undefined, what: string): string {
  if (value === undefined || value === '') throw new PlanError(`${what} has no value`);
  return value;
}

function valueOfUse(use: Use, from: Place, ledger: Ledger, uuid: () => string): string {
  switch (use.kind) {
    case 'value':
      return use.value;
    case 'new-uuid':
      return uuid();
    case 'id': {
      const { assignments } = pointed(use, from, ledger);
      const list = Object.entries(assignments).find(([name]) => name === use.list)?.[1];
      return found(list?.get(use.id), `${use.list} of ${use.id} in ${use.testdir ?? ''} ${use.step}`);
    }
    case 'report': {
      const section = use.section === 'THIS' ? from.section : use.section;
      const { reports } = ledger.step(use.test ?? from.test, section, use.step);
      return found(reports.get(use.report), `report ${use.report} of ${section} ${use.step}`);
    }
    case 'xpath': {
      const place = placeOf(use.testdir, from);
      pointed(use, from, ledger);
      return xpathString(sectionLog(place, ledger), use.xpath);
    }
    case 'object-ref': {
      const { answer } = pointed(use, from, ledger);
      const references = [...(answer === undefined ? [] : descendants(answer))].filter(
        ({ local }) => local === 'ObjectRef',
      );
      return found(attribute(references[use.index], 'id'), `ObjectRef ${use.index} of ${use.step}`);
    }
    case 'repository':
      return repositoryOf(pointed(use, from, ledger));
  }
}

/** The repository that all documents of an answer are in. */
function repositoryOf({ answer, step }: StepRecord): string {
  const slots = [...(answer === undefined ? [] : descendants(answer))].filter(
    (node) => node.local === 'Slot' && attribute(node, 'name') === 'repositoryUniqueId',
  );
  const values = new Set(slots.map((slot) => text(slot).trim()));
  if (values.size > 1) throw new PlanError(`the answer of ${step} names several repositories`);
  return found([...values][0], `repositoryUniqueId of ${step}`);
}

/**
 * The values that a step takes from those before it.
 * @throws PlanError when one of them is not there: the step it comes from has failed or does not give it.
 */
export function resolve(
  uses: readonly Use[],
  from: Place,
  ledger: Ledger,
  uuid: () => string,
): Replacement[] {
  return uses.map((use) => ({ symbol: use.symbol, value: valueOfUse(use, from, ledger, uuid) }));
}
