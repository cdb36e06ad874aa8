import { escapeXml } from '../../../src/xml/write.ts';
import type { Assigned } from '../messages/assign.ts';
import type { Ledger, StepRecord } from './ledger.ts';

function assignedElement(name: string, assigned: Assigned): string {
  const assigns = [...assigned].map(
    ([symbol, id]) => `<Assign symbol="${escapeXml(symbol)}" id="${escapeXml(id)}"/>`,
  );
  return `<${name}>${assigns.join('')}</${name}>`;
}

/** One step in the form of the toolkit's log, whose element names the XPath expressions of the plans use. */
export function stepLog({ step, transaction, assignments, sent, received, reports }: StepRecord): string {
  const lists = Object.entries(assignments).map(([name, assigned]) => assignedElement(name, assigned));
  const reported = [...reports].map(
    ([name, value]) => `<Report name="${escapeXml(name)}">${escapeXml(value)}</Report>`,
  );
  return `<TestStep id="${escapeXml(step)}"><${transaction} step="${escapeXml(step)}">${lists.join('')}<InputMetadata>${sent}</InputMetadata><Result>${received}</Result><Reports>${reported.join('')}</Reports></${transaction}></TestStep>`;
}

/** The log of a section so far. */
export function sectionLog(
  place: { readonly test: string; readonly section: string },
  ledger: Ledger,
): string {
  return `<TestResults>${ledger.section(place.test, place.section).map(stepLog).join('')}</TestResults>`;
}

/** What assertions are evaluated on: the log of the section under the name that `DataRef` gives it. */
export function assertionData(
  place: { readonly test: string; readonly section: string },
  ledger: Ledger,
): string {
  return `<Data><output>${sectionLog(place, ledger)}</output></Data>`;
}
