import { createHash, timingSafeEqual } from 'node:crypto';
import type { InsuredPerson } from '../../model/enrolment.ts';
import type { Store } from '../../store/store.ts';
import { isKeptCode } from './provisional-code.ts';

/** What a person shows to activate or to oppose (AU-01). */
export interface Evidence {
  /** The NIR, as matricule INS with the OID of who assigned it. */
  readonly ins: string;
  readonly authority: string;
  /** The provisional code as it was typed. */
  readonly code: string;
  /** Serial number of the carte Vitale. */
  readonly card: string;
}

/**
 * The person whom three pieces of evidence belong to, all of them right and the code still good. Everything is compared whatever
 * was wrong before, so that neither the answer nor its time tells what was.
 * @param at ISO 8601 UTC.
 */
export async function provenPerson(
  { enrolment }: Pick<Store, 'enrolment'>,
  { ins, authority, code, card }: Evidence,
  at: string,
): Promise<InsuredPerson | undefined> {
  const person = await enrolment.byIns(ins, authority);
  const sameCode = await isKeptCode(code, person?.code);
  const sameCard = isCardOf(card, person);
  const inTime = at < (person?.code?.expiresAt ?? '');
  return [sameCode, sameCard, inTime].every((right) => right) ? person : undefined;
}

/** Whether a carte Vitale on which the person stands has this serial number; spaces do not count. */
export function isCardOf(typed: string, person: InsuredPerson | undefined): boolean {
  const given = digestOf(typed);
  return (person?.cards ?? []).map(digestOf).filter((known) => timingSafeEqual(known, given)).length > 0;
}

function digestOf(card: string): Buffer {
  return createHash('sha256').update(card.replace(/\s/g, '')).digest();
}
