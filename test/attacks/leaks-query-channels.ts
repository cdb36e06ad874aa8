import { FIND_DOCUMENTS_BY_REFERENCE_ID } from '../../src/documents/queries/find-documents-by-reference-id.ts';
import { FIND_FOLDERS } from '../../src/documents/queries/find-folders.ts';
import { FIND_SUBMISSION_SETS } from '../../src/documents/queries/find-submission-sets.ts';
import { GET_ALL } from '../../src/documents/queries/get-all.ts';
import { GET_ASSOCIATIONS } from '../../src/documents/queries/get-associations.ts';
import { GET_DOCUMENTS_AND_ASSOCIATIONS } from '../../src/documents/queries/get-documents-and-associations.ts';
import { GET_FOLDER_AND_CONTENTS } from '../../src/documents/queries/get-folder-and-contents.ts';
import { GET_FOLDERS } from '../../src/documents/queries/get-folders.ts';
import { GET_FOLDERS_FOR_DOCUMENT } from '../../src/documents/queries/get-folders-for-document.ts';
import { GET_RELATED_DOCUMENTS } from '../../src/documents/queries/get-related-documents.ts';
import { GET_SUBMISSION_SET_AND_CONTENTS } from '../../src/documents/queries/get-submission-set-and-contents.ts';
import { GET_SUBMISSION_SETS } from '../../src/documents/queries/get-submission-sets.ts';
import { APPROVED, ARCHIVED, DELETED, DEPRECATED } from '../../src/model/document-entry.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import { APND, HAS_MEMBER } from '../../src/model/submission.ts';
import type { Hunt, SoapChannel } from './leaks-channels.ts';
import { storedQuery, type Values } from './leaks-stored-query.ts';
import { type Surroundings, surroundingsOf } from './leaks-surroundings.ts';

type Slots = Readonly<Record<string, Values>>;

const ENTRY = '$XDSDocumentEntry';
const ANY = [APPROVED, DEPRECATED, ARCHIVED, DELETED];
const cx = ({ ins }: Hunt) => `${ins}^^^&${INS_NIR_TEST}&ISO^NH`;

function asked(
  name: string,
  id: string,
  returnType: 'LeafClass' | 'ObjectRef',
  slots: (hunt: Hunt, around: Surroundings) => Slots,
): SoapChannel {
  return {
    name: `${name} ${returnType}`,
    request: (hunt) => storedQuery(id, returnType, slots(hunt, surroundingsOf(hunt.hidden))),
  };
}

/** The stored queries other than FindDocuments and GetDocuments, each as whoever knows all about the document would ask it. */
export const querySoapChannels: readonly SoapChannel[] = [
  asked('FindDocumentsByReferenceId', FIND_DOCUMENTS_BY_REFERENCE_ID, 'LeafClass', (hunt) => ({
    [`${ENTRY}PatientId`]: cx(hunt),
    [`${ENTRY}Status`]: ANY,
    [`${ENTRY}ReferenceIdList`]: hunt.hidden.referenceIds,
  })),
  asked('FindSubmissionSets', FIND_SUBMISSION_SETS, 'LeafClass', (hunt) => ({
    $XDSSubmissionSetPatientId: cx(hunt),
    $XDSSubmissionSetStatus: [APPROVED],
  })),
  asked('FindFolders', FIND_FOLDERS, 'LeafClass', (hunt) => ({
    $XDSFolderPatientId: cx(hunt),
    $XDSFolderStatus: ANY,
  })),
  asked('GetAll', GET_ALL, 'LeafClass', (hunt) => ({
    $patientId: cx(hunt),
    [`${ENTRY}Status`]: ANY,
    $XDSSubmissionSetStatus: [APPROVED],
    $XDSFolderStatus: ANY,
  })),
  asked('GetFolders', GET_FOLDERS, 'ObjectRef', (_hunt, { folder }) => ({
    $XDSFolderUniqueId: [folder.uniqueId],
  })),
  asked('GetFolderAndContents', GET_FOLDER_AND_CONTENTS, 'LeafClass', (_hunt, { folder }) => ({
    $XDSFolderEntryUUID: folder.id,
  })),
  asked('GetFoldersForDocument', GET_FOLDERS_FOR_DOCUMENT, 'LeafClass', ({ hidden }) => ({
    [`${ENTRY}UniqueId`]: hidden.uniqueId,
  })),
  asked('GetAssociations', GET_ASSOCIATIONS, 'LeafClass', ({ hidden }, { set, folder, inSet, inFolder }) => ({
    $uuid: [hidden.entryUuid, set.id, folder.id, inSet, inFolder],
  })),
  asked('GetDocumentsAndAssociations', GET_DOCUMENTS_AND_ASSOCIATIONS, 'LeafClass', ({ hidden }) => ({
    [`${ENTRY}UniqueId`]: [hidden.uniqueId],
  })),
  asked('GetRelatedDocuments', GET_RELATED_DOCUMENTS, 'ObjectRef', ({ hidden }) => ({
    [`${ENTRY}EntryUUID`]: hidden.entryUuid,
    $AssociationTypes: [HAS_MEMBER, APND],
  })),
  asked('GetSubmissionSets', GET_SUBMISSION_SETS, 'ObjectRef', ({ hidden }, { folder }) => ({
    $uuid: [hidden.entryUuid, folder.id],
  })),
  asked('GetSubmissionSetAndContents', GET_SUBMISSION_SET_AND_CONTENTS, 'LeafClass', (_hunt, { set }) => ({
    $XDSSubmissionSetUniqueId: set.uniqueId,
  })),
];
