import type { ScopeFacts } from '../model/scope.ts';
import { decideForPatient } from './decide-for-patient.ts';
import { type Decision, granted, isCoherent, type Question, refused } from './decision.ts';

const EVERYTHING: ScopeFacts = {
  patient: 'any',
  types: 'all',
  hiddenConfidentiality: [],
  hiddenStatuses: [],
};

/**
 * Decides on one call in a domain without patient records (design 4, domain `ihe`): whoever was let in by certificate or
 * assertion sees everything. A patient is still held to the own record, and traces are still the patient's.
 */
export function decideOpen(question: Question): Decision {
  try {
    if (!isCoherent(question.subject)) return refused('caller-unidentified');
    if (question.subject.kind === 'patient') return decideForPatient(question);
    if (question.right === 'trace.read') return refused('patients-only');
    // A request or an assertion that names a patient is answered for that patient alone, known or not.
    const unnamed = question.subject.patientId === undefined ? 'any' : 'none';
    const patient = question.record?.patient.key ?? unnamed;
    return granted('open-domain', { ...EVERYTHING, patient });
  } catch {
    return refused('error');
  }
}
