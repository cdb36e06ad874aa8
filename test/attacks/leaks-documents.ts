import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ownEntryUuid } from '../../src/client/replaced-entry.ts';
import { code } from '../../src/model/code.ts';
import {
  APPROVED,
  ARCHIVED,
  DELETED,
  DEPRECATED,
  type DocumentEntry,
} from '../../src/model/document-entry.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import { VISIBILITY_SYSTEM } from '../../src/model/visibility.ts';
import { noteEntry, signatureEntry } from '../support/submission-builder.ts';
import type { LeakDocument } from './leaks-house.ts';

const LOINC = '2.16.840.1.113883.6.1';
const TRE_A05 = '1.2.250.1.213.1.1.4.12';
/** Groups 1 to 10 and 13 read it, and vaccinations are read out of it. */
const SUMMARY = code('34133-9', LOINC, "Synthèse d'épisode de soins");
export const TYPES = {
  summary: SUMMARY,
  /** Groups 1 to 9. */
  note: code('87273-9', LOINC, 'Note de vaccination'),
  /** Group 1 alone. */
  consent: code('59284-0', LOINC, 'Attestation de consentement'),
  /** No group: the patient's alone. */
  export: code('EXPORT_DUI', TRE_A05, 'Export du Dossier Usager Informatisé'),
};

const note = readFileSync(
  new URL('../../fixtures/documents/note-de-vaccination-charlotte.xml', import.meta.url),
  'utf8',
);

export const HIDDEN_LOT = 'LOT-CACHE';
export const VISIBLE_LOT = 'LOT-VISIBLE';

let serial = 0;

/** An entry as the registry holds it, with every attribute that a search looks at. */
function registered(ins: string, changes: Partial<DocumentEntry>, lot: string): LeakDocument {
  const uniqueId = `1.2.250.1.999.77.${++serial}`;
  const entryUuid = ownEntryUuid(uniqueId);
  const bytes = Buffer.from(note.replace(/<lotNumberText>[^<]*</, `<lotNumberText>${lot}<`));
  const made = {
    ...noteEntry,
    classCode: code('11', '1.2.250.1.213.1.1.4.1', 'Synthèses'),
    typeCode: SUMMARY,
    id: entryUuid,
    entryUuid,
    logicalId: entryUuid,
    version: 1,
    uniqueId,
    patientId: formatCx(ins, INS_NIR_TEST, 'NH'),
    availabilityStatus: APPROVED,
    repositoryUniqueId: '1.2.250.1.999.2.1.1',
    hash: createHash('sha1').update(bytes).digest('hex'),
    size: bytes.length,
    ...changes,
  } as DocumentEntry;
  return { entry: made, bytes };
}

/** @param author whose own it is; somebody's unless said. */
export function visibleDocument(ins: string, day: string, author?: Person): LeakDocument {
  const authors = author === undefined ? noteEntry.authors : authorsOf(author);
  return registered(ins, { authors, creationTime: `${day}0800`, serviceStartTime: `${day}08` }, VISIBLE_LOT);
}

/** Whom a document names as its author. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

function authorsOf({ id, name }: Person): DocumentEntry['authors'] {
  const [family = '', given = ''] = name.split(' ');
  const person = `${id}^${family}^${given}^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS`;
  return [{ ...noteEntry.authors[0]!, person }];
}

/** A document whose every code and name is found in no visible one, so that a search by them would tell. */
function secret(ins: string, changes: Partial<DocumentEntry>): LeakDocument {
  const person = '810000000999^CACHOTTIER^Zacharie^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS';
  const institution = 'CLINIQUE CACHEE^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1999999999';
  const specialty = 'METIER-CACHE^Métier caché^1.2.250.1.213.1.1.4.5';
  const [author] = noteEntry.authors;
  return registered(
    ins,
    {
      authors: [{ ...author!, person, institutions: [institution], specialties: [specialty] }],
      title: [{ value: 'TITRE CACHE' }],
      classCode: code('CLASSE', '1.2.250.1.213.1.1.4.1'),
      formatCode: code('format-cache', '1.2.250.1.213.1.1.4.2.282'),
      healthcareFacilityTypeCode: code('SA99', '1.2.250.1.71.4.2.4'),
      practiceSettingCode: code('CACHE', '1.2.250.1.213.1.1.4.9'),
      eventCodes: [code('acte-cache', '1.2.250.1.213.2.5')],
      creationTime: '19990909090909',
      serviceStartTime: '19990909',
      serviceStopTime: '19990910',
      referenceIds: ['REF-CACHE^^^&1.2.250.1.999.78&ISO^urn:ihe:iti:xds:2013:order'],
      comments: [{ value: 'SECRET' }],
      ...changes,
    },
    HIDDEN_LOT,
  );
}

function visibility(value: string) {
  const [normal] = noteEntry.confidentialityCodes;
  return { confidentialityCodes: [normal!, code(value, VISIBILITY_SYSTEM)] };
}

/** Why somebody may not see a document. */
export type Cause =
  | { readonly type: keyof typeof TYPES }
  | 'masked'
  | 'signature'
  /** Confidentiality R or V: not to be shared. */
  | 'restricted'
  | 'very-restricted'
  | 'invisible-to-patient'
  /** Kept from the legal representatives of a minor. */
  | 'from-representatives'
  /** `NOPAT`, of JDV_J421. */
  | 'nopat'
  /** Left out unless asked for. */
  | 'archived'
  | 'of-another-patient'
  | 'deleted'
  /** Left out unless asked for: `status` is a default of ITI-18, and of what is read out of documents. */
  | 'deprecated'
  /** Nothing of a record is for this caller. */
  | 'everything';

/** @param author of the document and of its deposit; somebody whom no visible document names unless said. */
export function hiddenDocument(ins: string, other: string, cause: Cause, author?: Person): LeakDocument {
  const { entry, bytes } = documentFor(ins, other, cause);
  if (author === undefined) return { entry, bytes };
  return { entry: { ...entry, authors: authorsOf(author) }, bytes, depositor: author.id };
}

function documentFor(ins: string, other: string, cause: Cause): LeakDocument {
  if (typeof cause === 'object') return secret(ins, { typeCode: TYPES[cause.type] });
  switch (cause) {
    case 'masked':
      return secret(ins, visibility('MASQUE_PS'));
    case 'signature':
      return secret(ins, {
        classCode: signatureEntry.classCode!,
        typeCode: signatureEntry.typeCode!,
        confidentialityCodes: signatureEntry.confidentialityCodes,
      });
    case 'invisible-to-patient':
      return secret(ins, visibility('INVISIBLE_PATIENT'));
    case 'from-representatives':
      return secret(ins, visibility('INVISIBLE_REPRESENTANTS_LEGAUX'));
    case 'nopat':
      return secret(ins, visibility('NOPAT'));
    case 'restricted':
      return secret(ins, { confidentialityCodes: [code('R', '2.16.840.1.113883.5.25', 'Restreint')] });
    case 'very-restricted':
      return secret(ins, { confidentialityCodes: [code('V', '2.16.840.1.113883.5.25', 'Très restreint')] });
    case 'archived':
      return secret(ins, { availabilityStatus: ARCHIVED });
    case 'of-another-patient':
      return secret(other, {});
    case 'deleted':
      return secret(ins, { availabilityStatus: DELETED });
    case 'deprecated':
      return secret(ins, { availabilityStatus: DEPRECATED });
    case 'everything':
      return secret(ins, {});
  }
}

export function nameOf(cause: Cause): string {
  return typeof cause === 'object' ? `type ${cause.type}` : cause;
}
