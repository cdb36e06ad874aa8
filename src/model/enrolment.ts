import type { Patient } from './record.ts';

/**
 * How far an insured person has come (rules LC-01 to LC-12). Of the last three, the record says which:
 * - `eligible`: no campaign has reached her yet;
 * - `notified`: a provisional code is on its way, and the opposition period runs;
 * - `opposed`: she has opposed, and there is no open record;
 * - `created`: the record is open and she has not activated it;
 * - `activated`: she has, with her code and her carte Vitale;
 * - `closed`: the record has been closed on her request.
 */
export const ENROLMENT_STATUSES = [
  'eligible',
  'notified',
  'opposed',
  'created',
  'activated',
  'closed',
] as const;
export type EnrolmentStatus = (typeof ENROLMENT_STATUSES)[number];

/** Where a person, or whoever stands for her, is reached. */
export interface Contact {
  readonly email?: string;
  /** Telephone number. */
  readonly mobile?: string;
  /** Lines of a postal address, without the name. */
  readonly postal?: readonly string[];
}

/**
 * Who acts for an insured person: a parent of a child, the first of whom is the principal one (ouvrant droit principal, LC-21),
 * or the legal guardian of a protected adult (DEL-02).
 */
export interface Representative extends Contact {
  readonly role: 'parent' | 'tuteur';
  /** Matricule INS, of the same authority as that of whom it acts for, where it has one. */
  readonly ins?: string;
  readonly family: string;
  readonly given: string;
}

/** What health insurance tells of a person who has rights with it. */
export interface Affiliate extends Omit<Patient, 'key'> {
  /** Matricule INS, which is the NIR, and the OID of who assigned it. */
  readonly ins: string;
  readonly authority: string;
  /** Those that it has replaced, as far as they are told. */
  readonly former?: readonly { readonly value: string; readonly authority: string }[];
  readonly contact: Contact;
  /** Serial numbers of the cartes Vitale on which she stands. */
  readonly cards: readonly string[];
  /** An adult under legal protection. */
  readonly protected: boolean;
  /** In order, the principal one first. */
  readonly representatives: readonly Representative[];
}

/** A provisional code as it is kept: what it hashes to, never itself. */
export interface KeptCode {
  /** Hexadecimal. */
  readonly salt: string;
  /** Hexadecimal. */
  readonly hash: string;
  /** ISO 8601 UTC: the first instant at which it is refused. */
  readonly expiresAt: string;
}

/** An affiliate, and how far her enrolment has come. */
export interface InsuredPerson extends Affiliate {
  /** Internal key of the enrolment. */
  readonly key: number;
  readonly status: EnrolmentStatus;
  readonly code?: KeptCode;
  /** When the invitation went out, and when the opposition period ends: ISO 8601 UTC. */
  readonly notifiedAt?: string;
  readonly periodEndsAt?: string;
  /** The record that her INS leads to, which may be older than her enrolment (LC-18), and how far it is. */
  readonly record?: {
    readonly patientKey: number;
    readonly state: EnrolmentStatus & ('created' | 'activated' | 'closed');
  };
}

/** The day on which a person is 18, `YYYY-MM-DD`; of a 29 February the same, which no calendar has, and after which comes 1 March. */
export function majorityOf({ birthDate }: Pick<Patient, 'birthDate'>): string {
  return `${Number(birthDate.slice(0, 4)) + 18}${birthDate.slice(4)}`;
}

/** Whether a person is under 18 on the day of an instant. @param at ISO 8601 UTC. */
export function isMinor(person: Pick<Patient, 'birthDate'>, at: string): boolean {
  return at.slice(0, 10) < majorityOf(person);
}

/**
 * When something ends that whoever stands for a person holds, who must not decide with it for the grown-up: of a minor at
 * majority at the latest. @param at ISO 8601 UTC. @param end when it would end otherwise.
 */
export function heldUntil(person: Pick<Patient, 'birthDate'>, at: string, end: string): string {
  const majority = `${majorityOf(person)}T00:00:00.000Z`;
  return isMinor(person, at) && majority < end ? majority : end;
}
