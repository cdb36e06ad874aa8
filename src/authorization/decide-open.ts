import type { Right } from '../model/right.ts';
import type { ScopeFacts } from '../model/scope.ts';
import type { DomainRules } from '../terminology/affinity-domain.ts';
import { decideForUsager } from './decide-enrolment.ts';
import { decideForPatient } from './decide-for-patient.ts';
import { type Decision, empty, granted, isCoherent, type Question, refused } from './decision.ts';

const EVERYTHING: ScopeFacts = {
  patient: 'any',
  types: 'all',
  hiddenConfidentiality: [],
  hiddenStatuses: [],
};

/** Rights that are exercised where there may be no record. */
const WITHOUT_RECORD: readonly Right[] = ['record.existence', 'patient.read'];

/** What is the patient's, or the usager's, in every domain. */
const PATIENTS_ONLY: readonly Right[] = [
  'trace.read',
  'record.choices',
  'record.block',
  'record.read-choices',
  'record.dispose',
  'enrolment.decide',
  'enrolment.dependants',
];

/**
 * Decides on one call in a domain without a habilitation matrix: whoever was let in by certificate or assertion sees
 * everything of a patient. A patient is still held to the own record, traces are still the patient's, and where the domain
 * requires records a closed or absent one opens nothing.
 */
export function decideOpen(
  question: Question,
  { recordsRequired }: Pick<DomainRules, 'recordsRequired'>,
): Decision {
  try {
    if (!isCoherent(question.subject)) return refused('caller-unidentified');
    if (question.subject.kind === 'usager')
      return recordsRequired ? decideForUsager(question) : refused('caller-unidentified');
    if (question.right === 'directory.read') return granted('functional-right');
    if (question.subject.kind === 'patient') return decideForPatient(question);
    if (PATIENTS_ONLY.includes(question.right)) return refused('patients-only');
    const closed = recordsRequired ? recordFault(question) : undefined;
    if (closed !== undefined) return closed;
    // A request or an assertion that names a patient is answered for that patient alone, known or not.
    const unnamed = question.subject.patientId === undefined ? 'any' : 'none';
    const patient = question.record?.patient.key ?? unnamed;
    return granted('open-domain', { ...EVERYTHING, patient });
  } catch {
    return refused('error');
  }
}

function recordFault({ right, record }: Question): Decision | undefined {
  if (record === undefined) return WITHOUT_RECORD.includes(right) ? undefined : refused('record-absent');
  if (record.status === 'open' || right === 'record.existence') return undefined;
  return right === 'patient.read' ? empty('record-closed') : refused('record-closed');
}
