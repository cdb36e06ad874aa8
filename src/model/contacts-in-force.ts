import { isMinor } from './enrolment.ts';
import type { ContactSource, KnownContact } from './notification.ts';
import type { MedicalRecord, Patient } from './record.ts';

/**
 * The contacts at which a patient is told at an instant, the preferred one first: what was recorded at activation once the
 * record is activated, then what health insurance tells (NOT-06, NOT-07). For a child the parent who stands for it takes the
 * place of the child (LC-21, DEL-05). From the 18th birthday on neither that parent's address counts nor what was recorded for
 * the child: whoever reads it would learn what was kept from the parents until then (rule DMP-09).
 * @param at ISO 8601 UTC.
 */
export function contactsInForce(
  contacts: readonly KnownContact[],
  { patient, activated }: Pick<MedicalRecord, 'patient' | 'activated'>,
  at: string,
): readonly KnownContact[] {
  const minor = isMinor(patient, at);
  const represented = contacts.some(({ source }) => source === 'representative');
  const preferred: readonly ContactSource[] = [
    ...(activated ? [activationSource(patient, at)] : []),
    minor && represented ? 'representative' : 'assurance-maladie',
  ];
  return preferred.flatMap((wanted) => contacts.filter(({ source }) => source === wanted));
}

/** As whose an address is recorded that is given at an instant for the account of a patient. @param at ISO 8601 UTC. */
export function activationSource(
  patient: Pick<Patient, 'birthDate'>,
  at: string,
): ContactSource & ('activation' | 'activation-of-minor') {
  return isMinor(patient, at) ? 'activation-of-minor' : 'activation';
}
