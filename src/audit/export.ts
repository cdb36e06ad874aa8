import type { StoredEvent } from '../model/event.ts';
import { parseCx } from '../model/hl7v2.ts';
import { currentIdentifier, type PatientIdentifier } from '../model/record.ts';
import type { Store, TraceSelection } from '../store/store.ts';
import { auditEventResource } from './audit-event.ts';

/** Patients whose ids are remembered from one trace to the next. */
const REMEMBERED = 10_000;

/**
 * Traces in the order of the chain, a JSON line each.
 * @param form `chain`: every field as it stands in the chain, with its sequence and hash, from which `eventHash` can be
 * computed anew; else an AuditEvent (IHE BALP) whose id is the hash and which says everything that the operator may know.
 */
export async function* exportedTraces(
  { events, records }: Pick<Store, 'events' | 'records'>,
  selection: TraceSelection,
  form: 'chain' | { readonly base: string },
): AsyncGenerator<string> {
  const ids = new Map<number, PatientIdentifier | undefined>();
  const patientOf = async ({ patientKey, patientId }: StoredEvent) => {
    if (patientId !== undefined) return parseCx(patientId);
    if (patientKey === undefined) return undefined;
    if (!ids.has(patientKey)) {
      if (ids.size >= REMEMBERED) ids.clear();
      const record = await records.byKey(patientKey);
      ids.set(patientKey, record === undefined ? undefined : currentIdentifier(record));
    }
    return ids.get(patientKey);
  };
  for await (const event of events.all(selection)) {
    const line =
      form === 'chain'
        ? event
        : auditEventResource(event, { patient: await patientOf(event), outcome: true, base: form.base });
    yield `${JSON.stringify(line)}\n`;
  }
}
