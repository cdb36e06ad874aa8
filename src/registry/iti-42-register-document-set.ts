import type { DocumentsOptions } from '../documents/options.ts';
import { register } from '../documents/register.ts';
import { patientIdFaults } from '../documents/validation/patient-id.ts';
import { LCM } from '../ebrim/namespaces.ts';
import { readSubmitObjects } from '../ebrim/read-submit-objects.ts';
import { writeFailure, writeSuccess } from '../ebrim/registry-response.ts';
import { isRefusal, type Refusal, refuse, refuseAll } from '../errors.ts';
import type { SubmittedObjects } from '../model/submission.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { XmlElement } from '../xml/tree.ts';

/**
 * ITI-42 Register Document Set-b (ITI TF-2 3.42): a repository elsewhere tells the registry of what it keeps. The rules are
 * those of `documents/register.ts`.
 */
export function registerDocumentSet(options: DocumentsOptions): SoapTransaction<SubmittedObjects, null> {
  return {
    action: 'urn:ihe:iti:2007:RegisterDocumentSet-b',
    responseAction: 'urn:ihe:iti:2007:RegisterDocumentSet-bResponse',
    answers: 'simple',
    read: (body) => readObjects(body, options),
    transaction: {
      event: 'ITI-42',
      action: 'C',
      right: 'document.deposit',
      record: ({ submissionSets: [set] }) => {
        if (set === undefined) {
          return refuse('XDSRegistryMetadataError', 'no SubmissionSet', { about: 'SubmissionSet' });
        }
        const { rules } = options.domain;
        const faults = patientIdFaults(set.id, set.patientId, { ...options.config, rules });
        return refuseAll(faults) ?? { patientId: set.patientId };
      },
      run: async (objects, { call, record }) => {
        const registered = await register(objects, { subject: call.subject, at: call.at, record }, options);
        return isRefusal(registered) ? registered : { ...registered, answer: null };
      },
    },
    write: () => ({ body: writeSuccess() }),
    writeRefusal: (refusal) => ({ body: writeFailure(refusal) }),
  };
}

function readObjects(body: XmlElement, { domain }: DocumentsOptions): SubmittedObjects | Refusal {
  if (body.local !== 'SubmitObjectsRequest' || body.namespace !== LCM) {
    return refuse('MalformedRequest', `body ${body.name}`, { about: 'SubmitObjectsRequest' });
  }
  return readSubmitObjects(body, domain.rules.tolerates);
}
