import { type Refusal, refuse } from '../errors.ts';
import type { MedicalRecord } from '../model/record.ts';
import type { DomainRules } from '../terminology/affinity-domain.ts';

/**
 * Refuses documents of a patient who is not known here, where patients have to be: by an open record, or because the
 * patient identity feed has told of them (ITI TF-2 3.42.4.1.3.3).
 * @returns XDSUnknownPatientId, or undefined.
 */
export function unknownPatient(
  record: MedicalRecord | undefined,
  { recordsRequired, patientFeed }: Pick<DomainRules, 'recordsRequired' | 'patientFeed'>,
): Refusal | undefined {
  if (record !== undefined || (!recordsRequired && patientFeed !== 'required')) return undefined;
  return refuse('XDSUnknownPatientId', recordsRequired ? 'no record' : 'a patient whom nobody has told of');
}
