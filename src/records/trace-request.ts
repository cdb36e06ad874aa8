import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { readTimeRange } from '../fhir/date-parameter.ts';
import type { FhirRequest, SearchParameter } from '../fhir/interaction.ts';
import { readPatientParameter } from '../fhir/patient-parameter.ts';
import { badParameter, named } from '../fhir/search-parameters.ts';
import { pageOf } from '../fhir/searchset.ts';
import { readTokens } from '../fhir/token-parameter.ts';
import type { PurposeOfUse } from '../model/subject.ts';
import type { JournalCriteria } from '../store/store.ts';
import type { RecordReference } from '../transaction.ts';

/** Which traces are asked for. */
export interface TraceRequest {
  readonly record: RecordReference;
  /** `Subject.id` of whoever acted. */
  readonly agent: string | undefined;
  /** `Subject.id` of the médecin traitant of the patients concerned, where no patient is named. */
  readonly medecinTraitant: string | undefined;
  readonly criteria: JournalCriteria;
  readonly page: { readonly count: number; readonly offset: number };
}

/** Whose médecin traitant somebody is (AuditEvent.patient, Patient.generalPractitioner). */
const CHAINED = 'patient.general-practitioner';

export const TRACE_PARAMETERS = [
  {
    name: 'patient',
    type: 'reference',
    definition: 'http://hl7.org/fhir/SearchParameter/AuditEvent-patient',
  },
  { name: 'patient.identifier', type: 'token' },
  { name: 'date', type: 'date', definition: 'http://hl7.org/fhir/SearchParameter/AuditEvent-date' },
  { name: 'agent', type: 'reference', definition: 'http://hl7.org/fhir/SearchParameter/AuditEvent-agent' },
  { name: 'agent.identifier', type: 'token' },
  { name: 'entity', type: 'reference', definition: 'http://hl7.org/fhir/SearchParameter/AuditEvent-entity' },
  { name: 'entity.identifier', type: 'token' },
  { name: CHAINED, type: 'reference' },
  { name: `${CHAINED}.identifier`, type: 'token' },
  { name: 'purpose', type: 'token' },
];

/**
 * Reads a search of AuditEvents: of a patient (`patient`, or nobody for the caller's own record), by whoever acted
 * (`agent:identifier`; with no patient, what that caller did on whatever record), about one document (`entity:identifier`,
 * its uniqueId), within dates, to some end (`purpose`, a code of TRE_R248 or of ActReason). With `patient.general-practitioner`
 * and no patient it asks for emergencies in the records that name that médecin traitant, and for no other purpose.
 * @returns `SearchParameter` for what cannot be read, `SearchParameterMissing` for the médecin traitant's without `purpose`,
 * `NotFound` for a logical id that is none.
 */
export function readTraceRequest(request: FhirRequest): TraceRequest | Refusal {
  const { parameters } = request;
  const agent = identified(parameters, 'agent');
  if (isRefusal(agent)) return agent;
  const entity = identified(parameters, 'entity');
  if (isRefusal(entity)) return entity;
  const names = parameters.some(({ name }) => name === 'patient' || name === 'patient.identifier');
  const medecinTraitant = identified(parameters, CHAINED);
  if (isRefusal(medecinTraitant)) return medecinTraitant;
  const purposes = readPurposes(named(parameters, 'purpose'));
  if (isRefusal(purposes)) return purposes;
  const wrong = medecinTraitant === undefined ? undefined : refuseOthers(parameters, purposes, names);
  if (wrong !== undefined) return wrong;
  const unnamed: RecordReference =
    agent === undefined && medecinTraitant === undefined ? { ofSubject: true } : { ofCaller: true };
  const record = names ? readPatientParameter(parameters) : unnamed;
  if (isRefusal(record)) return record;
  const date = readTimeRange(named(parameters, 'date'));
  if (isRefusal(date)) return date;
  const criteria = {
    ...(date === undefined ? {} : { date }),
    ...(entity === undefined ? {} : { document: entity.replace(/^urn:oid:/, '') }),
    ...(agent === undefined ? {} : { subject: agent }),
    ...(purposes === undefined ? {} : { purposes }),
  };
  return { record, agent, medecinTraitant, criteria, page: pageOf(request) };
}

/** Codes of TRE_R248, and what HL7 calls them. */
const PURPOSES: ReadonlyMap<string, PurposeOfUse> = new Map([
  ['normal', 'normal'],
  ['TREAT', 'normal'],
  ['bris_de_glace', 'bris_de_glace'],
  ['BTG', 'bris_de_glace'],
  ['centre_15', 'centre_15'],
  ['ETREAT', 'centre_15'],
]);

function readPurposes(given: readonly SearchParameter[]): readonly PurposeOfUse[] | undefined | Refusal {
  const [parameter, ...others] = given;
  if (parameter === undefined) return undefined;
  if (others.length > 0) return badParameter(parameter, 'several of them');
  const tokens = readTokens(parameter);
  if (isRefusal(tokens)) return tokens;
  const purposes = tokens.flatMap(({ code }) => PURPOSES.get(code) ?? []);
  return purposes.length === tokens.length ? purposes : badParameter(parameter, 'no such purpose');
}

/** A médecin traitant learns in which record there was an emergency; the rest of a journal is asked for by its patient. */
function refuseOthers(
  parameters: readonly SearchParameter[],
  purposes: readonly PurposeOfUse[] | undefined,
  patientNamed: boolean,
): Refusal | undefined {
  if (purposes === undefined)
    return refuse('SearchParameterMissing', 'no purpose of an emergency', { about: 'purpose' });
  const fault = patientNamed
    ? parameters.find(({ name }) => name.startsWith(CHAINED))
    : purposes.includes('normal')
      ? named(parameters, 'purpose')[0]
      : undefined;
  return fault && badParameter(fault, 'not the emergencies of all patients');
}

/** The value of `<name>:identifier` or `<name>.identifier`, whatever its system: ids of persons and documents do not clash. */
function identified(parameters: readonly SearchParameter[], name: string): string | undefined | Refusal {
  const given = parameters.filter((one) => one.name === name || one.name === `${name}.identifier`);
  const [parameter, ...others] = given;
  if (parameter === undefined) return undefined;
  if (others.length > 0) return badParameter(parameter, 'several of them');
  if (parameter.name === name && parameter.modifier !== 'identifier')
    return badParameter(parameter, 'only by identifier');
  const tokens = readTokens(parameter, ['identifier']);
  if (isRefusal(tokens)) return tokens;
  const [token, ...rest] = tokens;
  return token === undefined || rest.length > 0 ? badParameter(parameter, 'not one identifier') : token.code;
}
