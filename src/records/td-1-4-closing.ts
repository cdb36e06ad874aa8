import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { DomainRules } from '../terminology/affinity-domain.ts';
import { attribute, path, type XmlElement } from '../xml/tree.ts';
import {
  isRevisionFor,
  malformedRevision,
  REVISION,
  type Revised,
  type RevisionRequest,
  readRevision,
  writeRevised,
  writeRevisionRefusal,
} from './record-revision.ts';

/** Why a record may be closed by a professional: the patient asks for it (facts of DMP, 2.2). */
const FERMETURE_DEMANDE_PATIENT = { code: 'FERMETURE_DEMANDE_PATIENT', codeSystem: '1.2.250.1.213.4.1.2.4' };

/**
 * TD1.4 (design 5.9; in no table of rights): the médecin traitant closes the record because the patient asks for it, in normal
 * mode. What is in it stays, and the patient may open it again. A record that is closed already is as absent.
 * @returns refusals: MalformedRequest, AssertionPatient, AccessDenied, XDSUnknownPatientId.
 */
export function closing({
  rules,
}: {
  rules: Pick<DomainRules, 'deviceOid'>;
}): SoapTransaction<RevisionRequest, Revised> {
  return {
    ...REVISION,
    serves: (payload) => isRevisionFor(payload, 'FERM'),
    read: readClosing,
    transaction: {
      event: 'TD1.4',
      action: 'U',
      right: 'record.administer',
      record: ({ patientId }) => ({ patientId }),
      run: async (request, { record, call: { at } }) =>
        record === undefined
          ? refuse('XDSUnknownPatientId', 'no record')
          : {
              answer: { request, status: 'terminated', at },
              documents: [],
              writes: [{ kind: 'close-record', patientKey: record.patient.key, at }],
              onConflict: async ({ conflict }) => refuse('XDSUnknownPatientId', conflict),
            },
    },
    write: (revised) => ({ body: writeRevised(revised, rules.deviceOid) }),
    writeRefusal: (refusal, request) => ({
      body: writeRevisionRefusal(request!, refusal, rules.deviceOid),
    }),
  };
}

function readClosing(payload: XmlElement): RevisionRequest | Refusal {
  const revision = readRevision(payload, 'FERM');
  if (isRefusal(revision)) return revision;
  const issue = path(revision.act, 'reasonOf', 'detectedIssueEvent', 'code');
  const { code, codeSystem } = FERMETURE_DEMANDE_PATIENT;
  return attribute(issue, 'code') === code && attribute(issue, 'codeSystem') === codeSystem
    ? revision
    : malformedRevision('detectedIssueEvent');
}
