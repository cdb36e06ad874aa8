import type { StoredEvent } from '../model/event.ts';
import { currentIdentifier, type PatientIdentifier } from '../model/record.ts';
import type { Subject } from '../model/subject.ts';
import type { Store } from '../store/store.ts';
import type { Journal } from './journal.ts';
import type { TraceRequest } from './trace-request.ts';

/**
 * What a professional did, newest first, on whatever record: what was asked, when and from where. Whoever asks for somebody
 * else's finds nothing.
 *
 * It never says more than the answers did: what came of an attempt is left out, since a hidden document and an absent one get
 * one answer and two outcomes; and the patient is named where the caller named it (an assertion always does) or was shown
 * one of the documents, since a record may have been found by the id of a document.
 */
export async function ownJournal(
  { events, records }: Pick<Store, 'events' | 'records'>,
  subject: Subject,
  { agent, criteria, page }: Pick<TraceRequest, 'agent' | 'criteria' | 'page'>,
): Promise<Journal> {
  if (agent !== subject.id) return { total: 0, traces: [] };
  const found =
    page.count === 0
      ? []
      : await events.ofProfessional(subject.id, { limit: page.count, offset: page.offset }, criteria);
  const names = new Map<number, PatientIdentifier | undefined>();
  for (const { patientKey } of found.filter(mayNamePatient)) {
    if (patientKey === undefined || names.has(patientKey)) continue;
    const record = await records.byKey(patientKey);
    names.set(patientKey, record === undefined ? undefined : currentIdentifier(record));
  }
  return {
    total: await events.countOfProfessional(subject.id, criteria),
    traces: found.map((event) => ({
      event,
      patient:
        mayNamePatient(event) && event.patientKey !== undefined ? names.get(event.patientKey) : undefined,
      outcome: false,
    })),
  };
}

function mayNamePatient({ subject, documents }: StoredEvent): boolean {
  return subject?.mode !== 'PRO_SANTE_CONNECT' || documents.length > 0;
}
