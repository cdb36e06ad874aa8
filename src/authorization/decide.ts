import type { Authorisation } from '../model/record.ts';
import type { Right } from '../model/right.ts';
import type { Subject } from '../model/subject.ts';
import { modeFault, structureOf } from './access-mode.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import { decideForUsager } from './decide-enrolment.ts';
import { decideForPatient } from './decide-for-patient.ts';
import { decideTraces } from './decide-traces.ts';
import { decideUpdate } from './decide-update.ts';
import {
  type Decision,
  empty,
  granted,
  isCoherent,
  type ListedAuthorisations,
  type Question,
  refused,
} from './decision.ts';
import type { GrantedReason } from './decision-reason.ts';
import type { Policy } from './policy.ts';
import type { Cell, Row } from './rights-table.ts';
import { ownScope, professionalScope } from './scope-facts.ts';

/** Rights that one cell of a table gives or not; an update has a row for each thing that it may do. */
type RowRight = Exclude<Right, 'trace.read' | 'trace.own' | 'document.update'>;

/**
 * The rows that a right needs, each of them a list of which one suffices. A vaccination that is read out of documents needs
 * what finding and reading them needs (ruling 10). Patient by INS is the FHIR form of the existence test and shows
 * administrative data, so it needs both rows. No row lets a professional read the traces of a record.
 */
const ROWS: Readonly<Record<RowRight, readonly (readonly Row[])[]>> = {
  'record.existence': [['TD0.2']],
  'record.authorise': [['TD0.3 declare']],
  'record.withdraw': [['TD0.3 withdraw']],
  'record.list': [['TD0.4']],
  'record.authorisations': [['TD1.6']],
  // The patient's own.
  'record.choices': [[]],
  'record.block': [[]],
  'record.dispose': [[]],
  'enrolment.dependants': [[]],
  // That of whoever shows a code.
  'enrolment.decide': [[]],
  'record.read-choices': [[]],
  'record.open-access': [[]],
  'document.deposit': [['TD2.1', 'TD2.2']],
  'document.search': [['TD3.1 metadata']],
  'document.reference': [['TD3.1 reference']],
  'document.read': [['TD3.2']],
  // No row gives it: the DMP deletes in name only.
  'document.remove': [[]],
  // Nor this: the DMP knows its patients by their INS.
  'patient.feed': [[]],
  'vaccination.read': [['TD3.1 metadata'], ['TD3.2']],
  'patient.read': [['TD0.2'], ['TD1.3a']],
};

/**
 * What a cell may say for the right to be there. `deletion-only` stands in the reference search alone, whose scope keeps to
 * what may be deleted; `same-structure` and `new-by-date` in TD0.4 alone, whose listing keeps to them.
 */
const GRANTING: readonly Cell[] = [
  'yes',
  'structure',
  'to-structure',
  'deletion-only',
  'same-structure',
  'new-by-date',
];

/** Rights over documents: the matrix applies, and in normal mode the authorisation of the record (ruling 1). */
const OVER_DOCUMENTS: readonly Right[] = ['document.search', 'document.read', 'vaccination.read'];
/** Rights that are exercised where there may be no record. */
const WITHOUT_RECORD: readonly Right[] = ['record.existence', 'record.list', 'patient.read'];

/**
 * Decides on one call in a domain with patient records. Pure; an error of its own is a denial.
 * The order: record, mode of access, transaction right, authorisation, matrix, flags of documents. The transaction right
 * comes before the authorisation so that the trace of a caller who could never have one gives the true reason.
 */
export function decide(question: Question, policy: Policy): Decision {
  try {
    return evaluate(question, policy);
  } catch {
    return refused('error');
  }
}

function evaluate(question: Question, policy: Policy): Decision {
  const { right, subject, record, authorisation, at } = question;
  if (!isCoherent(subject) || subject.kind === 'node') return refused('caller-unidentified');
  if (subject.kind === 'usager') return decideForUsager(question);
  if (subject.kind === 'patient') return decideForPatient(question);
  const traces = decideTraces(question, () => evaluate({ ...question, right: 'document.search' }, policy));
  if (traces !== undefined) return traces;

  if (record === undefined && !WITHOUT_RECORD.includes(right)) return refused('record-absent');
  if (record !== undefined && record.status !== 'open' && right !== 'record.existence')
    return right === 'patient.read' ? empty('record-closed') : refused('record-closed');

  const fault = modeFault(subject, policy);
  if (fault !== undefined) return refused(fault);

  const own = authorisation?.holderKind === 'professional' && authorisation.holder === subject.id;
  const medecinTraitant = own && authorisation.medecinTraitant;
  const capacity = capacityOf(right, subject, medecinTraitant, policy, at);
  const authorised = own || holdsForStructure(subject, capacity, authorisation);
  if (right === 'document.update') {
    const search = () => evaluate({ ...question, right: 'document.search' }, policy);
    return decideUpdate({ subject, record, capacity, authorised, search }, policy);
  }
  const overDocuments = OVER_DOCUMENTS.includes(right);
  if (overDocuments && capacity.without !== undefined) return empty(capacity.without);

  const cells = cellsOf(right, capacity, subject, policy);
  if (cells === undefined) {
    const reason = capacity.column === undefined ? capacity.without : undefined;
    const asNothing =
      right === 'document.reference'
        ? capacity.without !== undefined
        : right === 'patient.read' && subject.kind === 'professional';
    return (asNothing ? empty : refused)(reason ?? 'transaction-not-allowed');
  }
  const forStructure = cells.some((cell) => cell !== 'yes');
  const structure = structureOf(subject);
  if (forStructure && structure === undefined) return refused('structure-missing');

  if (right === 'document.reference' && record !== undefined)
    return decideReference(question, policy, record.patient.key, forStructure ? structure : undefined);
  if (right === 'record.list')
    return { ...granted('functional-right'), lists: listedOf(subject, capacity, cells) };
  if (right === 'record.authorisations')
    return authorised ? granted('functional-right') : refused('authorisation-missing');
  if (right === 'record.authorise')
    return { ...granted('functional-right'), authorises: forStructure ? 'structure' : 'professional' };
  if (!overDocuments) return granted('functional-right');

  if (subject.purpose === 'normal' && !authorised) return refused('authorisation-missing');
  if (record === undefined || capacity.group === undefined || capacity.column === undefined)
    return refused('transaction-not-allowed');
  const facts = professionalScope({
    patient: record.patient.key,
    types: policy.matrix.typesOf(capacity.group),
    professional: subject.id,
    table: policy.rights[capacity.table],
    column: capacity.column,
    purpose: subject.purpose,
  });
  return granted(reasonOf(subject, capacity), facts);
}

/**
 * Whoever may search the record finds by an id what it may search. Whoever may not finds the own documents, so that they
 * can be replaced or deleted (ruling 1): a professional those of which it is an author, others those of their structure.
 */
function decideReference(
  question: Question,
  policy: Policy,
  patient: number,
  structure: string | undefined,
): Decision {
  const search = evaluate({ ...question, right: 'document.search' }, policy);
  if (search.granted) return search;
  const own = structure === undefined ? { authorId: question.subject.id } : { institutionId: structure };
  return granted('functional-right', ownScope(patient, own));
}

/** One granting cell for each row that the right needs; undefined when a row has none. */
function cellsOf(
  right: RowRight,
  capacity: Capacity,
  subject: Subject,
  policy: Policy,
): readonly Cell[] | undefined {
  const { column, table } = capacity;
  if (column === undefined) return undefined;
  const found = ROWS[right].map((alternatives) =>
    alternatives.map((row) => policy.rights[table].cell(row, column, subject.purpose)).find(grants),
  );
  const cells = found.filter((cell) => cell !== undefined);
  return cells.length === found.length ? cells : undefined;
}

/**
 * The authorisations that open records to a caller are those that TD0.4 lists: its own, those of its structure where it
 * holds none in person, and both for a social role, which may have been authorised either way.
 */
function listedOf(subject: Subject, { social }: Capacity, cells: readonly Cell[]): ListedAuthorisations {
  const structure = structureOf(subject);
  const ofStructure =
    structure === undefined ? [] : [{ holder: structure, holderKind: 'structure' as const }];
  const inPerson = cells.every((cell) => cell === 'yes');
  const own = inPerson ? [{ holder: subject.id, holderKind: 'professional' as const }] : [];
  return {
    holders: inPerson && !social ? own : [...own, ...ofStructure],
    newOnly: cells.includes('new-by-date'),
  };
}

function grants(cell: Cell): boolean {
  return GRANTING.includes(cell);
}

/** An authorisation that was given to a structure serves those who cannot hold one of their own: social roles, not PS. */
function holdsForStructure(
  subject: Subject,
  capacity: Capacity,
  authorisation: Authorisation | undefined,
): boolean {
  const serves = capacity.social || capacity.column === 'nonPs';
  return serves && authorisation?.holderKind === 'structure' && authorisation.holder === structureOf(subject);
}

function reasonOf(subject: Subject, capacity: Capacity): GrantedReason {
  if (subject.purpose === 'centre_15') return 'centre-15';
  if (subject.purpose === 'bris_de_glace') return 'bris-de-glace';
  return capacity.column === 'medecinTraitant' ? 'medecin-traitant' : 'authorised';
}
