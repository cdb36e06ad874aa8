import type { AnyHl7v2Transaction, Hl7v2Transaction } from '../hl7v2/hl7v2-transaction.ts';
import {
  type MergeTold,
  mergePatients,
  type PatientFeedOptions,
  type PatientTold,
  tellOfPatient,
} from './identity-feed.ts';
import { readMergeMessage, readPatientMessage } from './iti-8-message.ts';

/** ITI-8 Patient Identity Feed (ITI TF-2 3.8), the part of the Document Registry: ADT over MLLP. */
export function patientIdentityFeed(options: PatientFeedOptions): readonly AnyHl7v2Transaction[] {
  const told = (events: readonly string[], action: 'C' | 'U'): Hl7v2Transaction<PatientTold> => ({
    type: 'ADT',
    events,
    read: readPatientMessage,
    transaction: tellOfPatient('ITI-8', action, options),
  });
  const merged: Hl7v2Transaction<MergeTold> = {
    type: 'ADT',
    events: ['A40'],
    read: readMergeMessage,
    transaction: mergePatients('ITI-8', options),
  };
  return [told(['A01', 'A04', 'A05'], 'C'), told(['A08'], 'U'), merged];
}
