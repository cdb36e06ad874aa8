import { isMinor } from '../model/enrolment.ts';
import type { StoredEvent } from '../model/event.ts';
import { currentIdentifier, type MedicalRecord } from '../model/record.ts';
import type { Store } from '../store/store.ts';
import type { Access } from '../transaction.ts';
import type { Journal } from './journal.ts';
import type { TraceRequest } from './trace-request.ts';

/** Whose journal is read, by whom, and what that reader sees of the record. */
interface Reading extends Pick<Access, 'call' | 'scope'> {
  readonly record: MedicalRecord;
}

/**
 * The journal of a record, newest first, as the patient or the médecin traitant reads it: every access, granted and refused,
 * with what came of it. It names only documents that the reader may see, and nothing is found by the id of another: that an
 * access was made is told, never a hidden id. The journal of a minor is read by the legal representatives too, so it leaves out
 * what the minor had done under a secret connection (rule DMP-09).
 *
 * Of the médecin traitant's own acts it says no more than that doctor's own journal does: not what came of them, and nothing of
 * what was sought in vain by a token. A hidden document and an absent one leave different traces there, and who sought them
 * must not tell them apart.
 */
export async function journalOfRecord(
  { documents, events }: Pick<Store, 'documents' | 'events'>,
  { call, record, scope }: Reading,
  { criteria: asked, page }: Pick<TraceRequest, 'criteria' | 'page'>,
): Promise<Journal> {
  const { key } = record.patient;
  const withoutSecret = call.subject.kind === 'patient' && isMinor(record.patient, call.at);
  const professional = call.subject.kind === 'professional' ? call.subject.id : undefined;
  const criteria = {
    ...asked,
    withoutSecret,
    ...(professional === undefined ? {} : { exceptInVainBy: professional }),
  };
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
  // A first page that is not full has counted already.
  const whole = page.offset === 0 && found.length < page.count;
  return {
    total: whole ? found.length : await events.countOfPatient(key, criteria),
    traces: found.map((event) => ({
      event: shown(event),
      patient,
      outcome: professional === undefined || event.subject?.id !== professional,
    })),
  };
}
