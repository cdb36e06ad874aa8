import { contactsInForce } from '../model/contacts-in-force.ts';
import {
  isEmailAddress,
  type MessageKind,
  type Notification,
  type Recipient,
} from '../model/notification.ts';
import type { Store } from '../store/store.ts';
import { emailOf, postalOf } from './reach.ts';
import { nameOf } from './texts.ts';

/** How a notification goes out, chosen from what is known of its reader now. */
export type Ready =
  | { readonly by: 'mail'; readonly email: string; readonly reader: string; readonly otherwise: Paper }
  | Paper;

/** `statement`: not on its own, but counted in the yearly letter; `nothing`: `why` says why nobody is told. */
export type Paper =
  | {
      readonly by: 'letter';
      readonly reader: string;
      /** PS_IdNat of a professional: who of that name it is, where the address is not known. */
      readonly professional?: string;
      readonly postal: readonly string[];
    }
  | { readonly by: 'statement' }
  | { readonly by: 'nothing'; readonly why: 'dropped' | 'given-up' };

/** Told as it happens by e-mail, or else once a year on paper (NOT-08). */
const YEARLY: readonly MessageKind[] = ['first-access', 'action', 'document-added'];
/** Of use for minutes only, to whoever is at the screen. */
const MAIL_ONLY: readonly MessageKind[] = ['account-code'];

/**
 * Chooses the channel of a notification: e-mail where an address is known, else paper, whether the record is activated or not
 * (LC-01, NOT-06 to NOT-09). A patient whose record is absent, opposed or closed is told nothing (NOT-10, LC-27), whatever was
 * queued before.
 * @param at the instant of sending, ISO 8601 UTC: whoever has grown up since is no longer told through a parent.
 */
export async function makeReady(
  { recipient, message }: Notification,
  store: Pick<Store, 'records' | 'notifications'>,
  at: string,
): Promise<Ready> {
  const reader = await readerOf(recipient, store, at);
  if (reader === undefined) return { by: 'nothing', why: 'dropped' };
  const otherwise = onPaper(message.kind, reader);
  const { email, name } = reader;
  if (email === undefined || message.kind === 'statement') return otherwise;
  return { by: 'mail', email, reader: name, otherwise };
}

interface Reader {
  readonly name: string;
  readonly email: string | undefined;
  readonly postal: readonly string[];
  readonly professional?: string;
}

function onPaper(kind: MessageKind, { name, postal, professional }: Reader): Paper {
  if (YEARLY.includes(kind)) return { by: 'statement' };
  if (MAIL_ONLY.includes(kind)) return { by: 'nothing', why: 'given-up' };
  return { by: 'letter', reader: name, postal, ...(professional === undefined ? {} : { professional }) };
}

async function readerOf(
  recipient: Recipient,
  { records, notifications }: Pick<Store, 'records' | 'notifications'>,
  at: string,
): Promise<Reader | undefined> {
  if ('family' in recipient) {
    const { email, postal = [] } = recipient;
    return { name: nameOf(recipient), email: isEmailAddress(email ?? '') ? email : undefined, postal };
  }
  const contacts = await notifications.contacts(recipient);
  if ('professional' in recipient) {
    const { name, professional } = recipient;
    return { name, professional, email: emailOf(contacts), postal: postalOf(contacts) };
  }
  const record = await records.byKey(recipient.patientKey);
  if (record?.status !== 'open') return undefined;
  const { patient } = record;
  const inForce = contactsInForce(contacts, record, at);
  return {
    name: nameOf({ given: patient.givens[0] ?? '', family: patient.usualFamily ?? patient.family }),
    email: emailOf(inForce),
    postal: postalOf(inForce),
  };
}
