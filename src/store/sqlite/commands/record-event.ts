import { eventHash, FIRST_PREVIOUS } from '../../../audit/event-hash.ts';
import type { WriteCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';

interface End {
  readonly sequence: number;
  readonly hash: string;
}

/** Where the chain ends. Read from the table each time: another process may have written in between. */
export function chainEnd(sql: Sql): End {
  const last = sql('SELECT sequence, hash FROM audit_event ORDER BY sequence DESC LIMIT 1').get();
  return (last as End | undefined) ?? { sequence: 0, hash: FIRST_PREVIOUS };
}

/** Appends to the chain, in the order of commits. */
export function recordEvent(sql: Sql, { event }: WriteCommand & { kind: 'record-event' }): void {
  const end = chainEnd(sql);
  const sequence = end.sequence + 1;
  sql(
    `INSERT INTO audit_event (sequence, type, action, at, granted, reason, patient_key, patient_id, subject,
       from_address, request_id, documents, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
    eventHash(event, sequence, end.hash),
  );
}
