import { isRefusal, type Refusal } from '../../errors.ts';
import type { FhirRequest, SearchParameter } from '../../fhir/interaction.ts';
import { patientKeyOf, readPatientParameter } from '../../fhir/patient-parameter.ts';
import { named } from '../../fhir/search-parameters.ts';
import { readTokens, type Token } from '../../fhir/token-parameter.ts';
import type { RecordReference } from '../../transaction.ts';
import type { Consent } from './consent-resource.ts';
import { professionalSought } from './professional.ts';

const FHIR = 'http://hl7.org/fhir/SearchParameter';

/**
 * What a Consent Registry is asked by (PCF 1.1.1, ITI-108 2:3.108.4.1.2.1), but `_lastUpdated`: choices are kept as they are,
 * not with the day of the last change, which the journal has.
 */
export const CONSENT_PARAMETERS = [
  { name: '_id', type: 'token', definition: `${FHIR}/Resource-id` },
  { name: 'patient', type: 'reference', definition: `${FHIR}/clinical-patient` },
  { name: 'patient.identifier', type: 'token' },
  { name: 'status', type: 'token', definition: `${FHIR}/Consent-status` },
  { name: 'actor', type: 'reference', definition: `${FHIR}/Consent-actor` },
];

export interface ConsentSearch {
  /** Whose Consent is sought. What it says is compared after the caller was found to be allowed to read it. */
  readonly record: RecordReference;
  readonly matches: (consent: Consent) => boolean;
}

type Condition = ConsentSearch['matches'];

/**
 * Reads a search of Consents. Each parameter narrows; the values of one are alternatives. Without `patient` it is about the
 * patient whom `_id` names, and otherwise about the caller's own record.
 * @returns refusals: SearchParameter; NotFound for a patient of no such logical id.
 */
export function readConsentSearch({ parameters }: FhirRequest): ConsentSearch | Refusal {
  const conditions: Condition[] = [];
  const ids = readEach(parameters, '_id');
  if (isRefusal(ids)) return ids;
  for (const tokens of ids) conditions.push(({ id }) => tokens.some(({ code }) => code === id));
  const statuses = readEach(parameters, 'status');
  if (isRefusal(statuses)) return statuses;
  for (const tokens of statuses) conditions.push(({ status }) => tokens.some(({ code }) => code === status));
  const actors = readEach(parameters, 'actor', ['identifier', 'Practitioner']);
  if (isRefusal(actors)) return actors;
  for (const tokens of actors) {
    const sought = new Set(tokens.flatMap((token) => professionalSought(token) ?? []));
    conditions.push((consent) => professionalsOf(consent).some((id) => sought.has(id)));
  }
  const record = recordOf(parameters, ids);
  return isRefusal(record)
    ? record
    : { record, matches: (consent) => conditions.every((holds) => holds(consent)) };
}

/** Those whom a Consent names in a provision, by PS_IdNat. */
function professionalsOf({ provision }: Consent): readonly string[] {
  return (provision.provision ?? []).flatMap(({ actor = [] }) =>
    actor.flatMap(({ reference }) => reference.identifier?.value ?? []),
  );
}

function recordOf(
  parameters: readonly SearchParameter[],
  ids: readonly (readonly Token[])[],
): RecordReference | Refusal {
  if (parameters.some(({ name }) => name === 'patient' || name === 'patient.identifier'))
    return readPatientParameter(parameters);
  const [[only, ...others] = []] = ids;
  const patientKey = only === undefined || others.length > 0 ? undefined : patientKeyOf(only.code);
  return patientKey === undefined ? { ofSubject: true } : { patientKey };
}

function readEach(
  parameters: readonly SearchParameter[],
  name: string,
  modifiers?: readonly string[],
): (readonly Token[])[] | Refusal {
  const lists: (readonly Token[])[] = [];
  for (const parameter of named(parameters, name)) {
    const tokens = readTokens(parameter, modifiers);
    if (isRefusal(tokens)) return tokens;
    lists.push(tokens);
  }
  return lists;
}
