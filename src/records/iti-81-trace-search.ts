import { auditEventResource } from '../audit/audit-event.ts';
import { isRefusal, type Refusal } from '../errors.ts';
import { readTimeRange } from '../fhir/date-parameter.ts';
import type { FhirInteraction, FhirRequest } from '../fhir/interaction.ts';
import { readPatientParameter } from '../fhir/patient-parameter.ts';
import { named } from '../fhir/search-parameters.ts';
import { pageOf, searchset } from '../fhir/searchset.ts';
import type { StoredEvent } from '../model/event.ts';
import type { PatientIdentifier } from '../model/record.ts';
import type { Scope } from '../model/scope.ts';
import type { EventReads, Store, TimeRange } from '../store/store.ts';
import type { RecordReference } from '../transaction.ts';

interface TraceRequest {
  readonly record: RecordReference;
  readonly date: TimeRange | undefined;
  readonly page: { readonly count: number; readonly offset: number };
}

interface Trace {
  readonly total: number;
  readonly events: readonly StoredEvent[];
  /** The patient that the AuditEvents name. */
  readonly patient: PatientIdentifier | undefined;
}

/** How many events are read at a time when a date narrows them. */
const STEP = 500;

/**
 * The trace of every access to one record, newest first, as AuditEvents (ITI-81). A patient who names nobody asks for his
 * own; anybody else must name the patient.
 */
export function traceSearch({ store }: { store: Store }): FhirInteraction<TraceRequest, Trace> {
  return {
    resourceType: 'AuditEvent',
    interaction: 'search-type',
    searchParameters: [
      {
        name: 'patient',
        type: 'reference',
        definition: 'http://hl7.org/fhir/SearchParameter/AuditEvent-patient',
      },
      { name: 'patient.identifier', type: 'token' },
      { name: 'date', type: 'date', definition: 'http://hl7.org/fhir/SearchParameter/AuditEvent-date' },
    ],
    read: readTraceRequest,
    transaction: {
      event: 'ITI-81',
      action: 'E',
      right: 'trace.read',
      record: ({ record }) => record,
      run: async ({ date, page }, { record, scope }) => {
        if (record === undefined || scope.patient === 'none') {
          return { answer: nothing, documents: [], refusedQuietly: true };
        }
        const { key } = record.patient;
        const found =
          date === undefined
            ? { total: await store.events.countOfPatient(key), events: await part(store.events, key, page) }
            : await withinDates(store.events, key, date, page);
        const patient = record.identifiers.find(({ current }) => current) ?? record.identifiers[0];
        const events = await withSeenDocuments(found.events, scope, store.documents);
        return { answer: { total: found.total, events, patient }, documents: [] };
      },
    },
    write: ({ total, events, patient }, request) => {
      const { base } = request;
      const matches = events.map((event) => {
        const named = { value: patient?.value ?? '', authority: patient?.authority ?? '' };
        const resource = auditEventResource(event, { patient: named, base });
        return { fullUrl: `${base}/AuditEvent/${resource.id}`, resource: JSON.stringify(resource) };
      });
      return { kind: 'json', text: searchset(request, 'AuditEvent', total, matches) };
    },
  };
}

/** The same events, naming only documents that the reader may see: that an access was made is told, never a hidden id. */
async function withSeenDocuments(
  events: readonly StoredEvent[],
  scope: Scope,
  documents: Store['documents'],
): Promise<readonly StoredEvent[]> {
  const named = [...new Set(events.flatMap((event) => event.documents))];
  if (named.length === 0) return events;
  const seen = new Set(
    (await documents.find(scope, { uniqueIds: named }, 'ids')).map(({ uniqueId }) => uniqueId),
  );
  return events.map((event) => ({
    ...event,
    documents: event.documents.filter((uniqueId) => seen.has(uniqueId)),
  }));
}

const nothing: Trace = { total: 0, events: [], patient: undefined };

function readTraceRequest(request: FhirRequest): TraceRequest | Refusal {
  const { parameters } = request;
  const names = parameters.some(({ name }) => name === 'patient' || name === 'patient.identifier');
  const record: RecordReference | Refusal = names ? readPatientParameter(parameters) : { ofSubject: true };
  if (isRefusal(record)) return record;
  const date = readTimeRange(named(parameters, 'date'));
  return isRefusal(date) ? date : { record, date, page: pageOf(request) };
}

async function part(
  events: EventReads,
  patientKey: number,
  { count, offset }: TraceRequest['page'],
): Promise<readonly StoredEvent[]> {
  return count === 0 ? [] : events.ofPatient(patientKey, { limit: count, offset });
}

async function withinDates(
  events: EventReads,
  patientKey: number,
  { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: TimeRange,
  { count, offset }: TraceRequest['page'],
): Promise<{ total: number; events: StoredEvent[] }> {
  const within: StoredEvent[] = [];
  for (let at = 0; ; at += STEP) {
    const step = await events.ofPatient(patientKey, { limit: STEP, offset: at });
    within.push(...step.filter((event) => Date.parse(event.at) >= from && Date.parse(event.at) < to));
    if (step.length < STEP) break;
  }
  return { total: within.length, events: within.slice(offset, offset + count) };
}
