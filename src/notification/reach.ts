import { isEmailAddress, type KnownContact } from '../model/notification.ts';
import { fixedText, nameOf } from './texts.ts';

/**
 * The e-mail address among the contacts that somebody is told at, the preferred one first. An address that its owner has not
 * confirmed is nobody's: what is sent there might be read by a stranger. What is no plain address reaches nobody.
 */
export function emailOf(contacts: readonly KnownContact[]): string | undefined {
  return contacts.find(({ email, emailVerified }) => emailVerified && isEmailAddress(email ?? ''))?.email;
}

/** Lines of the postal address, in the same order of preference; those of a parent say at whose home it is. */
export function postalOf(contacts: readonly KnownContact[]): readonly string[] {
  const found = contacts.find(({ postal }) => postal !== undefined);
  if (found?.postal === undefined) return [];
  const { postal, representative } = found;
  return representative === undefined
    ? postal
    : [fixedText('letter-care-of', { representant: nameOf(representative) }), ...postal];
}
