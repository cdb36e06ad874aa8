import { readDocumentEntry } from '../../src/ebrim/read-document-entry.ts';
import type { DocumentEntry } from '../../src/model/document-entry.ts';
import { parseCx, parseXcn } from '../../src/model/hl7v2.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import type { RealCda } from './real-cda.ts';

/** What `index.tsv` says of a document, and what a DocumentEntry says of it, in one form. */
export interface ComparableFacts {
  readonly uniqueId: string;
  readonly patient: string;
  readonly classCode: string;
  readonly typeCode: string;
  readonly formatCode: string;
  readonly title: string;
  readonly confidentiality: string;
  readonly language: string;
  readonly practiceSetting: string;
  readonly facility: string;
  /** ISO 8601. */
  readonly creationTime: string;
  readonly serviceStart: string;
  readonly serviceStop: string;
  /** `authority|id|specialty` of each. */
  readonly authors: readonly string[];
  readonly legalAuthenticator: string;
  readonly birthDate: string;
  readonly hash: string;
  readonly size: number;
}

const CLASSES = '1.2.250.1.213.1.1.4.1';
const UUID = /^[0-9A-Fa-f-]{36}$/;

/** A TS of CDA, `YYYYMMDDhhmmss+hhmm`, as an instant. */
function instantOf(ts: string): string {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([+-]\d\d)(\d\d)$/.exec(ts);
  if (parts === null) return ts;
  const [, year, month, day, hours, minutes, seconds, zone, zoneMinutes] = parts;
  return new Date(
    `${year}-${month}-${day}T${hours}:${minutes}:${seconds}${zone}:${zoneMinutes}`,
  ).toISOString();
}

function dtmInstant(dtm: string | undefined): string {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(dtm ?? '');
  if (parts === null) return dtm ?? '';
  const [, year, month, day, hours, minutes, seconds] = parts;
  return new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`).toISOString();
}

/** The first of several values, which is the INS where a document names the patient twice. */
export function firstOf(value: string | undefined): string {
  return (value ?? '').split(';')[0]!;
}

/** @returns what the index says; `size` and `hash` are of the bytes that it was made of. */
export function factsOfIndex({ facts }: Pick<RealCda, 'facts'>): ComparableFacts {
  const fact = (name: string) => facts[name] ?? '';
  const id = fact('uniqueId');
  return {
    uniqueId: UUID.test(id) ? `2.25.${BigInt(`0x${id.replaceAll('-', '')}`)}` : id,
    patient: `${firstOf(fact('patientINS'))}|${firstOf(fact('INSroot'))}`,
    classCode: `${fact('classCode')}|${CLASSES}`,
    typeCode: `${fact('typeCode')}|${fact('typeCodeSystem')}`,
    formatCode: fact('formatCode_A11'),
    title: fact('title'),
    confidentiality: fact('confidentiality'),
    language: fact('language'),
    practiceSetting: fact('practiceSetting'),
    facility: fact('healthcareFacilityType'),
    creationTime: instantOf(fact('effectiveTime')),
    serviceStart: instantOf(fact('serviceStart')),
    serviceStop: instantOf(fact('serviceStop')),
    authors: fact('authors')
      .split(' ; ')
      .map((author) => author.split(' ')[0]!),
    legalAuthenticator: fact('legalAuthenticator'),
    birthDate: fact('patientBirth'),
    hash: fact('sha1'),
    size: Number(fact('bytes')),
  };
}

function actor(xcn: string): string {
  const { authority, id } = parseXcn(xcn);
  return `${authority}|${id}`;
}

/** @param object the rim:ExtrinsicObject that a query returned. */
export function factsOfEntry(object: XmlElement): ComparableFacts & { readonly entry: DocumentEntry } {
  const entry = readDocumentEntry(object);
  const { value, authority } = parseCx(entry.patientId);
  return {
    entry,
    uniqueId: entry.uniqueId,
    patient: `${value}|${authority}`,
    classCode: `${entry.classCode.code}|${entry.classCode.system}`,
    typeCode: `${entry.typeCode.code}|${entry.typeCode.system}`,
    formatCode: entry.formatCode.code,
    title: entry.title[0]?.value ?? '',
    confidentiality: entry.confidentialityCodes.map(({ code }) => code).join(' '),
    language: entry.languageCode,
    practiceSetting: entry.practiceSettingCode.code,
    facility: entry.healthcareFacilityTypeCode.code,
    creationTime: dtmInstant(entry.creationTime),
    serviceStart: dtmInstant(entry.serviceStartTime),
    serviceStop: dtmInstant(entry.serviceStopTime),
    authors: entry.authors.map(
      ({ person = '', specialties }) => `${actor(person)}|${(specialties[0] ?? '').split('^')[0]}`,
    ),
    legalAuthenticator: actor(entry.legalAuthenticator ?? ''),
    birthDate:
      entry.sourcePatientInfo.find((line) => line.startsWith('PID-7|'))?.slice('PID-7|'.length) ?? '',
    hash: entry.hash ?? '',
    size: entry.size ?? 0,
  };
}
