import { type Contact, type InsuredPerson, isMinor } from '../../model/enrolment.ts';
import type { PersonName, PersonReached } from '../../model/notification.ts';

/** Who stands for a person in her enrolment: for a child the principal one of its parents (LC-21, DEL-05), else she herself. */
export function reachedFor(person: InsuredPerson, at: string): PersonReached {
  const [principal] = person.representatives;
  if (principal === undefined || principal.role !== 'parent' || !isMinor(person, at)) {
    return { ...nameOf(person), ...contactParts(person.contact) };
  }
  return { family: principal.family, given: principal.given, ...contactParts(principal) };
}

/** How people call a person: the name in use and the first of the first names. */
export function nameOf({ usualFamily, family, givens }: InsuredPerson): PersonName {
  return { family: usualFamily ?? family, given: givens[0] ?? '' };
}

/** E-mail address and postal address, as far as they are known. */
export function contactParts({ email, postal }: Contact): Contact {
  return {
    ...(email === undefined ? {} : { email }),
    ...(postal === undefined ? {} : { postal }),
  };
}

/**
 * Whether others must agree before a record is activated: the other parent of a child (LC-22), the legal representative of a
 * protected adult (DEL-02).
 */
export function needsAgreement(person: InsuredPerson, at: string): boolean {
  const { representatives } = person;
  if (isMinor(person, at)) return representatives.filter(({ role }) => role === 'parent').length > 1;
  return person.protected || representatives.some(({ role }) => role === 'tuteur');
}
