import { createHash } from 'node:crypto';
import { ebrimRenderings } from '../../src/ebrim/renderings.ts';
import { code } from '../../src/model/code.ts';
import {
  APPROVED,
  ARCHIVED,
  DELETED,
  DEPRECATED,
  type DocumentEntry,
  NO_EXTRAS,
  ON_DEMAND,
} from '../../src/model/document-entry.ts';
import {
  APND,
  HAS_MEMBER,
  type RegisteredAssociation,
  type RegisteredFolder,
  SIGNS,
  XFRM,
} from '../../src/model/submission.ts';
import { VISIBILITY_SYSTEM, visibilityCode } from '../../src/model/visibility.ts';
import type { RegisterCommand } from '../../src/store/store.ts';
import { uniqueIdOf } from '../support/registry-lot.ts';
import { noteEntry, signatureEntry, submission } from '../support/submission-builder.ts';

const LOINC = '2.16.840.1.113883.6.1';
const NORMAL = noteEntry.confidentialityCodes[0]!;
export const MASKER = '810000000452';

/** Why a document may be hidden from somebody: what it differs in from one that everybody with rights may read. */
const FACES = {
  note: { typeCode: code('87273-9', LOINC, 'Note de vaccination') },
  consent: { typeCode: code('59284-0', LOINC, 'Attestation de consentement') },
  export: { typeCode: code('EXPORT_DUI', '1.2.250.1.213.1.1.4.12', 'Export du dossier') },
  signature: {
    classCode: signatureEntry.classCode!,
    typeCode: signatureEntry.typeCode!,
    confidentialityCodes: signatureEntry.confidentialityCodes,
  },
  masked: { confidentialityCodes: [NORMAL, visibilityCode('MASQUE_PS')] },
  maskedByOne: {
    confidentialityCodes: [NORMAL, visibilityCode('MASQUE_PS')],
    authors: [
      { ...noteEntry.authors[0]!, person: `${MASKER}^AUBIER^Luc^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS` },
    ],
  },
  offline: {
    confidentialityCodes: [NORMAL, visibilityCode('MASQUE_PS')],
    documentAvailability: 'urn:ihe:iti:2010:DocumentAvailability:Offline',
  },
  onDemand: {
    confidentialityCodes: [NORMAL, visibilityCode('MASQUE_PS')],
    objectType: ON_DEMAND,
  },
  invisible: { confidentialityCodes: [NORMAL, visibilityCode('INVISIBLE_PATIENT')] },
  unannounced: { confidentialityCodes: [NORMAL, code('NOPAT', VISIBILITY_SYSTEM)] },
  fromRepresentatives: { confidentialityCodes: [NORMAL, visibilityCode('INVISIBLE_REPRESENTANTS_LEGAUX')] },
  restricted: { confidentialityCodes: [{ ...NORMAL, code: 'R' }] },
  veryRestricted: { confidentialityCodes: [{ ...NORMAL, code: 'V' }] },
  archived: { availabilityStatus: ARCHIVED },
  deprecated: { availabilityStatus: DEPRECATED },
  deleted: { availabilityStatus: DELETED },
  ofAnother: {},
} as const satisfies Record<string, Partial<DocumentEntry>>;

export type Face = keyof typeof FACES;
export const faces = Object.keys(FACES) as readonly Face[];

/** Keys of the two patients, in the order of their making. */
const [FIRST, SECOND] = [1, 2] as const;

/** The same UUID for the same name, in every store. */
export function uuidOf(name: string): string {
  const digest = createHash('sha1').update(name).digest('hex');
  return `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

/** A document, named; everything else follows from its face and its place in time. */
function entryOf(name: string, face: Face | undefined, at: number): DocumentEntry {
  const id = uuidOf(name);
  return {
    ...noteEntry,
    typeCode: code('34133-9', LOINC, "Synthèse d'épisode de soins"),
    id,
    entryUuid: id,
    logicalId: id,
    version: 1,
    uniqueId: uniqueIdOf(name),
    availabilityStatus: APPROVED,
    repositoryUniqueId: '1.2.250.1.999.2.1.1',
    hash: createHash('sha1').update(name).digest('hex'),
    size: name.length,
    title: [{ value: name }],
    referenceIds: [`${name}^^^&1.2.250.1.999.78&ISO^urn:ihe:iti:xds:2013:order`],
    creationTime: `2026010${1 + (at % 7)}0${at % 10}0000`,
    ...(face === undefined ? {} : FACES[face]),
  } as DocumentEntry;
}

function folderOf(name: string): RegisteredFolder {
  const id = uuidOf(name);
  return {
    id,
    uniqueId: uniqueIdOf(name),
    patientId: noteEntry.patientId,
    codes: [code('Referrals', '1.2', name)],
    title: [{ value: name }],
    comments: [],
    limitedMetadata: false,
    extras: NO_EXTRAS,
    logicalId: id,
    version: 1,
    availabilityStatus: APPROVED,
    lastUpdateTime: '20261120100000',
  };
}

/** One submission, by the names of its objects. */
interface Lot {
  readonly name: string;
  readonly patient?: 2;
  readonly entries?: readonly DocumentEntry[];
  readonly folders?: readonly string[];
  readonly ties?: readonly (readonly [source: string, type: string, target: string])[];
}

/**
 * What surrounds the documents of one face: one beside a document that everybody may read, in its submission set and its
 * folder and tied to it; one alone in a submission set and a folder; and later a set that refers to both, puts the second
 * into the first folder, and ties documents to them.
 */
function lotsOf(face: Face, at: number): readonly Lot[] {
  const [seen, later] = [`${face}-seen`, `${face}-later`];
  const [beside, alone] = [`${face}-beside`, `${face}-alone`];
  const [mixed, only] = [`${face}-mixed`, `${face}-only`];
  const foreign = face === 'ofAnother' ? { patient: SECOND } : {};
  const [early, hidden, lone, last] = [
    entryOf(seen, undefined, at),
    entryOf(beside, face, at + 3),
    entryOf(alone, face, at + 5),
    entryOf(later, undefined, at + 6),
  ];
  const inside: Lot['ties'] = [
    [mixed, HAS_MEMBER, seen],
    [mixed, HAS_MEMBER, beside],
    [beside, APND, seen],
    [beside, SIGNS, seen],
  ];
  const first: readonly Lot[] =
    face === 'ofAnother'
      ? [
          { name: `${face}-set`, entries: [early], folders: [mixed], ties: inside.slice(0, 1) },
          { name: `${face}-set-2`, ...foreign, entries: [hidden], ties: inside.slice(2) },
        ]
      : [{ name: `${face}-set`, entries: [hidden, early], folders: [mixed], ties: inside }];
  return [
    ...first,
    {
      name: `${face}-hidden-set`,
      ...foreign,
      entries: [lone],
      folders: [only],
      ties: [[only, HAS_MEMBER, alone]],
    },
    {
      name: `${face}-later-set`,
      entries: [last],
      ties: [
        [`${face}-later-set`, HAS_MEMBER, alone],
        [`${face}-later-set`, HAS_MEMBER, seen],
        [mixed, HAS_MEMBER, alone],
        ...(face === 'ofAnother' ? [] : [[only, HAS_MEMBER, beside] as const]),
        [later, XFRM, beside],
        [later, APND, alone],
        [later, SIGNS, seen],
      ],
    },
  ];
}

/** The names of the objects of a face, and the ids of everything, its associations too. */
export interface Bundle {
  readonly face: Face;
  readonly documents: readonly string[];
  readonly folders: readonly string[];
  readonly sets: readonly string[];
  readonly associations: readonly string[];
}

/** The documents of a face that may be hidden. */
const hiddenOf = (face: Face): readonly string[] => [`${face}-beside`, `${face}-alone`].map(uuidOf);

interface Built {
  readonly command: RegisterCommand;
  readonly face: Face;
  readonly names: Pick<Bundle, 'documents' | 'folders' | 'sets'>;
}

function built(lot: Lot, face: Face, minute: number, isThere: (id: string) => boolean): Built {
  const { name, patient = FIRST, entries = [], folders = [], ties = [] } = lot;
  const set = uuidOf(name);
  const associations: RegisteredAssociation[] = [];
  const tie = (source: string, type: string, target: string): string => {
    const id = uuidOf(`${name} ${associations.length}`);
    const more = { slots: [], extras: NO_EXTRAS, availabilityStatus: APPROVED };
    associations.push({ id, type, source, target, ...more });
    return id;
  };
  for (const { entryUuid } of entries) tie(set, HAS_MEMBER, entryUuid);
  for (const folder of folders) tie(set, HAS_MEMBER, uuidOf(folder));
  for (const [source, type, target] of ties) {
    const id = tie(uuidOf(source), type, uuidOf(target));
    // A membership of a folder is itself a member of the set that makes it.
    if (type === HAS_MEMBER && source !== name) tie(set, HAS_MEMBER, id);
  }
  const made = new Map(associations.map((association) => [association.id, association]));
  const stands = (id: string): boolean => {
    const association = made.get(id);
    return association === undefined ? isThere(id) : stands(association.source) && stands(association.target);
  };
  const given = ties.flatMap(([source, type]) =>
    type === HAS_MEMBER && source !== name && !folders.includes(source) ? [source] : [],
  );
  const submissionSet = {
    ...submission().objects.submissionSets[0]!,
    id: set,
    uniqueId: uniqueIdOf(name),
    title: [{ value: name }],
  };
  const command: RegisterCommand = {
    kind: 'register',
    patientKey: patient,
    depositor: 'somebody',
    at: `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`,
    submissionSet,
    submissionSetEbrim: ebrimRenderings.submissionSet(submissionSet),
    entries: entries
      .filter(({ entryUuid }) => isThere(entryUuid))
      .map((entry) => ({ entry, ebrim: ebrimRenderings.ebrim(entry), fhir: '{}', blob: undefined })),
    folders: folders.filter((folder) => isThere(uuidOf(folder))).map(folderOf),
    associations: associations.filter(({ id }) => stands(id)),
    foldersTo: [...new Set(given.map(uuidOf))].filter(isThere),
    deprecates: [],
    relatesTo: [],
    sameDocumentAgain: false,
  };
  return {
    command,
    face,
    names: { documents: entries.map(({ title }) => title[0]!.value), folders, sets: [name] },
  };
}

/**
 * The submissions of a record and of another, in which the documents of some faces have never been: without what is tied to
 * them, the folders that hold nothing else, and the submissions of which nothing is left.
 * @param hidden faces; all documents of a face are hidden from somebody, or none. The record of another is there or not by
 * its face.
 */
export function commandsWithout(hidden: readonly Face[]): readonly RegisterCommand[] {
  const gone = new Set(hidden.flatMap(hiddenOf));
  for (const face of hidden) gone.add(uuidOf(`${face}-only`));
  return everyLot((id) => !gone.has(id))
    .map(({ command }) => command)
    .filter(({ entries }) => entries.length > 0);
}

function everyLot(isThere: (id: string) => boolean): readonly Built[] {
  let minute = 0;
  return faces.flatMap((face, at) => lotsOf(face, at).map((lot) => built(lot, face, minute++, isThere)));
}

/** What may be asked about, by face: objects by name, associations by id. */
export function bundles(): readonly Bundle[] {
  const all = everyLot(() => true);
  return faces.map((face) => {
    const own = all.filter((lot) => lot.face === face);
    return {
      face,
      documents: own.flatMap(({ names }) => names.documents),
      folders: own.flatMap(({ names }) => names.folders),
      sets: own.flatMap(({ names }) => names.sets),
      associations: own.flatMap(({ command }) => command.associations.map(({ id }) => id)),
    };
  });
}
