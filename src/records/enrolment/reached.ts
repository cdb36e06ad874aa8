import { type Contact, type InsuredPerson, isMinor, type Representative } from '../../model/enrolment.ts';
import type { PersonName, PersonReached } from '../../model/notification.ts';

/** Who stands for a person in her enrolment: for a child the principal one of its parents (LC-21, DEL-05), else she herself. */
export function reachedFor(person: InsuredPerson, at: string): PersonReached {
  const parent = parentFor(person, at);
  const name = parent === undefined ? nameOf(person) : parent;
  return personReached(name, parent ?? person.contact);
}

function personReached({ family, given }: PersonName, { email, postal }: Contact): PersonReached {
  return {
    family,
    given,
    ...(email === undefined ? {} : { email }),
    ...(postal === undefined ? {} : { postal }),
  };
}

function parentFor(person: InsuredPerson, at: string): Representative | undefined {
  const [principal] = person.representatives;
  return principal?.role === 'parent' && isMinor(person, at) ? principal : undefined;
}

/**
 * All who are told what becomes of her: she, or the parent who stands for her, and every other representative, such as the
 * guardian of a protected adult (DEL-03).
 */
export function toldFor(person: InsuredPerson, at: string): readonly PersonReached[] {
  const principal = parentFor(person, at);
  const otherParents = person.representatives.filter(
    (one) => one !== principal && one.role === 'parent' && isMinor(person, at),
  );
  const parents = otherParents.map((one) => personReached(one, one));
  return [reachedFor(person, at), ...parents, ...guardiansOf(person)];
}

/** The legal guardians of a person, none of whom gets the code. */
export function guardiansOf({ representatives }: InsuredPerson): readonly PersonReached[] {
  return representatives.filter(({ role }) => role === 'tuteur').map((one) => personReached(one, one));
}

/** How people call a person: the name in use and the first of the first names. */
export function nameOf({ usualFamily, family, givens }: InsuredPerson): PersonName {
  return { family: usualFamily ?? family, given: givens[0] ?? '' };
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
