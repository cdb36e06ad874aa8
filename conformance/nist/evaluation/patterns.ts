import { attribute, type XmlElement } from '../../../src/xml/tree.ts';
import { HAS_MEMBER, IHE_ASSOCIATION, ON_DEMAND, STABLE } from '../urns.ts';
import { lastPart, type RegistryObjects } from './registry-objects.ts';

/** Counts that differ from what is expected. */
export function countFindings(
  objects: RegistryObjects,
  expected: Partial<Record<keyof RegistryObjects, number>>,
): string[] {
  return Object.entries(expected).flatMap(([kind, count]) => {
    const found = objects[kind as keyof RegistryObjects].length;
    return found === count ? [] : [`found ${found} ${kind}, expected ${count}`];
  });
}

function idOf(node: XmlElement | undefined): string {
  return attribute(node, 'id') ?? '';
}

function association(
  { associations }: RegistryObjects,
  type: string,
  from: XmlElement | undefined,
  to: readonly (XmlElement | undefined)[],
): XmlElement | undefined {
  const targets = to.map(idOf);
  return associations.find(
    (each) =>
      attribute(each, 'associationType') === type &&
      attribute(each, 'sourceObject') === idOf(from) &&
      targets.includes(attribute(each, 'targetObject') ?? ''),
  );
}

function member(
  objects: RegistryObjects,
  from: XmlElement | undefined,
  to: XmlElement | undefined,
): string[] {
  return association(objects, HAS_MEMBER, from, [to]) === undefined
    ? [`no HasMember from ${idOf(from)} to ${idOf(to)}`]
    : [];
}

export interface SubmissionShape {
  readonly entries: number;
  readonly folders: number;
  readonly associations: number;
  /** How many of the entries are in the one folder. */
  readonly inFolder: number;
}

/** One SubmissionSet with so many entries, and perhaps one folder that holds some of them, all joined as they must be. */
export function submissionFindings(objects: RegistryObjects, shape: SubmissionShape): string[] {
  const { inFolder, ...counts } = shape;
  const wrong = countFindings(objects, { submissionSets: 1, ...counts });
  if (wrong.length > 0) return wrong;
  const [set] = objects.submissionSets;
  const [folder] = objects.folders;
  const findings = [...objects.entries, ...objects.folders].flatMap((node) => member(objects, set, node));
  const inside = objects.entries
    .map((entry) => association(objects, HAS_MEMBER, folder, [entry]))
    .filter((each) => each !== undefined);
  if (folder !== undefined && inside.length !== inFolder) {
    findings.push(`found ${inside.length} entries in the folder, expected ${inFolder}`);
  }
  return [...findings, ...inside.flatMap((each) => member(objects, set, each))];
}

/** One relationship of that type and no two to the same document. */
export function relationFindings({ associations }: RegistryObjects, type: string): string[] {
  const targets = associations
    .filter((each) => attribute(each, 'associationType') === `${IHE_ASSOCIATION}${type}`)
    .map((each) => attribute(each, 'targetObject'));
  if (targets.length === 0) return [`no ${type} association`];
  return new Set(targets).size === targets.length ? [] : [`several ${type} associations to one document`];
}

/** A stable entry that is the snapshot of an on-demand one, both approved. */
export function snapshotFindings(objects: RegistryObjects): string[] {
  const snapshots = objects.associations.filter(
    (each) => lastPart(attribute(each, 'associationType')) === 'IsSnapshotOf',
  );
  if (snapshots.length !== 1) return [`found ${snapshots.length} IsSnapshotOf associations, expected 1`];
  const ends = [
    ['sourceObject', 'stable', STABLE],
    ['targetObject', 'on-demand', ON_DEMAND],
  ] as const;
  return ends.flatMap(([end, kind, type]) => {
    const id = attribute(snapshots[0], end);
    const entry = objects.entries.find((each) => idOf(each) === id);
    if (entry === undefined) return [`the ${kind} entry ${id} is not in the answer`];
    const findings: string[] = [];
    if (lastPart(attribute(entry, 'status')) !== 'Approved')
      findings.push(`the ${kind} entry is not Approved`);
    if (attribute(entry, 'objectType') !== type) findings.push(`the ${kind} entry has another objectType`);
    return findings;
  });
}

/** One document that replaces another: two entries, RPLC from the approved to the deprecated one. */
export function replacementFindings(objects: RegistryObjects): string[] {
  const wrong = countFindings(objects, { entries: 2, associations: 1 });
  if (wrong.length > 0) return wrong;
  const approved = objects.entries.find((each) => lastPart(attribute(each, 'status')) === 'Approved');
  const deprecated = objects.entries.find((each) => lastPart(attribute(each, 'status')) === 'Deprecated');
  if (approved === undefined || deprecated === undefined)
    return ['not one Approved and one Deprecated entry'];
  return association(objects, `${IHE_ASSOCIATION}RPLC`, approved, [deprecated]) === undefined
    ? ['no RPLC from the Approved to the Deprecated entry']
    : [];
}
