import { codingScheme } from '../../fhir/code-systems.ts';
import { type Code, code, type LocalizedString } from '../../model/code.ts';
import { toDtm } from '../../model/instant.ts';
import { isDocumentUniqueId, isOid } from '../../model/oid.ts';
import type { MedicalRecord } from '../../model/record.ts';
import type { SentCoding, SentConcept, SentIdentifier, SentReference } from './document-reference-body.ts';

/** The language of metadata that name none. */
export const LANGUAGE = 'fr-FR';

/** Who the patient is, as `PID-n|…` (facts: DMP 1.2). */
export function sourcePatientInfo({ patient }: Pick<MedicalRecord, 'patient'>): readonly string[] {
  const { family, givens, birthDate, sex, birthPlace } = patient;
  return [
    `PID-5|${family}^${givens[0] ?? ''}^^^^^L`,
    `PID-7|${birthDate.replaceAll('-', '')}`,
    `PID-8|${sex}`,
    ...(birthPlace === undefined ? [] : [`PID-11|^^^^^^BDL^^${birthPlace}`]),
  ];
}

export function conceptCode({ coding }: SentConcept): Code {
  return codeOf(coding[0]!);
}

export function codeOf({ system, code: value, display }: SentCoding): Code {
  return code(value, system === undefined ? '' : codingScheme(system), display);
}

/** `urn:oid:` of a whole identifier. */
export function oidOf({ value }: SentIdentifier): string | undefined {
  const oid = value.startsWith('urn:oid:') ? value.slice('urn:oid:'.length) : '';
  return isOid(oid) ? oid : undefined;
}

/** The inverse of `uniqueIdIdentifier`: an OID as a URN, or a value under the OID of a system. */
export function uniqueIdOf(identifier: SentIdentifier): string | undefined {
  const whole = oidOf(identifier);
  if (whole !== undefined) return whole;
  const { system, value } = identifier;
  const uniqueId =
    system?.startsWith('urn:oid:') === true ? `${system.slice('urn:oid:'.length)}^${value}` : '';
  return isDocumentUniqueId(uniqueId) ? uniqueId : undefined;
}

/** `DocumentReference/<uuid>` -> entryUUID; empty where it is none. */
export function entryUuid({ reference }: SentReference): string {
  const id = /(?:^|\/)DocumentReference\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    reference ?? '',
  )?.[1];
  return id === undefined ? '' : `urn:uuid:${id}`;
}

/** A FHIR dateTime as a DTM of the same precision; with a time, in UTC. */
export function dtm(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return value.includes('T') ? toDtm(new Date(value)) : value.replaceAll('-', '');
}

export function text(value: string | undefined): readonly LocalizedString[] {
  return value === undefined ? [] : [{ value, language: LANGUAGE }];
}
