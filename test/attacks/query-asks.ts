import { FIND_DOCUMENTS } from '../../src/documents/queries/find-documents.ts';
import { FIND_DOCUMENTS_BY_REFERENCE_ID } from '../../src/documents/queries/find-documents-by-reference-id.ts';
import { FIND_FOLDERS } from '../../src/documents/queries/find-folders.ts';
import { FIND_SUBMISSION_SETS } from '../../src/documents/queries/find-submission-sets.ts';
import { GET_ALL } from '../../src/documents/queries/get-all.ts';
import { GET_ASSOCIATIONS } from '../../src/documents/queries/get-associations.ts';
import { GET_DOCUMENTS } from '../../src/documents/queries/get-documents.ts';
import { GET_DOCUMENTS_AND_ASSOCIATIONS } from '../../src/documents/queries/get-documents-and-associations.ts';
import { GET_FOLDER_AND_CONTENTS } from '../../src/documents/queries/get-folder-and-contents.ts';
import { GET_FOLDERS } from '../../src/documents/queries/get-folders.ts';
import { GET_FOLDERS_FOR_DOCUMENT } from '../../src/documents/queries/get-folders-for-document.ts';
import { GET_RELATED_DOCUMENTS } from '../../src/documents/queries/get-related-documents.ts';
import { GET_SUBMISSION_SET_AND_CONTENTS } from '../../src/documents/queries/get-submission-set-and-contents.ts';
import { GET_SUBMISSION_SETS } from '../../src/documents/queries/get-submission-sets.ts';
import {
  APPROVED,
  ARCHIVED,
  DELETED,
  DEPRECATED,
  ON_DEMAND,
  STABLE,
} from '../../src/model/document-entry.ts';
import { APND, HAS_MEMBER, SIGNS, XFRM } from '../../src/model/submission.ts';
import type { Slot } from '../support/registry-desk.ts';
import { uniqueIdOf } from '../support/registry-lot.ts';
import { type Bundle, uuidOf } from './query-population.ts';

/** One way to ask one query. */
export interface Ask {
  readonly name: string;
  readonly id: string;
  readonly slots: readonly Slot[];
}

const list = (values: readonly string[]): string => `(${values.map((value) => `'${value}'`).join()})`;

const ENTRY = '$XDSDocumentEntry';
const SET = '$XDSSubmissionSet';
const FOLDER = '$XDSFolder';
const ANY = list([APPROVED, DEPRECATED, ARCHIVED, DELETED]);
const KINDS: Slot = [`${ENTRY}Type`, list([STABLE, ON_DEMAND])];
const LEVEL_2: Slot = ['$MetadataLevel', '2'];
const TYPES: Slot = ['$AssociationTypes', list([HAS_MEMBER, APND, XFRM, SIGNS])];

const ask = (name: string, id: string, ...slots: readonly Slot[]): Ask => ({ name, id, slots });

/** Every document of a record. */
export const EVERY_DOCUMENT = ask(
  'FindDocuments of any status',
  FIND_DOCUMENTS,
  [`${ENTRY}Status`, ANY],
  KINDS,
  LEVEL_2,
);

/** Queries of a record, by what of it a hidden document could change. */
export const OF_RECORD: readonly Ask[] = [
  ask('FindDocuments by default', FIND_DOCUMENTS),
  EVERY_DOCUMENT,
  ask('FindDocuments by author', FIND_DOCUMENTS, [`${ENTRY}AuthorPerson`, list(['%AUBIER%', '%'])]),
  ask(
    'FindDocumentsByReferenceId',
    FIND_DOCUMENTS_BY_REFERENCE_ID,
    [`${ENTRY}Status`, ANY],
    [`${ENTRY}ReferenceIdList`, list(['%beside%', '%alone%', '%later%'])],
  ),
  ask('FindSubmissionSets', FIND_SUBMISSION_SETS),
  ask('FindSubmissionSets by author', FIND_SUBMISSION_SETS, [`${SET}AuthorPerson`, "'%'"]),
  ask('FindFolders', FIND_FOLDERS),
  ask('FindFolders by code', FIND_FOLDERS, [`${FOLDER}CodeList`, list(['Referrals^^1.2'])]),
  ask('GetAll by default', GET_ALL),
  ask('GetAll of any status', GET_ALL, [`${ENTRY}Status`, ANY], [`${FOLDER}Status`, ANY], KINDS, LEVEL_2),
  ask('GetAll by format', GET_ALL, [
    `${ENTRY}FormatCode`,
    list(['urn:ihe:pcc:ic:2009^^1.3.6.1.4.1.19376.1.2.3']),
  ]),
];

/** Folders by the minute of their last update: a document that is put into one later must not move it. */
export const BY_UPDATE: readonly Ask[] = [...Array(56).keys()].map((minute) =>
  ask(
    `FindFolders updated in minute ${minute}`,
    FIND_FOLDERS,
    [`${FOLDER}LastUpdateTimeFrom`, `2026112010${String(minute).padStart(2, '0')}00`],
    [`${FOLDER}LastUpdateTimeTo`, `2026112010${String(minute + 1).padStart(2, '0')}00`],
  ),
);

const DOCUMENT_QUERIES = [
  ['GetDocuments', GET_DOCUMENTS],
  ['GetDocumentsAndAssociations', GET_DOCUMENTS_AND_ASSOCIATIONS],
  ['GetFoldersForDocument', GET_FOLDERS_FOR_DOCUMENT],
  ['GetRelatedDocuments', GET_RELATED_DOCUMENTS],
] as const;

/** Queries of one object each, by every id that it has. */
export function ofEach({ documents, folders, sets, associations }: Bundle): readonly Ask[] {
  const named = (what: string, id: string, prefix: string, names: readonly string[]) =>
    names.flatMap((name) => [
      ask(`${what} of ${name} by UUID`, id, [`${prefix}EntryUUID`, list([uuidOf(name)])], TYPES, KINDS),
      ask(
        `${what} of ${name} by uniqueId`,
        id,
        [`${prefix}UniqueId`, list([uniqueIdOf(name)])],
        TYPES,
        KINDS,
        LEVEL_2,
      ),
    ]);
  const everything = [...[...documents, ...folders, ...sets].map(uuidOf), ...associations];
  return [
    ...DOCUMENT_QUERIES.flatMap(([what, id]) => named(what, id, ENTRY, documents)),
    ...named('GetFolders', GET_FOLDERS, FOLDER, folders),
    ...named('GetFolderAndContents', GET_FOLDER_AND_CONTENTS, FOLDER, folders),
    ...named('GetSubmissionSetAndContents', GET_SUBMISSION_SET_AND_CONTENTS, SET, sets),
    ...everything.flatMap((id) => [
      ask(`GetAssociations of ${id}`, GET_ASSOCIATIONS, ['$uuid', list([id])]),
      ask(`GetSubmissionSets of ${id}`, GET_SUBMISSION_SETS, ['$uuid', list([id])]),
    ]),
  ];
}

/** Queries that take several objects, for all of them at once. */
export function ofAll(bundles: readonly Bundle[]): readonly Ask[] {
  const documents = bundles.flatMap((bundle) => bundle.documents);
  const folders = bundles.flatMap((bundle) => bundle.folders);
  const objects = [...documents, ...folders, ...bundles.flatMap(({ sets }) => sets)].map(uuidOf);
  const uuids = list([...objects, ...bundles.flatMap(({ associations }) => associations)]);
  return [
    ...DOCUMENT_QUERIES.slice(0, 2).flatMap(([what, id]) => [
      ask(`${what} of all by UUID`, id, [`${ENTRY}EntryUUID`, list(documents.map(uuidOf))]),
      ask(`${what} of all by uniqueId`, id, [`${ENTRY}UniqueId`, list(documents.map(uniqueIdOf))]),
      ask(`${what} of all by logical id`, id, [`${ENTRY}LogicalID`, list(documents.map(uuidOf))], LEVEL_2),
    ]),
    ask('GetFolders of all by UUID', GET_FOLDERS, [`${FOLDER}EntryUUID`, list(folders.map(uuidOf))]),
    ask('GetFolders of all by uniqueId', GET_FOLDERS, [`${FOLDER}UniqueId`, list(folders.map(uniqueIdOf))]),
    ask('GetAssociations of all', GET_ASSOCIATIONS, ['$uuid', uuids], LEVEL_2),
    ask('GetSubmissionSets of all', GET_SUBMISSION_SETS, ['$uuid', uuids], LEVEL_2),
  ];
}
