import type { Authorisation, MedicalRecord } from '../model/record.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { DomainRules } from '../terminology/affinity-domain.ts';
import { servingAuthorisation } from './authorisation-holder.ts';
import { writeExistenceAnswer } from './existence-answer.ts';
import { type ExistenceRequest, readExistenceRequest } from './existence-request.ts';

export interface Existence {
  readonly request: ExistenceRequest;
  readonly record: MedicalRecord | undefined;
  readonly authorisation: Authorisation | undefined;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * TD0.2 (PDT-INF-526): does a record exist under an INS, is it open, and is the caller authorised. An absent record is an
 * answer (`NF`), not a refusal. Refusals: MalformedRequest, AssertionPatient.
 */
export function existence({
  rules,
}: {
  rules: Pick<DomainRules, 'deviceOid'>;
}): SoapTransaction<ExistenceRequest, Existence> {
  return {
    action: 'urn:hl7-org:v3:PRPA_IN201307UV02',
    responseAction: 'urn:hl7-org:v3:PRPA_IN201308UV02',
    answers: 'simple',
    read: readExistenceRequest,
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
          at: access.call.at,
        },
        documents: [],
      }),
    },
    write: (answer) => ({ body: writeExistenceAnswer(answer, rules.deviceOid) }),
  };
}
