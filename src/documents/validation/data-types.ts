import { isDtm } from '../../model/instant.ts';
import { isDocumentUniqueId, isOid } from '../../model/oid.ts';
import type { Problem } from './metadata-fault.ts';

/** A validator of one data type of ITI TF-3 Table 4.2.3.1.7-2: what is wrong with a value, or undefined. */
export type DataType = (value: string) => Problem | undefined;

const AUTHORITY = /^&([^&]*)&ISO$/;

/** HD as XDS has it: empty namespace, an OID, `ISO`. */
function isAuthority(component: string): boolean {
  const match = AUTHORITY.exec(component);
  return match !== null && isOid(match[1]!);
}

export const oid: DataType = (value) => (isOid(value) ? undefined : 'malformed-oid');

export const documentUniqueId: DataType = (value) =>
  isDocumentUniqueId(value) ? undefined : 'malformed-unique-id';

export const dtm: DataType = (value) => (isDtm(value) ? undefined : 'malformed-date');

/** CX: an id and its authority; CX.5 and later components may follow (the DMP sends CX.7). */
export const cx: DataType = (value) => {
  const parts = value.split('^');
  return (parts[0] ?? '') !== '' && isAuthority(parts[3] ?? '') ? undefined : 'malformed-cx';
};

/** CXi: an id and its kind; the authority may be absent (ITI TF-3 Table 4.2.3.1.7-2). */
export const cxi: DataType = (value) => {
  const parts = value.split('^');
  const authority = parts[3] ?? '';
  const kind = parts[4] ?? '';
  return (parts[0] ?? '') !== '' && kind !== '' && (authority === '' || isAuthority(authority))
    ? undefined
    : 'malformed-cx';
};

/** XCN: an id or a name; an authority that is given is an OID. */
export const xcn: DataType = (value) => {
  const parts = value.split('^');
  const named = [0, 1, 2].some((at) => (parts[at] ?? '') !== '');
  const authority = parts[8] ?? '';
  return named && (authority === '' || isAuthority(authority)) ? undefined : 'malformed-xcn';
};

/** XON: a name or an id; an id that is not itself an OID needs the authority that gave it. */
export const xon: DataType = (value) => {
  const parts = value.split('^');
  const id = parts[9] ?? '';
  const authority = parts[5] ?? '';
  const named = (parts[0] ?? '') !== '' || id !== '';
  const assigned = authority === '' ? id === '' || isOid(id) : isAuthority(authority);
  return named && assigned ? undefined : 'malformed-xon';
};

/** SHA-1 in hexadecimal. */
export const hash: DataType = (value) => (/^[0-9a-f]{40}$/i.test(value) ? undefined : 'malformed-hash');

/** RFC 5646 in shape. */
export const language: DataType = (value) =>
  /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(value) ? undefined : 'malformed-language';

/** One line of sourcePatientInfo: a field of PID and its content. */
export const patientInfo: DataType = (value) =>
  /^PID-[1-9][0-9]?\|/.test(value) ? undefined : 'malformed-patient-info';

export const mimeType: DataType = (value) =>
  /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}(\s*;.*)?$/i.test(value)
    ? undefined
    : 'malformed';

export const homeCommunityId: DataType = (value) =>
  value.startsWith('urn:oid:') && isOid(value.slice('urn:oid:'.length)) ? undefined : 'malformed-oid';

export const documentAvailability: DataType = (value) =>
  /^urn:ihe:iti:2010:DocumentAvailability:(Online|Offline)$/.test(value) ? undefined : 'malformed';
