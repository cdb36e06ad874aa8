import type { StoredEvent } from '../model/event.ts';
import { parseCx } from '../model/hl7v2.ts';
import type { Store, TraceSelection } from '../store/store.ts';
import { auditEventResource } from './audit-event.ts';
import { patientOf } from './patient-of-event.ts';

/** Patients whose ids are remembered from one trace to the next. */
const REMEMBERED = 10_000;

/**
 * Traces in the order of the chain, a JSON line each.
 * @param form `chain`: every field as it stands in the chain, with its sequence and hash, from which `eventHash` can be
 * computed anew; else an AuditEvent (IHE BALP) whose id is the hash and which says everything that the operator may know.
 */
export async function* exportedTraces(
  stores: Pick<Store, 'events' | 'records' | 'patientFeed'>,
  selection: TraceSelection,
  form: 'chain' | { readonly base: string },
): AsyncGenerator<string> {
  const ids = new Map<number, string | undefined>();
  const named = async (event: StoredEvent) => {
    const { patientKey } = event;
    if (patientKey === undefined || event.patientId !== undefined) return patientOf(event, stores);
    if (!ids.has(patientKey)) {
      if (ids.size >= REMEMBERED) ids.clear();
      ids.set(patientKey, await patientOf(event, stores));
    }
    return ids.get(patientKey);
  };
  const patient = async (event: StoredEvent) => {
    const cx = await named(event);
    return cx === undefined ? undefined : parseCx(cx);
  };
  for await (const event of stores.events.all(selection)) {
    const line =
      form === 'chain'
        ? event
        : auditEventResource(event, { patient: await patient(event), outcome: true, base: form.base });
    yield `${JSON.stringify(line)}\n`;
  }
}
