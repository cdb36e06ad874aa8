import type { EnrolmentSettings } from '../../config/enrolment.ts';
import { isRefusal, refuse } from '../../errors.ts';
import type { FhirInteraction } from '../../fhir/interaction.ts';
import { readParameters } from '../../fhir/parameters.ts';
import type { InsuredPerson } from '../../model/enrolment.ts';
import type { Store, WriteCommand } from '../../store/store.ts';
import type { Access, Outcome, Refused } from '../../transaction.ts';
import { type Activated, activate, oppose, writeActivated, writeOpposed } from './activation.ts';
import { countAttempt, forgetAttempts } from './attempts.ts';
import { type Evidence, provenPerson } from './evidence.ts';
import { accord, carte, code, conditionsAcceptees, nir, patientOf } from './parameters.ts';

export interface EnrolmentHost {
  readonly store: Pick<Store, 'enrolment' | 'write'>;
  readonly settings: EnrolmentSettings;
}

interface ActivationRequest extends Evidence {
  readonly agreed: boolean;
}

/**
 * `Patient/$activer`: an usager activates the own record, or that of a child, with the provisional code, the NIR and the serial
 * number of the carte Vitale (AU-01), having accepted the terms (LC-28), at any time and in any state (LC-08, LC-10, LC-11).
 * @returns EnrolmentRefused for whatever is wrong and whoever is unknown, EnrolmentLocked after too many attempts,
 * AgreementMissing to whoever has shown all three.
 */
export function activateWithCode(host: EnrolmentHost): FhirInteraction<ActivationRequest, Activated> {
  return {
    resourceType: 'Patient',
    interaction: 'operation',
    operation: { name: 'activer', on: 'type' },
    hears: 'usager',
    read: ({ body }) => {
      const read = readParameters(body, { nir, code, carte, conditionsAcceptees, accord });
      if (isRefusal(read)) return read;
      return { ...read.nir, code: read.code, card: read.carte, agreed: read.accord === true };
    },
    transaction: {
      event: 'ENROLMENT-activate',
      action: 'U',
      right: 'enrolment.decide',
      record: patientOf,
      run: (request, access) =>
        withEvidence(host, request, access, (person, writes) =>
          activate(person, { at: access.call.at, agreed: request.agreed, writes }),
        ),
    },
    write: writeActivated,
  };
}

/**
 * `Patient/$s-opposer`: an usager opposes, with the same evidence (AU-01, LC-09).
 * @returns EnrolmentRefused and EnrolmentLocked as for activation.
 */
export function opposeWithCode(host: EnrolmentHost): FhirInteraction<Evidence, undefined> {
  return {
    resourceType: 'Patient',
    interaction: 'operation',
    operation: { name: 's-opposer', on: 'type' },
    hears: 'usager',
    read: ({ body }) => {
      const read = readParameters(body, { nir, code, carte });
      return isRefusal(read) ? read : { ...read.nir, code: read.code, card: read.carte };
    },
    transaction: {
      event: 'ENROLMENT-oppose',
      action: 'U',
      right: 'enrolment.decide',
      record: patientOf,
      run: (request, access) =>
        withEvidence(host, request, access, (person, writes) =>
          oppose(person, { at: access.call.at, writes }),
        ),
    },
    write: writeOpposed,
  };
}

/** Counts, then looks, and lets a decision be made for the person whom everything that was shown belongs to. */
async function withEvidence<Answer>(
  { store, settings }: EnrolmentHost,
  evidence: Evidence,
  { call: { from, at } }: Access,
  decide: (person: InsuredPerson, writes: readonly WriteCommand[]) => Outcome<Answer> | Refused,
): Promise<Outcome<Answer> | Refused> {
  const locked = await countAttempt(store, { ...evidence, from }, at, settings);
  if (locked !== undefined) return locked;
  const person = await provenPerson(store, evidence, at);
  if (person === undefined) return refuse('EnrolmentRefused', 'evidence does not agree');
  return decide(person, [forgetAttempts(evidence)]);
}
