import { type Refusal, refuse } from '../../errors.ts';
import type { FhirAnswer } from '../../fhir/interaction.ts';
import { freshTicket } from '../../identity/account-ticket.ts';
import type { InsuredPerson } from '../../model/enrolment.ts';
import type { Conflict, WriteCommand } from '../../store/store.ts';
import type { Outcome, Refused } from '../../transaction.ts';
import { parametersAnswer } from './parameters.ts';
import { nameOf, needsAgreement, toldFor } from './reached.ts';

/** What an activation answers: a ticket, good once, with which the person makes the account that she signs in with. */
export interface Activated {
  readonly ticket: string;
  /** ISO 8601 UTC. */
  readonly until: string;
}

/**
 * Activates the record of a person who has been proven, or decided for by whoever stands for her; it is created, or opened again,
 * where it is not there (LC-08, LC-10, LC-11, LC-16). The code is used up, and all who stand for her are told.
 * @param writes what else the unit holds. @param agreed whether those who must agree have.
 * @returns AgreementMissing where somebody must and has not; then nothing is used up.
 */
export function activate(
  person: InsuredPerson,
  { at, agreed, writes }: { at: string; agreed: boolean; writes: readonly WriteCommand[] },
): Outcome<Activated> | Refused {
  if (needsAgreement(person, at) && !agreed) return refuse('AgreementMissing', 'agreement not given');
  const { ticket, digest, until } = freshTicket(person, at);
  return {
    answer: { ticket, until },
    writes: [
      {
        kind: 'enrol',
        ...expectedOf(person),
        activated: true,
        at,
        ticket: { digest, until },
      },
      ...toldFor(person, at).map((recipient) => ({
        kind: 'notify' as const,
        notification: {
          recipient,
          message: { kind: 'enrolment-activated' as const, holder: nameOf(person) },
        },
        at,
      })),
      ...writes,
    ],
    onConflict: refuseChanged,
    documents: [],
  };
}

/** Opposes for a person: there will be no record, and one that is there is closed (LC-09). The code is used up. */
export function oppose(
  person: InsuredPerson,
  { at, writes }: { at: string; writes: readonly WriteCommand[] },
): Outcome<undefined> {
  return {
    answer: undefined,
    writes: [{ kind: 'oppose', ...expectedOf(person), at }, ...writes],
    onConflict: refuseChanged,
    documents: [],
  };
}

export function writeActivated({ ticket, until }: Activated): FhirAnswer {
  return parametersAnswer([
    { name: 'statut', valueCode: 'activated' },
    { name: 'ticket', valueString: ticket },
    { name: 'expiration', valueInstant: until },
  ]);
}

export function writeOpposed(): FhirAnswer {
  return parametersAnswer([{ name: 'statut', valueCode: 'opposed' }]);
}

/** How the person was found, so that of two requests at once only one counts. */
function expectedOf({ key, status, code }: InsuredPerson) {
  return { key, expected: status, ...(code === undefined ? {} : { codeHash: code.hash }) };
}

/** Another request has used the code in between: as if it had never been good. */
async function refuseChanged({ conflict }: Conflict): Promise<Refusal> {
  if (conflict !== 'enrolment-changed') throw new Error(`unexpected conflict: ${conflict}`);
  return refuse('EnrolmentRefused', conflict);
}
