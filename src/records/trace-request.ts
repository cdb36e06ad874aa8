import { isRefusal, type Refusal } from '../errors.ts';
import { readTimeRange } from '../fhir/date-parameter.ts';
import type { FhirRequest, SearchParameter } from '../fhir/interaction.ts';
import { readPatientParameter } from '../fhir/patient-parameter.ts';
import { badParameter, named } from '../fhir/search-parameters.ts';
import { pageOf } from '../fhir/searchset.ts';
import { readTokens } from '../fhir/token-parameter.ts';
import type { JournalCriteria } from '../store/store.ts';
import type { RecordReference } from '../transaction.ts';

/** Which traces are asked for. */
export interface TraceRequest {
  readonly record: RecordReference;
  /** `Subject.id` of whoever acted. */
  readonly agent: string | undefined;
  readonly criteria: JournalCriteria;
  readonly page: { readonly count: number; readonly offset: number };
}

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
];

/**
 * Reads a search of AuditEvents: of a patient (`patient`, or nobody for the caller's own record), by whoever acted
 * (`agent:identifier`; with no patient, what that caller did on whatever record), about one document (`entity:identifier`,
 * its uniqueId), within dates.
 * @returns `SearchParameter` for what cannot be read, `NotFound` for a logical id that is none.
 */
export function readTraceRequest(request: FhirRequest): TraceRequest | Refusal {
  const { parameters } = request;
  const agent = identified(parameters, 'agent');
  if (isRefusal(agent)) return agent;
  const entity = identified(parameters, 'entity');
  if (isRefusal(entity)) return entity;
  const names = parameters.some(({ name }) => name === 'patient' || name === 'patient.identifier');
  const unnamed: RecordReference = agent === undefined ? { ofSubject: true } : { ofCaller: true };
  const record = names ? readPatientParameter(parameters) : unnamed;
  if (isRefusal(record)) return record;
  const date = readTimeRange(named(parameters, 'date'));
  if (isRefusal(date)) return date;
  const criteria = {
    ...(date === undefined ? {} : { date }),
    ...(entity === undefined ? {} : { document: entity.replace(/^urn:oid:/, '') }),
    ...(agent === undefined ? {} : { subject: agent }),
  };
  return { record, agent, criteria, page: pageOf(request) };
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
