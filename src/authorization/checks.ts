import type { Right } from '../model/right.ts';
import { modeFault, structureOf } from './access-mode.ts';
import type { Capacity } from './capacity.ts';
import { type Decision, empty, type Question, refused } from './decision.ts';
import { cellsOf, mayDeclare } from './functional-rights.ts';
import type { Policy } from './policy.ts';

/** A question with what the checks derive from it. */
export interface Matter extends Question {
  readonly policy: Policy;
  readonly capacity: Capacity;
  /** Whether the record authorises the caller, or its structure for it. */
  readonly authorised: boolean;
}

/** One step of a decision. @returns a denial, or undefined where it has nothing against the request. */
export type Check = (matter: Matter) => Decision | undefined;

/** Rights over documents: the matrix applies, and in normal mode the authorisation of the record (ruling 1). */
export const OVER_DOCUMENTS: readonly Right[] = ['document.search', 'document.read', 'vaccination.read'];
/** Rights that are exercised where there may be no record. */
const WITHOUT_RECORD: readonly Right[] = [
  'record.existence',
  'record.list',
  'patient.read',
  'patient.search',
];
/**
 * What is left to a professional whom the patient blocks: to learn that it is so (TD0.2), and to deposit. Depositing what a
 * coming care needs is a duty (CSP L.1111-15) that a patient may oppose for a legitimate reason only (R.1111-47), and it
 * shows the professional nothing.
 */
const LEFT_TO_BLOCKED: readonly Right[] = ['record.existence', 'document.deposit'];

/** The record exists and is open. */
export const recordIsOpen: Check = ({ right, record }) => {
  if (record === undefined) return WITHOUT_RECORD.includes(right) ? undefined : refused('record-absent');
  if (record.status === 'open' || right === 'record.existence') return undefined;
  return right === 'patient.read' ? empty('record-closed') : refused('record-closed');
};

/** The patient does not block the caller: no emergency opens the record to one who is (rules PAT-05, PAT-07). */
export const callerIsNotBlocked: Check = ({ right, subject, standing }) => {
  if (standing.blocked === undefined) return undefined;
  if (subject.purpose === 'normal' && LEFT_TO_BLOCKED.includes(right)) return undefined;
  return right === 'patient.read' ? empty('blocked') : refused('blocked');
};

/** The mode of access is open to the caller, and the patient does not oppose it. */
export const modeIsAllowed: Check = (matter) => {
  const fault = modeFault(matter, matter.policy);
  return fault === undefined ? undefined : refused(fault);
};

/** An access by bris de glace is opened unless the patient opposes that mode. */
export const openingIsAllowed: Check = ({ right, record }) =>
  right === 'record.open-access' && record?.choices.brisDeGlace === 'opposed'
    ? refused('bris-de-glace-opposed')
    : undefined;

/**
 * The authorisation of the record is there, where ruling 1 demands it. Of documents it is demanded of those whose profession
 * could read some (the others find nothing, authorised or not); of updates, of those who can have one: a médecin du travail
 * (ruling 3) and the certificate of a structure manage their own documents without it.
 */
export const authorisationIsThere: Check = ({ right, subject, capacity, authorised, policy }) => {
  if (authorised || subject.purpose !== 'normal') return undefined;
  const { column, without } = capacity;
  if (column === undefined || column === 'structure') return undefined;
  const demanded =
    right === 'record.authorisations' ||
    (OVER_DOCUMENTS.includes(right) && without === undefined) ||
    (right === 'document.update' && mayDeclare(capacity, policy));
  return demanded ? refused('authorisation-missing') : undefined;
};

/**
 * The tables of rights give the transaction. What a profession cannot have is told as emptiness where it asks for documents
 * (decision 0003). Of updates the rows say to which documents: that is decided with them.
 */
export const transactionIsAllowed: Check = (matter) => {
  const { right, subject, capacity, policy } = matter;
  if (right === 'document.update') return undefined;
  if (OVER_DOCUMENTS.includes(right) && capacity.without !== undefined) return empty(capacity.without);
  const cells = cellsOf(matter, capacity, policy);
  if (cells === undefined) {
    const reason = capacity.column === undefined ? capacity.without : undefined;
    const asNothing =
      right === 'document.reference'
        ? capacity.without !== undefined
        : right === 'patient.read' && subject.kind === 'professional';
    return (asNothing ? empty : refused)(reason ?? 'transaction-not-allowed');
  }
  const forStructure = cells.some((cell) => cell !== 'yes');
  return forStructure && structureOf(subject) === undefined ? refused('structure-missing') : undefined;
};
