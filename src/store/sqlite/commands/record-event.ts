import { eventHash, FIRST_PREVIOUS } from '../../../audit/event-hash.ts';
import type { AccessEvent } from '../../../model/event.ts';
import { parseCx } from '../../../model/hl7v2.ts';
import type { WriteCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { identifierRow } from '../patient-identifier.ts';

interface End {
  readonly sequence: number;
  readonly hash: string;
}

/** Where the chain ends. Read from the table each time: another process may have written in between. */
export function chainEnd(sql: Sql): End {
  const last = sql('SELECT sequence, hash FROM audit_event ORDER BY sequence DESC LIMIT 1').get();
  return (last as End | undefined) ?? { sequence: 0, hash: FIRST_PREVIOUS };
}

/**
 * A trace that names a patient by an id belongs to that patient's journal as soon as a record has the id. An id that has been
 * merged into another stays in the trace: the patient's key no longer says which one it was.
 */
function ofRecord(sql: Sql, event: AccessEvent): AccessEvent {
  const { patientId, ...rest } = event;
  if (event.patientKey !== undefined || patientId === undefined) return event;
  const { value, authority } = parseCx(patientId);
  const row = identifierRow(sql, { value, authority });
  if (row === undefined) return event;
  return { ...(row.subsumed ? event : rest), patientKey: row.patientKey };
}

/** Appends to the chain, in the order of commits. */
export function recordEvent(sql: Sql, command: WriteCommand & { kind: 'record-event' }): void {
  const event = ofRecord(sql, command.event);
  const end = chainEnd(sql);
  const sequence = end.sequence + 1;
  sql(
    `INSERT INTO audit_event (sequence, type, action, at, granted, reason, patient_key, patient_id, subject,
       from_address, request_id, documents, submission_set, query, times, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    sequence,
    event.type,
    event.action,
    event.at,
    event.granted ? 1 : 0,
    event.reason,
    event.patientKey ?? null,
    event.patientId ?? null,
    event.subject === undefined ? null : JSON.stringify(event.subject),
    event.from,
    event.requestId,
    JSON.stringify(event.documents),
    event.submissionSet ?? null,
    event.query ?? null,
    event.times ?? null,
    eventHash(event, sequence, end.hash),
  );
}
