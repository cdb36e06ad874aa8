/**
 * Whom a notification is for. A patient and a professional are reached where their contacts say when it is made ready; a
 * person who has no record yet is reached where the notification itself says.
 */
export type Recipient =
  | { readonly patientKey: number }
  /** PS_IdNat, and the name that people read. */
  | { readonly professional: string; readonly name: string }
  | PersonReached;

export interface PersonReached {
  readonly family: string;
  readonly given: string;
  readonly email?: string;
  /** Lines of a postal address, without the name. */
  readonly postal?: readonly string[];
}

/**
 * What a person is told (rules NOT-01 to NOT-10, LC-01, LC-02, AU-04; R.1111-48). What a message says beside its fixed text
 * stands here, typed: names of the reader, codes, dates and counts. Nothing of a document and no name of a professional,
 * whose speciality alone may tell of an illness: a mail goes over open networks and may be read by others.
 */
export type Message =
  /** A professional has been in the record for the first time. */
  | { readonly kind: 'first-access' }
  /** Some professional has acted on the record; told of each action where the operator wants so (NOT-05). */
  | { readonly kind: 'action' }
  | { readonly kind: 'document-added' }
  /** The record has been opened in an emergency; told to the patient, and to each médecin traitant. */
  | { readonly kind: 'emergency-access' }
  | { readonly kind: 'emergency-access-medecin-traitant' }
  /** `holder`: whose record it is about, who may be a child of the reader. `delay`: as people read it, `6 semaines`. */
  | {
      readonly kind: 'enrolment-invitation';
      readonly holder: PersonName;
      readonly code: string;
      readonly delay: string;
    }
  | {
      readonly kind: 'enrolment-created';
      readonly holder: PersonName;
      readonly code: string;
      readonly delay: string;
    }
  | {
      readonly kind: 'enrolment-new-code';
      readonly holder: PersonName;
      readonly code: string;
      readonly delay: string;
    }
  /** The same to the guardian of a protected adult, who must agree (DEL-02), and gets no code to decide with alone. */
  | {
      readonly kind: 'enrolment-invitation-guardian';
      readonly holder: PersonName;
      readonly delay: string;
    }
  | { readonly kind: 'enrolment-created-guardian'; readonly holder: PersonName }
  /** Told to all who stand for the holder, and so to whoever did not do it (DEL-03). */
  | { readonly kind: 'enrolment-activated'; readonly holder: PersonName }
  /** A one-time code of an account, good for so many minutes. */
  | { readonly kind: 'account-code'; readonly code: string; readonly minutes: number }
  /** The activity of a year, on paper (NOT-08). `from` and `to` are days, `YYYY-MM-DD`. */
  | {
      readonly kind: 'statement';
      readonly from: string;
      readonly to: string;
      readonly documents: number;
      readonly accesses: number;
    };

export interface PersonName {
  readonly family: string;
  readonly given: string;
}

export type MessageKind = Message['kind'];

/** A message and its reader. */
export interface Notification {
  readonly recipient: Recipient;
  readonly message: Message;
}

/**
 * Where an address comes from (NOT-06, NOT-07): recorded at activation, by the holder or, for a child, by whoever holds the
 * account until majority; told by health insurance, the holder's own or that of the parent who stands for a child; or of the
 * directory of professionals.
 */
export type ContactSource =
  | 'activation'
  | 'activation-of-minor'
  | 'assurance-maladie'
  | 'representative'
  | 'annuaire';

/** One known way to reach a patient or a professional. A later contact of the same source takes its place. */
export interface KnownContact {
  readonly of: { readonly patientKey: number } | { readonly professional: string };
  readonly source: ContactSource;
  readonly email?: string;
  /** Whether the owner has shown to read that mailbox; what health insurance tells counts as such. */
  readonly emailVerified: boolean;
  /** Telephone number; shown to the patient who makes an account (AU-05), and not used to tell anything. */
  readonly mobile?: string;
  readonly postal?: readonly string[];
  /** Whose it is, where it is that of a parent who stands for a child. */
  readonly representative?: PersonName;
}

/** Longest address that SMTP carries (RFC 5321, 4.5.3.1.3, less the brackets). */
const LONGEST_ADDRESS = 254;

/**
 * Whether a text is one plain e-mail address: a dot-atom before the `@` and a host name with a dot after it (RFC 5322, 3.4.1),
 * so that no list, comment, quoted text or line end can stand in it.
 */
export function isEmailAddress(text: string): boolean {
  return (
    text.length <= LONGEST_ADDRESS &&
    /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i.test(
      text,
    )
  );
}
