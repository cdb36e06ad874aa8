import type { CredentialCommand } from '../../credentials.ts';
import type { Conflict } from '../../store.ts';
import type { Sql } from '../connection.ts';

type Of<Kind extends CredentialCommand['kind']> = Extract<CredentialCommand, { kind: Kind }>;

const MINUTE = 60_000;

/** Tickets that have ended go with the next one that is issued. */
export function issueTicket(sql: Sql, { digest, patientKey, until }: Of<'issue-ticket'>): void {
  sql('DELETE FROM account_ticket WHERE until < ?').run(Date.now());
  sql('INSERT INTO account_ticket (digest, patient_key, until) VALUES (?, ?, ?)').run(
    digest,
    patientKey,
    Date.parse(until),
  );
}

export function useTicket(sql: Sql, { digest, at }: Of<'use-ticket'>): Conflict | undefined {
  const { changes } = sql('DELETE FROM account_ticket WHERE digest = ? AND until > ?').run(
    digest,
    Date.parse(at),
  );
  return changes === 0 ? { conflict: 'ticket-unusable' } : undefined;
}

export function createAccount(sql: Sql, { account }: Of<'create-account'>): Conflict | undefined {
  const { id, patientKey, identifier, password, email, mobile, createdAt } = account;
  const holder = sql('SELECT patient_key AS patientKey FROM patient_account WHERE identifier = ?').get(
    identifier,
  ) as { patientKey: number } | undefined;
  if (holder !== undefined && holder.patientKey !== patientKey) return { conflict: 'identifier-taken' };
  sql(
    `INSERT OR REPLACE INTO patient_account (patient_key, id, identifier, password, email, mobile, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(patientKey, id, identifier, password, email, mobile ?? null, createdAt);
  return undefined;
}

export function sendCode(sql: Sql, { key, code }: Of<'send-code'>): void {
  sql('DELETE FROM one_time_code WHERE until < ?').run(Date.now());
  sql('INSERT OR REPLACE INTO one_time_code (key, digest, of, until) VALUES (?, ?, ?, ?)').run(
    key,
    code.digest,
    JSON.stringify(code.of),
    Date.parse(code.until),
  );
}

export function useCode(sql: Sql, { key, digest }: Of<'use-code'>): Conflict | undefined {
  const { changes } = sql('DELETE FROM one_time_code WHERE key = ? AND digest = ?').run(key, digest);
  return changes === 0 ? { conflict: 'code-unusable' } : undefined;
}

/** The window begins with the first try and is not drawn out by those that follow. */
export function countTry(sql: Sql, { limit, at }: Of<'count-try'>): Conflict | undefined {
  const now = Date.parse(at);
  sql('DELETE FROM counted_try WHERE until <= ?').run(now);
  const { changes } = sql(
    `INSERT INTO counted_try (key, tries, until) VALUES (?, 1, ?)
     ON CONFLICT (key) DO UPDATE SET tries = tries + 1 WHERE tries < ?`,
  ).run(limit.key, now + limit.windowMinutes * MINUTE, limit.most);
  return changes === 0 ? { conflict: 'too-many-tries', key: limit.key } : undefined;
}

export function forgetTries(sql: Sql, { key }: Of<'forget-tries'>): void {
  sql('DELETE FROM counted_try WHERE key = ?').run(key);
}
