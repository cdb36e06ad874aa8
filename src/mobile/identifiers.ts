import { present } from '../fhir/present.ts';
import type { CodeableConcept, Identifier } from '../fhir/resources.ts';
import { isOid } from '../model/oid.ts';

const URI = 'urn:ietf:rfc:3986';
const MHD_TYPE = 'https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType';
const V2_0203 = 'http://terminology.hl7.org/CodeSystem/v2-0203';
const FR_0203 = 'https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203';
/** Identifier types of table 0203 that the French extension of the table defines. */
const FR_TYPES = ['IDNPS', 'IDNST'];

/** An identifier that someone assigns: `authority` an OID, or empty when the value says it all. */
export function identifier(value: string, authority: string, type?: string): Identifier | undefined {
  if (value === '') return undefined;
  if (authority === '' && isOid(value)) return { system: URI, value: `urn:oid:${value}` };
  return present<Identifier>({
    type: type === undefined ? undefined : typeOf(type),
    system: authority === '' ? undefined : `urn:oid:${authority}`,
    value,
  });
}

function typeOf(code: string): CodeableConcept {
  return { coding: [{ system: FR_TYPES.includes(code) ? FR_0203 : V2_0203, code }] };
}

/**
 * DocumentEntry.uniqueId as masterIdentifier, with the `use` of MHD 4.2.3 and the `type` of 4.2.4. A CDA id with an
 * extension (`root^extension`) has its root as system.
 */
export function uniqueIdIdentifier(uniqueId: string): Identifier {
  const [root = '', extension] = uniqueId.split('^');
  const type = { coding: [{ system: MHD_TYPE, code: 'uniqueId' }] };
  if (extension !== undefined && extension !== '') {
    return { use: 'usual', type, system: `urn:oid:${root}`, value: extension };
  }
  return { use: 'usual', type, system: URI, value: isOid(root) ? `urn:oid:${root}` : root };
}

/** DocumentEntry.entryUUID, likewise. */
export function entryUuidIdentifier(entryUuid: string): Identifier {
  const type = { coding: [{ system: MHD_TYPE, code: 'entryUUID' }] };
  return { use: 'official', type, system: URI, value: entryUuid };
}

/** DocumentEntry.logicalID: the same through every metadata version. */
export function logicalIdIdentifier(logicalId: string): Identifier {
  return { use: 'secondary', type: { text: 'logicalID' }, system: URI, value: logicalId };
}
