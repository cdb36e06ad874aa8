import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { DomainRules } from '../terminology/affinity-domain.ts';
import { type Demographics, writeDemographicsAnswer } from './demographics-answer.ts';
import { type DemographicsRequest, isAskedFor, readDemographicsRequest } from './demographics-request.ts';

/**
 * TD1.3a (PDT-INF-526): the administrative data of a record under an INS, open to every professional and structure without
 * an authorisation, as Patient is over FHIR. A closed record and an absent one are the same answer, `NF`; TD0.2 alone tells
 * that a record has been closed. Refusals: MalformedRequest, AssertionPatient, AccessDenied.
 */
export function administrativeData({
  rules,
}: {
  rules: Pick<DomainRules, 'deviceOid'>;
}): SoapTransaction<DemographicsRequest, Demographics> {
  return {
    action: 'urn:hl7-org:v3:PRPA_IN201307UV02',
    responseAction: 'urn:hl7-org:v3:PRPA_IN201308UV02',
    answers: 'simple',
    serves: (payload) => isAskedFor(payload, 'CNSLT_DATA'),
    read: (payload) => readDemographicsRequest(payload, 'CNSLT_DATA'),
    transaction: {
      event: 'TD1.3a',
      action: 'E',
      right: 'patient.read',
      record: ({ patientId }) => ({ patientId }),
      // A record that the caller may not see is not in its access.
      run: async (request, { record, call }) => ({
        answer: { request, record, at: call.at },
        documents: [],
      }),
    },
    write: (answer) => ({ body: writeDemographicsAnswer(answer, 'CNSLT_DATA', rules.deviceOid) }),
  };
}
