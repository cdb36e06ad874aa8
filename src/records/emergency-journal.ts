import { standingOf } from '../authorization/caller-standing.ts';
import type { MedicalRecord } from '../model/record.ts';
import type { Scope } from '../model/scope.ts';
import type { Subject } from '../model/subject.ts';
import type { Store } from '../store/store.ts';
import type { Access, Outcome } from '../transaction.ts';
import { authorisedTo } from './authorised-records.ts';
import type { Journal, JournalTrace } from './journal.ts';
import { journalOfRecord } from './journal-of-record.ts';
import type { TraceRequest } from './trace-request.ts';

/**
 * Emergencies (bris de glace, centre 15) in all the open records that name the caller as their médecin traitant, newest first:
 * who was told of one (R.1111-48) learns here of which patient. Each record is decided on as if its journal were asked for
 * alone: nothing is told of one that is closed, whose patient blocks the caller or has named another since. Each patient of
 * whom something is told gets a trace, and to be counted is to be told of: "how many, with this document?" asks about one
 * patient, whatever the page shows. Whoever asks for somebody else's finds nothing.
 */
export async function emergencyJournal(
  store: Pick<Store, 'records' | 'choices' | 'documents' | 'events'>,
  { call, journals }: Pick<Access, 'call' | 'journals'>,
  { medecinTraitant, criteria, page }: Pick<TraceRequest, 'medecinTraitant' | 'criteria' | 'page'>,
): Promise<Outcome<Journal>> {
  const found: JournalTrace[] = [];
  const concerned: number[] = [];
  let total = 0;
  if (journals !== undefined && medecinTraitant === call.subject.id) {
    const whole = { count: page.offset + page.count, offset: 0 };
    for await (const { record, scope } of ofMedecinTraitant(store, call.subject, journals)) {
      const journal = await journalOfRecord(store, { call, record, scope }, { criteria, page: whole });
      total += journal.total;
      found.push(...journal.traces);
      if (journal.total > 0) concerned.push(record.patient.key);
      // A journal may be long: other requests get their turn after each.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const shown = found
    .sort((one, other) => other.event.sequence - one.event.sequence)
    .slice(page.offset, page.offset + page.count);
  return {
    answer: { total, traces: shown },
    documents: [],
    byPatient: concerned.map((patientKey) => ({ patientKey, documents: [] })),
  };
}

async function* ofMedecinTraitant(
  { records, choices }: Pick<Store, 'records' | 'choices'>,
  subject: Subject,
  journals: NonNullable<Access['journals']>,
): AsyncIterable<{ readonly record: MedicalRecord; readonly scope: Scope }> {
  const held = { holder: subject.id, holderKind: 'professional' } as const;
  for await (const { record: listed, authorisation } of authorisedTo(records, held, subject.id)) {
    if (!authorisation.medecinTraitant) continue;
    // Read anew: the patient may have decided otherwise, or closed the record, since the page was read.
    const record = await records.byKey(listed.patient.key);
    if (record === undefined) continue;
    const scope = journals(record, await standingOf(choices, record, subject));
    if (scope !== undefined) yield { record, scope };
  }
}
