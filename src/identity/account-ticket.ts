import { createHash, randomBytes } from 'node:crypto';
import { heldUntil } from '../model/enrolment.ts';
import type { Patient } from '../model/record.ts';

const TICKET_MINUTES = 30;

/** A one-time ticket, for the patient alone; the store keeps its digest (`issue-ticket`). */
export interface AccountTicket {
  readonly ticket: string;
  readonly digest: string;
  /** ISO 8601 UTC. */
  readonly until: string;
}

/**
 * A ticket for the account of a patient; a parent, who gets that of a child, makes no account with it that is the grown-up's.
 * @param at ISO 8601 UTC.
 */
export function freshTicket(patient: Pick<Patient, 'birthDate'>, at: string): AccountTicket {
  const ticket = randomBytes(32).toString('base64url');
  const end = new Date(Date.parse(at) + TICKET_MINUTES * 60_000).toISOString();
  return { ticket, digest: ticketDigest(ticket), until: heldUntil(patient, at, end) };
}

/** SHA-256, base64url: of 256 random bits a plain digest tells nothing. */
export function ticketDigest(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64url');
}
