import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { formatCx } from '../model/hl7v2.ts';
import { isOid } from '../model/oid.ts';
import type { RecordReference } from '../transaction.ts';
import type { SearchParameter } from './interaction.ts';
import { badParameter, refuseModifier, unescapeValue } from './search-parameters.ts';
import { readTokens } from './token-parameter.ts';

/** The logical id of a Patient: opaque to callers, and never the INS. */
export function patientLogicalId(patientKey: number): string {
  return `p${patientKey}`;
}

/** The key in a Patient's logical id. Undefined when it is none. */
export function patientKeyOf(logicalId: string): number | undefined {
  return /^p[1-9][0-9]{0,14}$/.test(logicalId) ? Number(logicalId.slice(1)) : undefined;
}

/**
 * Reads one identifier `urn:oid:<authority>|<value>` as a raw CX.
 * @returns `SearchParameter` without a system, with one that is no OID, or with several values.
 */
export function readPatientIdentifier(parameter: SearchParameter): string | Refusal {
  const tokens = readTokens(parameter, ['identifier']);
  if (isRefusal(tokens)) return tokens;
  const [token, ...others] = tokens;
  const authority = token?.system?.startsWith('urn:oid:') ? token.system.slice('urn:oid:'.length) : '';
  if (token === undefined || others.length > 0 || !isOid(authority)) {
    return badParameter(parameter, 'not one identifier with a system urn:oid:');
  }
  if (!/^[\x21-\x7e]{1,64}$/.test(token.code) || /[\^&|~\\]/.test(token.code)) {
    return badParameter(parameter, 'not an identifier value');
  }
  return formatCx(token.code, authority, 'NH');
}

/**
 * Whose record a search is about: `patient.identifier=urn:oid:…|…` (or `patient:identifier`), or `patient=Patient/<id>`.
 * ITI TF-2 3.67.4.1.2.1 demands one of the two.
 * @returns `SearchParameterMissing`, or `SearchParameter` when there are several or one that cannot be read.
 */
export function readPatientParameter(parameters: readonly SearchParameter[]): RecordReference | Refusal {
  const about = parameters.filter(({ name }) => name === 'patient.identifier' || name === 'patient');
  const [parameter, ...others] = about;
  if (parameter === undefined) {
    return refuse('SearchParameterMissing', 'no patient', { about: 'patient.identifier' });
  }
  if (others.length > 0) return badParameter(parameter, 'several patients');
  if (parameter.name === 'patient.identifier' || parameter.modifier === 'identifier') {
    const patientId = readPatientIdentifier(parameter);
    return isRefusal(patientId) ? patientId : { patientId };
  }
  return readPatientReference(parameter);
}

function readPatientReference(parameter: SearchParameter): RecordReference | Refusal {
  const refused = refuseModifier(parameter, ['Patient']);
  if (refused !== undefined) return refused;
  const [value = '', ...others] = parameter.values.map(unescapeValue);
  const id = /^(?:.*\/)?Patient\/([A-Za-z0-9.-]{1,64})$/.exec(value)?.[1] ?? value;
  const key = patientKeyOf(id);
  if (others.length > 0) return badParameter(parameter, 'several patients');
  return key === undefined ? refuse('NotFound', 'no patient of that logical id') : { patientKey: key };
}
