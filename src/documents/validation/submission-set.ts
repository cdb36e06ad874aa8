import { submissionSetNames } from '../../ebrim/known-names.ts';
import type { Fault } from '../../errors.ts';
import type { SubmissionSet } from '../../model/submission.ts';
import type { SubmissionSetAttribute } from '../../terminology/affinity-domain.ts';
import { codeFaults } from './codes.ts';
import * as types from './data-types.ts';
import type { EntryRules } from './entry.ts';
import { authorFaults, extrasFaults, lengthFaults, textFaults } from './extras.ts';
import { metadataFault } from './metadata-fault.ts';
import { patientIdFaults } from './patient-id.ts';

const TYPED: readonly [keyof SubmissionSet & string, types.DataType, (set: SubmissionSet) => string][] = [
  ['uniqueId', types.oid, (set) => set.uniqueId],
  ['sourceId', types.oid, (set) => set.sourceId],
  ['submissionTime', types.dtm, (set) => set.submissionTime],
];

/** How the presence of what a domain may require is seen. */
const PRESENT: Readonly<Record<SubmissionSetAttribute, (set: SubmissionSet) => boolean>> = {
  author: ({ authors }) => authors.length > 0,
  comments: ({ comments }) => comments.some(({ value }) => value.trim() !== ''),
  intendedRecipient: ({ intendedRecipients }) => intendedRecipients.length > 0,
  title: ({ title }) => title.some(({ value }) => value.trim() !== ''),
};

/** Every fault of one SubmissionSet, taken by itself (ITI TF-3 Table 4.2.3.3-1, and what the domain requires). */
export function submissionSetFaults(set: SubmissionSet, rules: EntryRules): Fault[] {
  const { id } = set;
  const faults: Fault[] = [];
  for (const [attribute, type, read] of TYPED) {
    const value = read(set);
    const problem = value === '' ? 'required' : type(value);
    if (problem !== undefined) faults.push(metadataFault(id, `SubmissionSet.${attribute}`, problem, value));
  }
  if (set.contentTypeCode === undefined) faults.push(metadataFault(id, 'contentTypeCode', 'required'));
  else faults.push(...codeFaults(id, 'contentTypeCode', set.contentTypeCode, rules));
  for (const name of rules.domain.rules.requiredSubmissionSetAttributes) {
    if (!PRESENT[name](set)) faults.push(metadataFault(id, `SubmissionSet.${name}`, 'required'));
  }
  if (set.limitedMetadata) faults.push(metadataFault(id, 'limitedMetadata', 'not-supported'));
  if (set.homeCommunityId !== undefined && types.homeCommunityId(set.homeCommunityId) !== undefined) {
    faults.push(metadataFault(id, 'homeCommunityId', 'malformed-oid', set.homeCommunityId));
  }
  faults.push(
    ...patientIdFaults(id, set.patientId, { ...rules, rules: rules.domain.rules }),
    ...authorFaults(id, set.authors),
    ...lengthFaults(id, 'intendedRecipient', set.intendedRecipients),
    ...textFaults(id, 'title', set.title),
    ...textFaults(id, 'comments', set.comments),
    ...extrasFaults(id, set.extras, submissionSetNames),
  );
  return faults;
}
