import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { FhirInteraction } from '../../fhir/interaction.ts';
import { atMostOne, readParameters } from '../../fhir/parameters.ts';
import { textOf } from '../../fhir/shape.ts';
import type { InsuredPerson } from '../../model/enrolment.ts';
import type { Outcome, Refused } from '../../transaction.ts';
import { countAttempt } from './attempts.ts';
import type { EnrolmentHost } from './decide-with-code.ts';
import { isCardOf } from './evidence.ts';
import { carte, nir, parametersAnswer, patientOf } from './parameters.ts';
import { reachedFor } from './reached.ts';
import { makeKeptCode, sendCode } from './send-code.ts';

/** What a person without a code shows: who she is, her carte Vitale, and how she is known to be reached. */
interface CodeRequest {
  readonly ins: string;
  readonly authority: string;
  readonly card: string;
  readonly contact: { readonly email: string } | { readonly postalCode: string };
}

/**
 * `Patient/$demander-code`: sends a new provisional code to the contact on file of whoever shows the NIR, the serial number of
 * the carte Vitale and that same contact: the e-mail address or, where there is none, the postal code (LC-19). Open to all
 * once the campaign has started, whether a letter reached them or not (LC-20); the code that was sent before ends.
 * @returns always the same answer, whether a code was sent or not; EnrolmentLocked after too many attempts.
 */
export function askCode(host: EnrolmentHost): FhirInteraction<CodeRequest, undefined> {
  return {
    resourceType: 'Patient',
    interaction: 'operation',
    operation: { name: 'demander-code', on: 'type' },
    hears: 'usager',
    read: ({ body }) => {
      const email = atMostOne('valueString', textOf(254));
      const codePostal = atMostOne('valueString', textOf(10));
      const read = readParameters(body, { nir, carte, email, codePostal });
      if (isRefusal(read)) return read;
      const contact = contactOf(read);
      return isRefusal(contact) ? contact : { ...read.nir, card: read.carte, contact };
    },
    transaction: {
      event: 'ENROLMENT-code',
      action: 'E',
      right: 'enrolment.decide',
      record: patientOf,
      run: (request, { call: { from, at } }) => run(host, request, { from, at }),
    },
    write: () => parametersAnswer([{ name: 'statut', valueCode: 'received' }]),
  };
}

function contactOf({
  email,
  codePostal,
}: {
  readonly email: string | undefined;
  readonly codePostal: string | undefined;
}): CodeRequest['contact'] | Refusal {
  if (email !== undefined) return { email };
  if (codePostal !== undefined) return { postalCode: codePostal };
  return refuse('ResourceIncomplete', 'no contact', { about: 'Parameters.email' });
}

/** The same work for everybody; what is written commits with the trace, which there is in any case. */
async function run(
  { store, settings }: EnrolmentHost,
  request: CodeRequest,
  { from, at }: { readonly from: string; readonly at: string },
): Promise<Outcome<undefined> | Refused> {
  const locked = await countAttempt(store, { ...request, from }, at, settings);
  if (locked !== undefined) return locked;
  const person = await store.enrolment.byIns(request.ins, request.authority);
  const started = await store.enrolment.campaignStarted();
  const made = await makeKeptCode();
  const right = [
    started !== undefined && started <= at,
    isCardOf(request.card, person),
    isReachedAt(request.contact, person, at),
  ].every((one) => one);
  if (person === undefined || !right) {
    return { answer: undefined, documents: [], refusedQuietly: 'EnrolmentRefused' };
  }
  return {
    answer: undefined,
    writes: sendCode(person, 'enrolment-new-code', made, { expected: person.status, at, settings }),
    // Another request has changed the person's state in between: her code is that of the other.
    onConflict: async () => 'already-done',
    documents: [],
  };
}

function isReachedAt(
  contact: CodeRequest['contact'],
  person: InsuredPerson | undefined,
  at: string,
): boolean {
  if (person === undefined) return false;
  const { email, postal = [] } = reachedFor(person, at);
  if ('email' in contact) return email?.toLowerCase() === contact.email.trim().toLowerCase();
  if (email !== undefined) return false;
  return (
    /^[0-9]{5}$/.test(contact.postalCode) &&
    postal.some((line) => line.split(/\s+/).includes(contact.postalCode))
  );
}
