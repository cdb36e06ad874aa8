import { attribute, elements, type XmlElement } from '../../../../src/xml/tree.ts';
import { ON_DEMAND, STABLE } from '../../urns.ts';
import { lastPart, type RegistryObjects, statusOf } from '../registry-objects.ts';
import {
  ASSOCIATION_TYPES,
  ENTRY_RULES,
  FOLDER_RULES,
  type ObjectRules,
  STABLE_SLOTS,
  SUBMISSION_SET_RULES,
  UUID,
} from './attributes.ts';
import type { CodeSet } from './code-set.ts';
import { commonFindings, ruleFindings, slotValues } from './object-findings.ts';

function statusFindings(node: XmlElement): string[] {
  return ['Approved', 'Deprecated'].includes(statusOf(node)) ? [] : [`status ${attribute(node, 'status')}`];
}

function entryFindings(entry: XmlElement, codes: CodeSet): string[] {
  const type = attribute(entry, 'objectType') ?? '';
  const mimeType = attribute(entry, 'mimeType') ?? '';
  const rules =
    type === STABLE ? { ...ENTRY_RULES, slots: [...ENTRY_RULES.slots, ...STABLE_SLOTS] } : ENTRY_RULES;
  const findings = ruleFindings(entry, rules, codes);
  if (type !== STABLE && type !== ON_DEMAND) findings.push(`objectType ${type}`);
  if (!codes.hasMimeType(mimeType)) findings.push(`mimeType ${mimeType || 'missing'}`);
  return findings;
}

function associationFindings(association: XmlElement, objects: RegistryObjects): string[] {
  const type = attribute(association, 'associationType') ?? '';
  const [source = '', target = ''] = ['sourceObject', 'targetObject'].map((end) =>
    attribute(association, end),
  );
  const findings = ASSOCIATION_TYPES.includes(type) ? [] : [`associationType ${type}`];
  for (const end of [source, target]) if (!UUID.test(end)) findings.push(`an end is ${end || 'missing'}`);
  const status = attribute(association, 'status');
  if (status !== undefined) findings.push(...statusFindings(association));
  const isIn = (all: readonly XmlElement[], id: string) => all.some((each) => attribute(each, 'id') === id);
  if (
    lastPart(type) === 'HasMember' &&
    isIn(objects.submissionSets, source) &&
    isIn(objects.entries, target)
  ) {
    const values = elements(association, 'Slot')
      .filter((slot) => attribute(slot, 'name') === 'SubmissionSetStatus')
      .flatMap(slotValues);
    if (values.length !== 1 || !['Original', 'Reference'].includes(values[0]!)) {
      findings.push(`SubmissionSetStatus ${values.join(', ') || 'missing'}`);
    }
  }
  return findings;
}

/**
 * Our own check of every object of an answer: UUIDs, required attributes, forms of values, codes of the domain. What the
 * registry returns must be as good as what it must demand.
 */
export function answerFindings(objects: RegistryObjects, codes: CodeSet): string[] {
  const named = (kind: string, node: XmlElement, findings: readonly string[]) =>
    findings.map((finding) => `${kind} ${attribute(node, 'id')}: ${finding}`);
  const ruled = (nodes: readonly XmlElement[], rules: ObjectRules) =>
    nodes.flatMap((node) =>
      named(rules.name, node, [
        ...commonFindings(node),
        ...statusFindings(node),
        ...ruleFindings(node, rules, codes),
      ]),
    );
  return [
    ...objects.entries.flatMap((entry) =>
      named('DocumentEntry', entry, [
        ...commonFindings(entry),
        ...statusFindings(entry),
        ...entryFindings(entry, codes),
      ]),
    ),
    ...ruled(objects.submissionSets, SUBMISSION_SET_RULES),
    ...ruled(objects.folders, FOLDER_RULES),
    ...objects.associations.flatMap((association) =>
      named('Association', association, [
        ...commonFindings(association),
        ...associationFindings(association, objects),
      ]),
    ),
    ...objects.references.flatMap((reference) =>
      UUID.test(attribute(reference, 'id') ?? '')
        ? []
        : [`ObjectRef ${attribute(reference, 'id')} is no UUID`],
    ),
    ...objects.others.map(
      (node) => `RegistryPackage ${attribute(node, 'id')} is neither SubmissionSet nor Folder`,
    ),
  ];
}
