import { attribute, element, elements, text, type XmlElement } from '../../../src/xml/tree.ts';
import { PlanError } from '../plan-error.ts';
import { readUse } from '../plans/read-instruction.ts';
import type { Use } from '../plans/test-plan.ts';
import type { RegistryObjects } from './registry-objects.ts';

interface Named {
  readonly id: string;
  readonly objectType: string | undefined;
}

function namedEntries(selection: XmlElement, valueOfUse: (use: Use) => string): Named[] {
  return elements(selection, 'DocumentEntry').map((node) => {
    const use = element(node, 'UseId');
    if (use === undefined) throw new PlanError('DocumentEntry without UseId');
    const objectType = text(element(node, 'DocumentEntryType')).trim();
    return { id: valueOfUse(readUse(use)), objectType: objectType === '' ? undefined : objectType };
  });
}

/** `Include`, `MustOnlyInclude`, `Exclude` and `DocumentEntryType` of a `DocumentEntries` expectation. */
export function documentEntryFindings(
  expectation: XmlElement,
  { entries }: RegistryObjects,
  valueOfUse: (use: Use) => string,
): string[] {
  const entryOf = (id: string) => entries.find((entry) => attribute(entry, 'id') === id);
  return elements(expectation).flatMap((selection) => {
    if (selection.local === 'DocumentEntryType') {
      const type = text(selection).trim();
      return entries.every((entry) => attribute(entry, 'objectType') === type)
        ? []
        : [`not all entries have objectType ${type}`];
    }
    const named = namedEntries(selection, valueOfUse);
    if (selection.local === 'Exclude') {
      return named.flatMap(({ id }) => (entryOf(id) === undefined ? [] : [`entry ${id} must not be there`]));
    }
    if (selection.local !== 'Include' && selection.local !== 'MustOnlyInclude') {
      throw new PlanError(`DocumentEntries: ${selection.local} is not understood`);
    }
    const findings = named.flatMap(({ id, objectType }) => {
      const entry = entryOf(id);
      if (entry === undefined) return [`entry ${id} is not there`];
      return objectType === undefined || attribute(entry, 'objectType') === objectType
        ? []
        : [`entry ${id} has objectType ${attribute(entry, 'objectType')}`];
    });
    if (selection.local === 'MustOnlyInclude' && entries.length !== named.length) {
      findings.push(`found ${entries.length} entries, expected only ${named.length}`);
    }
    return findings;
  });
}
