import type { Right } from '../model/right.ts';
import type { PurposeOfUse } from '../model/subject.ts';
import type { Capacity } from './capacity.ts';
import type { Question } from './decision.ts';
import type { Policy } from './policy.ts';
import type { Cell, Row } from './rights-table.ts';

/** Rights that cells of a table give or not. Traces are no transaction; an update has a row for each thing that it may do. */
type RowRight = Exclude<Right, 'trace.read' | 'trace.own' | 'directory.read' | 'document.update'>;

/** What the médecin traitant does for the patient in normal mode. In no table (rule DMP-13, ruling 9). */
const OF_MEDECIN_TRAITANT: readonly Right[] = ['record.block', 'record.read-choices', 'record.administer'];

/**
 * The rows that a right needs, each of them a list of which one suffices. A vaccination that is read out of documents needs
 * what finding and reading them needs (ruling 10); so does opening an access by bris de glace, in that mode. Patient by INS
 * is the FHIR form of the existence test and shows administrative data, so it needs both rows.
 */
const ROWS: Readonly<Record<RowRight, readonly (readonly Row[])[]>> = {
  'record.existence': [['TD0.2']],
  'record.authorise': [['TD0.3 declare']],
  'record.withdraw': [['TD0.3 withdraw']],
  'record.list': [['TD0.4']],
  'record.authorisations': [['TD1.6']],
  'patient.search': [['TD0.5']],
  'record.open-access': [['TD3.1 metadata'], ['TD3.2']],
  // Of one table each, so that the web access of one mode is refused in the other.
  'web.direct': [['TD0.9']],
  'web.vouched': [['TD0.10']],
  // The patient's own.
  'record.choices': [[]],
  'record.block': [[]],
  'record.read-choices': [[]],
  'record.dispose': [[]],
  'record.administer': [[]],
  'enrolment.dependants': [[]],
  // That of whoever shows a code.
  'enrolment.decide': [[]],
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

/**
 * What the tables say to a right for a caller in one capacity.
 * @returns one granting cell for each row that the right needs; undefined when a row has none.
 */
export function cellsOf(
  { right, subject }: Pick<Question, 'right' | 'subject'>,
  { column, table }: Capacity,
  policy: Policy,
): readonly Cell[] | undefined {
  if (column === undefined || !isRowRight(right)) return undefined;
  if (OF_MEDECIN_TRAITANT.includes(right))
    return column === 'medecinTraitant' && subject.purpose === 'normal' ? ['yes'] : undefined;
  const purpose = purposeOf(right, subject.purpose);
  if (purpose === undefined) return undefined;
  const found = ROWS[right].map((alternatives) =>
    alternatives.map((row) => policy.rights[table].cell(row, column, purpose)).find(grants),
  );
  const cells = found.filter((cell) => cell !== undefined);
  return cells.length === found.length ? cells : undefined;
}

/** Whether one in this capacity can be given an authorisation of the record at all, in normal mode (TD0.3). */
export function mayDeclare({ column, table }: Capacity, policy: Policy): boolean {
  return column !== undefined && policy.rights[table].cell('TD0.3 declare', column, 'normal') !== 'no';
}

/** The mode whose cells count. An access by bris de glace is opened in normal mode by those who could use it. */
function purposeOf(right: Right, purpose: PurposeOfUse): PurposeOfUse | undefined {
  if (right !== 'record.open-access') return purpose;
  return purpose === 'normal' ? 'bris_de_glace' : undefined;
}

function isRowRight(right: Right): right is RowRight {
  return right in ROWS;
}

function grants(cell: Cell): boolean {
  return GRANTING.includes(cell);
}
