import { isEmailAddress, type KnownContact } from '../model/notification.ts';

/**
 * The e-mail address that a patient is told at: once the record is activated, the one recorded then, else the one that health
 * insurance knows (NOT-06, NOT-07). An address that its owner has not confirmed is nobody's: what is sent there might be read
 * by a stranger. What is no plain address reaches nobody.
 */
export function emailOf(contacts: readonly KnownContact[], activated: boolean): string | undefined {
  return firstOf(
    contacts.filter(({ email, emailVerified }) => emailVerified && isEmailAddress(email ?? '')),
    activated,
    ({ email }) => email,
  );
}

/** Lines of the postal address, in the same order of preference. */
export function postalOf(
  contacts: readonly KnownContact[],
  activated: boolean,
): readonly string[] | undefined {
  return firstOf(contacts, activated, ({ postal }) => postal);
}

function firstOf<T>(
  contacts: readonly KnownContact[],
  activated: boolean,
  pick: (contact: KnownContact) => T | undefined,
): T | undefined {
  const preferred: readonly KnownContact['source'][] = [
    ...(activated ? (['activation'] as const) : []),
    'assurance-maladie',
    'annuaire',
  ];
  for (const source of preferred) {
    const found = contacts.find((contact) => contact.source === source);
    const picked = found === undefined ? undefined : pick(found);
    if (picked !== undefined) return picked;
  }
  return undefined;
}
