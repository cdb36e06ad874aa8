import { createHash } from 'node:crypto';
import { code } from '../../src/model/code.ts';
import { NO_EXTRAS, type SubmittedDocumentEntry } from '../../src/model/document-entry.ts';
import {
  type Association,
  type Folder,
  HAS_MEMBER,
  type SubmissionSet,
  type SubmittedObjects,
} from '../../src/model/submission.ts';
import { iheSubmission } from './ihe-submission.ts';
import { CHARLOTTE } from './submission-builder.ts';

export const ELSEWHERE = '1.2.250.1.999.2.1.9';
const SAMPLE = iheSubmission('1.2.3.1', { '1.2.4.1': 'one' }).objects;
export const PATIENT = SAMPLE.submissionSets[0]!.patientId;
export const OTHER_PATIENT = PATIENT.replace(CHARLOTTE.value, 'autre');
export const FOLDER_CODES = '1.3.6.1.4.1.21367.2017.3';

/** An entry whose content another repository keeps; symbolic id and uniqueId come from one name. */
export function entryOf(name: string, changes: Partial<SubmittedDocumentEntry> = {}): SubmittedDocumentEntry {
  const { uniqueId = uniqueIdOf(name) } = changes;
  return {
    ...SAMPLE.entries[0]!,
    id: name,
    hash: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    size: 7,
    repositoryUniqueId: ELSEWHERE,
    ...changes,
    uniqueId,
  };
}

export function folderOf(name: string, changes: Partial<Folder> = {}): Folder {
  return {
    id: name,
    uniqueId: uniqueIdOf(name),
    patientId: PATIENT,
    codes: [code('Referrals', FOLDER_CODES, 'Referrals')],
    title: [{ value: name }],
    comments: [],
    limitedMetadata: false,
    extras: NO_EXTRAS,
    ...changes,
  };
}

/** The same OID for the same name. */
export function uniqueIdOf(name: string): string {
  const digest = createHash('sha1').update(name).digest('hex').slice(0, 12);
  return `1.2.250.1.999.7.${Number.parseInt(digest, 16)}`;
}

export function association(
  id: string,
  type: string,
  source: string,
  target: string,
  status?: string,
): Association {
  const slots = status === undefined ? [] : [{ name: 'SubmissionSetStatus', values: [status] }];
  return { id, type, source, target, slots, extras: NO_EXTRAS };
}

export interface Contents {
  readonly set?: Partial<SubmissionSet>;
  readonly entries?: readonly SubmittedDocumentEntry[];
  readonly folders?: readonly Folder[];
  /** Folder and document, each by the id in the message or by a UUID of the registry. */
  readonly members?: readonly (readonly [folder: string, document: string])[];
  /** Documents of the registry that the set refers to. */
  readonly references?: readonly string[];
  /** Source, type, target. */
  readonly relations?: readonly (readonly [source: string, type: string, target: string])[];
}

/** A valid submission of these objects, with every HasMember that it needs. */
export function lotOf(name: string, contents: Contents): SubmittedObjects {
  const { set = {}, entries = [], folders = [], members = [], references = [], relations = [] } = contents;
  const links = members.map(([folder, document], at) =>
    association(`Link${at}`, HAS_MEMBER, folder, document),
  );
  const member = (target: string, status?: string) =>
    association(`Member-${target}`, HAS_MEMBER, 'Set', target, status);
  return {
    submissionSets: [{ ...SAMPLE.submissionSets[0]!, id: 'Set', uniqueId: uniqueIdOf(name), ...set }],
    entries,
    folders,
    associations: [
      ...entries.map(({ id }) => member(id, 'Original')),
      ...folders.map(({ id }) => member(id)),
      ...links,
      ...links.map(({ id }) => member(id)),
      ...references.map((id) => member(id, 'Reference')),
      ...relations.map(([source, type, target], at) => association(`Relation${at}`, type, source, target)),
    ],
  };
}
