import { isMinor } from '../model/enrolment.ts';
import { parseCx } from '../model/hl7v2.ts';
import type { CallerStanding, MedicalRecord } from '../model/record.ts';
import type { Right } from '../model/right.ts';
import type { Subject } from '../model/subject.ts';
import type { UpdateRights } from '../model/update-rights.ts';
import { type Decision, granted, type Question, refused } from './decision.ts';
import { patientScope } from './scope-facts.ts';

const RIGHTS: readonly Right[] = [
  'record.choices',
  'record.block',
  'record.read-choices',
  'document.search',
  'document.deposit',
  'document.reference',
  'document.update',
  'document.read',
  'patient.read',
  'vaccination.read',
  'trace.read',
  'enrolment.dependants',
];
/** What a patient may ask of the own record whatever its state (LC-10 to LC-13). */
const IN_ANY_STATE: readonly Right[] = ['record.dispose'];

/** A patient reads the own record, once activated: everything but what is kept from the patient, and every trace. */
export function decideForPatient({ right, subject, record, standing, at }: Question): Decision {
  if (!RIGHTS.includes(right) && !IN_ANY_STATE.includes(right)) return refused('not-for-patients');
  if (record === undefined) return refused('record-absent');
  if (!isOwn(subject, record)) return refused('not-own-record');
  if (!mayStillAct(subject, standing, IN_ANY_STATE.includes(right))) return refused('not-own-record');
  // What was kept from the parents is shown to the grown-up, and a token of the child may be in their hands.
  if (subject.ofMinor === true && !isMinor(record.patient, at)) return refused('not-own-record');
  if (IN_ANY_STATE.includes(right)) return granted('own-record');
  if (record.status !== 'open') return refused('record-closed');
  if (!record.activated) return refused('record-not-activated');
  const decision = granted('own-record', patientScope(record.patient.key, isMinor(record.patient, at)));
  return right === 'document.update' ? { ...decision, updates: updatesOf(subject) } : decision;
}

/**
 * What patients do to documents (PDT-INF-526 and 606, note *; rules PAT-01, PAT-02): they mask and unmask all that they see, and
 * archive and delete what they wrote themselves.
 */
function updatesOf({ id }: Subject): UpdateRights {
  return {
    reach: {
      mask: 'any',
      unmask: 'any',
      hide: 'none',
      show: 'none',
      archive: 'own',
      unarchive: 'own',
      delete: 'own',
    },
    own: { authorId: id },
    patientAuthored: true,
  };
}

/**
 * Whoever acts for a child may do so still, and how the record of a child ends is for the principal parent alone (LC-21). That
 * patients act for themselves, or for whom an issuer elsewhere says, needs nothing more.
 */
function mayStillAct({ representative }: Subject, { represents }: CallerStanding, ends: boolean): boolean {
  return representative === undefined || represents === 'principal' || (represents === 'shared' && !ends);
}

/** The token names the INS with its authority, and the INS is, or was, that of the record. */
function isOwn(subject: Subject, record: MedicalRecord): boolean {
  if (subject.patientId === undefined) return false;
  const { value, authority } = parseCx(subject.patientId);
  return (
    value === subject.id &&
    record.identifiers.some((identifier) => identifier.value === value && identifier.authority === authority)
  );
}
