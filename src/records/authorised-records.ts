import type { CallerStanding } from '../model/record.ts';
import type { AuthorisedRecord, LastRegistered, RecordReads, Store } from '../store/store.ts';
import type { RecordListing } from '../transaction.ts';

/** One record of a list, with what the caller may know of it. */
export interface ListedRecord extends AuthorisedRecord, LastRegistered {
  /** When the caller last had access to it, ISO 8601 UTC. */
  readonly accessed?: string;
}

/** Which records of a list are asked for: those that have been authorised, or to which a document was added, since then. */
export interface ListedSince {
  /** ISO 8601 UTC. */
  readonly since: string;
  readonly of: 'authorisation' | 'document';
}

/** Records that are read before other requests get their turn. */
const PAGE = 100;

/**
 * The open records that one holder is authorised for, by the patients' keys, without those whose patient blocks the caller
 * (`Subject.id`). They are read in pages, between which other requests get their turn: what the patient has decided since is for
 * whoever takes a record to read anew.
 */
export async function* authorisedTo(
  records: Pick<RecordReads, 'authorisedTo'>,
  holder: Parameters<RecordReads['authorisedTo']>[0],
  caller: string,
): AsyncGenerator<AuthorisedRecord> {
  for (let after = 0; ; ) {
    const page = await records.authorisedTo(holder, { caller, after, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.record.patient.key;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * The records that a listing may hold, each once, by the patients' keys. What is told of documents is told of those that the
 * caller may search in that record: one that it may not see moves no date and brings no record into the list.
 */
export async function authorisedRecords(
  { records, documents, events, choices }: Pick<Store, 'records' | 'documents' | 'events' | 'choices'>,
  { holders, holds, documentsOf }: RecordListing,
  { callerId, asked }: { readonly callerId: string; readonly asked: ListedSince | undefined },
): Promise<readonly ListedRecord[]> {
  const found = new Map<number, AuthorisedRecord & { readonly standing: CallerStanding }>();
  for (const holder of holders) {
    for await (const one of authorisedTo(records, holder, callerId)) {
      const { key } = one.record.patient;
      if (found.has(key)) continue;
      // Read anew: the patient may have blocked the caller since the page was read.
      const { own, ofStructure, ...kept } = await choices.standing(key, { id: callerId });
      const standing = { ...kept, authorisation: one.authorisation };
      if (holds(one.record, standing)) found.set(key, { ...one, standing });
    }
  }
  const listed: ListedRecord[] = [];
  for (const [at, { standing, ...one }] of [...found.values()].entries()) {
    if (at % PAGE === PAGE - 1) await new Promise((resolve) => setImmediate(resolve));
    if (asked?.of === 'authorisation' && one.authorisation.since < asked.since) continue;
    const last = await documents.lastRegistered(documentsOf(one.record, standing));
    if (asked?.of === 'document' && (last.added === undefined || last.added < asked.since)) continue;
    const accessed = await events.lastAccess(one.record.patient.key, callerId);
    listed.push({ ...one, ...last, ...(accessed === undefined ? {} : { accessed }) });
  }
  return listed;
}
