import { type Refusal, refuse } from '../../errors.ts';
import type { FhirAnswer } from '../../fhir/interaction.ts';
import type { Right } from '../../model/right.ts';
import type { Store } from '../../store/store.ts';
import type { Transaction } from '../../transaction.ts';
import { type ConsentOf, consentResource } from './consent-resource.ts';
import {
  choicesOf,
  decisionsBetween,
  MOST_PEOPLE,
  namesTooMany,
  type PatientChoices,
  versionOf,
} from './patient-choices.ts';

/** A change of a patient's choices. */
export interface ChoiceRequest {
  readonly patientKey: number;
  /** The choices as they are to be. @param at ISO 8601 UTC. */
  readonly change: (before: PatientChoices, at: string) => PatientChoices;
  /** The version that the caller has read, where it names one. */
  readonly ifMatch?: string;
}

/**
 * A change of what a patient decides, whatever its form: reads the choices, changes them and writes what is different. Each
 * decision gets a trace of its own in the patient's journal; a change that changes nothing is traced as looked at.
 * @returns a transaction that answers the choices as they are then; refusals: NotFound, PreconditionFailed, ResourceInvalid where
 * more professionals are named than there may be.
 */
export function choiceTransaction(
  right: Right,
  store: Pick<Store, 'choices' | 'records'>,
): Transaction<ChoiceRequest, ConsentOf> {
  return {
    event: 'CONSENT',
    action: 'U',
    right,
    record: ({ patientKey }) => ({ patientKey }),
    run: async ({ change, ifMatch }, { record, call }) => {
      if (record === undefined) return refuse('NotFound', 'no record');
      const before = await choicesOf(record, store);
      if (ifMatch !== undefined && ifMatch !== versionOf(before)) {
        return refuse('PreconditionFailed', 'choices have changed');
      }
      const after = change(before, call.at);
      if (namesTooMany(before, after)) return refuse('ResourceInvalid', `more than ${MOST_PEOPLE} people`);
      return {
        answer: { record, choices: after },
        documents: [],
        ...decisionsBetween(record.patient.key, before, after, call.at),
        onConflict: async (): Promise<Refusal> => refuse('NotFound', 'record closed since'),
      };
    },
  };
}

/** The Consent of a patient as an answer. */
export function consentAnswer(consent: ConsentOf, base: string): FhirAnswer & { kind: 'json' } {
  return {
    kind: 'json',
    text: JSON.stringify(consentResource(consent, base)),
    etag: `W/"${versionOf(consent.choices)}"`,
  };
}
