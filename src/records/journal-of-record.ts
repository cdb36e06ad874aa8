import type { StoredEvent } from '../model/event.ts';
import { currentIdentifier, type MedicalRecord } from '../model/record.ts';
import type { Scope } from '../model/scope.ts';
import type { Store } from '../store/store.ts';
import type { Journal } from './journal.ts';
import type { TraceRequest } from './trace-request.ts';

/**
 * The journal of a record, newest first, as the patient or the médecin traitant reads it: every access, granted and refused,
 * with what came of it. It names only documents that the reader may see, and nothing is found by the id of another: that an
 * access was made is told, never a hidden id.
 */
export async function journalOfRecord(
  { documents, events }: Pick<Store, 'documents' | 'events'>,
  { record, scope }: { readonly record: MedicalRecord; readonly scope: Scope },
  { criteria, page }: Pick<TraceRequest, 'criteria' | 'page'>,
): Promise<Journal> {
  const { key } = record.patient;
  const seen = async (uniqueIds: readonly string[]): Promise<ReadonlySet<string>> =>
    new Set(
      uniqueIds.length === 0
        ? []
        : (await documents.find(scope, { uniqueIds }, 'ids')).map(({ uniqueId }) => uniqueId),
    );
  const { document } = criteria;
  if (document !== undefined && (await seen([document])).size === 0) return { total: 0, traces: [] };
  const found =
    page.count === 0 ? [] : await events.ofPatient(key, { limit: page.count, offset: page.offset }, criteria);
  const visible = await seen([...new Set(found.flatMap((event) => event.documents))]);
  const patient = currentIdentifier(record);
  const shown = (event: StoredEvent): StoredEvent => ({
    ...event,
    documents: event.documents.filter((uniqueId) => visible.has(uniqueId)),
  });
  return {
    total: await events.countOfPatient(key, criteria),
    traces: found.map((event) => ({ event: shown(event), patient, outcome: true })),
  };
}
