import { type DocumentEntry, NO_EXTRAS, type SubmittedDocumentEntry } from '../../model/document-entry.ts';
import {
  type Association,
  HAS_MEMBER,
  type SubmissionSet,
  type SubmittedObjects,
  UPDATE_AVAILABILITY_STATUS,
} from '../../model/submission.ts';
import { type Visibility, visibilityCode } from '../../model/visibility.ts';

/** Which codes a document is to carry and which it is not; the others stay as they are. */
export type VisibilityWish = Partial<Readonly<Record<Visibility, boolean>>>;

/** The objects of an update of one status (facts: DMP 2.5): a lot, unsigned, and what it does to the document. */
export function statusObjects(
  set: SubmissionSet,
  entryUuid: string,
  from: string,
  to: string,
): SubmittedObjects {
  const slots = [
    { name: 'OriginalStatus', values: [from] },
    { name: 'NewStatus', values: [to] },
  ];
  return objects(set, [], { type: UPDATE_AVAILABILITY_STATUS, target: entryUuid, slots });
}

/** The objects of an update of visibility: the whole entry in a new version, and the version that it takes the place of. */
export function visibilityObjects(
  set: SubmissionSet,
  entry: DocumentEntry,
  wish: VisibilityWish,
): SubmittedObjects {
  const { entryUuid: _uuid, version, availabilityStatus: _status, ...submitted } = entry;
  const wished = Object.keys(wish) as Visibility[];
  const updated: SubmittedDocumentEntry = {
    ...submitted,
    id: 'Document01',
    confidentialityCodes: [
      ...entry.confidentialityCodes.filter((one) => !wished.some((name) => one.code === name)),
      ...wished.filter((name) => wish[name] === true).map(visibilityCode),
    ],
  };
  const slots = [
    { name: 'SubmissionSetStatus', values: ['Original'] },
    { name: 'PreviousVersion', values: [String(version)] },
  ];
  return objects(set, [updated], { type: HAS_MEMBER, target: updated.id, slots });
}

function objects(
  set: SubmissionSet,
  entries: readonly SubmittedDocumentEntry[],
  does: Pick<Association, 'type' | 'target' | 'slots'>,
): SubmittedObjects {
  const association = { id: 'Update01', source: set.id, ...does, extras: NO_EXTRAS };
  return { submissionSets: [set], entries, folders: [], associations: [association] };
}
