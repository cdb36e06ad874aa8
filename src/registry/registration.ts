import type { Caller, DocumentsOptions } from '../documents/options.ts';
import type { Acceptance } from '../documents/registration-writes.ts';
import { submissionTold } from '../documents/submission.ts';
import { patientIdFaults } from '../documents/validation/patient-id.ts';
import { LCM } from '../ebrim/namespaces.ts';
import { readSubmitObjects } from '../ebrim/read-submit-objects.ts';
import { writeFailure, writeSuccess } from '../ebrim/registry-response.ts';
import { isRefusal, type Refusal, refuse, refuseAll } from '../errors.ts';
import type { EventType } from '../model/event.ts';
import type { SubmittedObjects } from '../model/submission.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { XmlElement } from '../xml/tree.ts';

/** What one transaction that registers metadata, or new versions of them, has of its own. */
export interface RegistrationForm {
  readonly action: string;
  readonly responseAction: string;
  readonly event: EventType;
  /** Left out, it makes something known that was not. */
  readonly changes?: true;
  readonly rules: (
    objects: SubmittedObjects,
    caller: Caller,
    options: DocumentsOptions,
  ) => Promise<Acceptance | Refusal>;
}

/** What ITI-42, ITI-57, ITI-61 and ITI-92 have in common: one `lcm:SubmitObjectsRequest`, whose SubmissionSet names the patient. */
export function registration(
  { action, responseAction, event, changes, rules }: RegistrationForm,
  options: DocumentsOptions,
): SoapTransaction<SubmittedObjects, null> {
  return {
    action,
    responseAction,
    answers: 'simple',
    read: (body) => readObjects(body, options),
    transaction: {
      event,
      action: changes === true ? 'U' : 'C',
      right: changes === true ? 'document.update' : 'document.deposit',
      record: ({ submissionSets: [set] }) => {
        if (set === undefined) {
          return refuse('XDSRegistryMetadataError', 'no SubmissionSet', { about: 'SubmissionSet' });
        }
        const { rules: ofDomain } = options.domain;
        const faults = patientIdFaults(set.id, set.patientId, { ...options.config, rules: ofDomain });
        return refuseAll(faults) ?? { patientId: set.patientId };
      },
      about: submissionTold,
      run: async (objects, { call, record, scope, updates }) => {
        const bounds = updates === undefined ? {} : { bounds: { scope, rights: updates } };
        const caller = { subject: call.subject, at: call.at, record, ...bounds };
        const registered = await rules(objects, caller, options);
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
