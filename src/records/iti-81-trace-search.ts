import { auditEventResource } from '../audit/audit-event.ts';
import type { FhirInteraction } from '../fhir/interaction.ts';
import { searchset } from '../fhir/searchset.ts';
import type { Store } from '../store/store.ts';
import { emergencyJournal } from './emergency-journal.ts';
import type { Journal } from './journal.ts';
import { journalOfRecord } from './journal-of-record.ts';
import { ownJournal } from './own-journal.ts';
import { readTraceRequest, TRACE_PARAMETERS, type TraceRequest } from './trace-request.ts';

const NOTHING: Journal = { total: 0, traces: [] };

/**
 * Traces as AuditEvents (ITI-81), newest first. A patient who names nobody asks for the own record's; its médecin traitant
 * must name the patient, but for emergencies. A professional who names itself as the agent, and no patient, asks for what it did
 * itself; one that names itself as the médecin traitant asks for the emergencies in the records of its patients.
 */
export function traceSearch({ store }: { store: Store }): FhirInteraction<TraceRequest, Journal> {
  return {
    resourceType: 'AuditEvent',
    interaction: 'search-type',
    searchParameters: TRACE_PARAMETERS,
    read: readTraceRequest,
    transaction: {
      event: 'ITI-81',
      action: 'E',
      right: ({ record }) => ('ofCaller' in record ? 'trace.own' : 'trace.read'),
      record: ({ record }) => record,
      run: async (request, access) => {
        const { call, record, scope } = access;
        if (request.medecinTraitant !== undefined) return emergencyJournal(store, access, request);
        if ('ofCaller' in request.record)
          return { answer: await ownJournal(store, call.subject, request), documents: [] };
        if (record === undefined || scope.patient === 'none')
          return { answer: NOTHING, documents: [], refusedQuietly: true };
        return { answer: await journalOfRecord(store, { call, record, scope }, request), documents: [] };
      },
    },
    write: ({ total, traces }, request) => {
      const { base } = request;
      const matches = traces.map(({ event, patient, outcome }) => {
        const resource = auditEventResource(event, { patient, outcome, base });
        return { fullUrl: `${base}/AuditEvent/${resource.id}`, resource: JSON.stringify(resource) };
      });
      return { kind: 'json', text: searchset(request, 'AuditEvent', total, matches) };
    },
  };
}
