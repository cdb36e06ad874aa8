import type { Refusal } from '../errors.ts';
import type { Transmission } from '../hl7v3/transmission.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { DomainRules } from '../terminology/affinity-domain.ts';
import type { XmlElement } from '../xml/tree.ts';
import { mergePatients, type PatientFeedOptions, tellOfPatient } from './identity-feed.ts';
import { writeAcknowledgement } from './iti-44-acknowledgement.ts';
import {
  type MergeRequest,
  type PatientRequest,
  readMergeRequest,
  readPatientRequest,
} from './iti-44-request.ts';

const V3_ACTION = 'urn:hl7-org:v3';

/** ITI-44 Patient Identity Feed HL7 V3 (ITI TF-2 3.44), the part of the Document Registry: added, revised, duplicates resolved. */
export function patientIdentityFeedV3(
  options: PatientFeedOptions & { readonly rules: Pick<DomainRules, 'deviceOid'> },
): readonly [
  SoapTransaction<PatientRequest, PatientRequest>,
  SoapTransaction<PatientRequest, PatientRequest>,
  SoapTransaction<MergeRequest, MergeRequest>,
] {
  const { deviceOid } = options.rules;
  const told = (name: string, action: 'C' | 'U'): SoapTransaction<PatientRequest, PatientRequest> => ({
    ...wire(name, deviceOid),
    read: (payload) => readPatientRequest(payload, name),
    transaction: tellOfPatient('ITI-44', action, options),
  });
  return [
    told('PRPA_IN201301UV02', 'C'),
    told('PRPA_IN201302UV02', 'U'),
    {
      ...wire('PRPA_IN201304UV02', deviceOid),
      read: (payload: XmlElement) => readMergeRequest(payload),
      transaction: mergePatients('ITI-44', options),
    },
  ];
}

/** What the three have in common on the wire. A message that could not be read has no id to be answered by: a SOAP fault. */
function wire(name: string, deviceOid: string) {
  const answer = (request: Transmission, refusal?: Refusal) => {
    const at = new Date().toISOString();
    return { body: writeAcknowledgement(request, refusal, { at, deviceOid }) };
  };
  return {
    action: `${V3_ACTION}:${name}`,
    responseAction: `${V3_ACTION}:MCCI_IN000002UV01`,
    answers: 'simple',
    refusesIn: 'hl7',
    write: (request: Transmission) => answer(request),
    writeRefusal: (refusal: Refusal, request?: Transmission) => {
      if (request === undefined)
        throw new Error(`${name} refused before it was read: ${refusal.refused[0].code}`);
      return answer(request, refusal);
    },
  } as const;
}
