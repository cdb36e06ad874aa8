import type { Authorisation } from '../model/record.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { DomainRules } from '../terminology/affinity-domain.ts';
import { servingAuthorisation } from './authorisation-holder.ts';
import type { Demographics } from './demographics-answer.ts';
import { type DemographicsRequest, isAskedFor, readDemographicsRequest } from './demographics-request.ts';
import { writeExistenceAnswer } from './existence-answer.ts';

export interface Existence extends Demographics {
  readonly authorisation: Authorisation | undefined;
  /** Whether the patient blocks the caller. */
  readonly blocked: boolean;
}

/**
 * TD0.2 (PDT-INF-526): does a record exist under an INS, is it open, attached to Mon espace santé, is the caller authorised,
 * its médecin traitant or blocked, which emergencies does the patient oppose. An absent record is an answer (`NF`), not a
 * refusal. Refusals: MalformedRequest, AssertionPatient.
 */
export function existence({
  rules,
}: {
  rules: Pick<DomainRules, 'deviceOid'>;
}): SoapTransaction<DemographicsRequest, Existence> {
  return {
    action: 'urn:hl7-org:v3:PRPA_IN201307UV02',
    responseAction: 'urn:hl7-org:v3:PRPA_IN201308UV02',
    answers: 'simple',
    serves: (payload) => isAskedFor(payload, 'TEST_EXST'),
    read: (payload) => readDemographicsRequest(payload, 'TEST_EXST'),
    transaction: {
      event: 'TD0.2',
      action: 'E',
      right: 'record.existence',
      record: ({ patientId }) => ({ patientId }),
      run: async (request, access) => ({
        answer: {
          request,
          record: access.record,
          authorisation: servingAuthorisation(access),
          blocked: access.standing.blocked !== undefined,
          at: access.call.at,
        },
        documents: [],
      }),
    },
    write: (answer) => ({ body: writeExistenceAnswer(answer, rules.deviceOid) }),
  };
}
