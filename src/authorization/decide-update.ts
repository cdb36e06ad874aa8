import type { MedicalRecord } from '../model/record.ts';
import type { Subject } from '../model/subject.ts';
import type { Reach, UpdateOperation, UpdateRights } from '../model/update-rights.ts';
import { structureOf } from './access-mode.ts';
import type { Capacity } from './capacity.ts';
import { type Decision, granted, refused } from './decision.ts';
import type { Policy } from './policy.ts';
import type { Cell, Row } from './rights-table.ts';
import { ownOf, ownScope, withOwn } from './scope-facts.ts';

/**
 * The row of each thing that an update may do. No row speaks of hiding a document after its deposit; rule DMP-06 has it done
 * by whom TD3.3b lets show it, and here only by its author, who could have deposited it so.
 */
const ROWS: Readonly<Record<UpdateOperation, Row>> = {
  mask: 'TD3.3a mask',
  unmask: 'TD3.3a unmask',
  hide: 'TD3.3b',
  show: 'TD3.3b',
  archive: 'TD3.3d',
  unarchive: 'TD3.3d',
  delete: 'TD3.3c',
};

/** What a decision on an update depends on, beside the policy. */
export interface UpdateQuestion {
  readonly subject: Subject;
  readonly record: MedicalRecord | undefined;
  readonly capacity: Capacity;
  /** The decision on a search by the same caller. */
  readonly search: () => Decision;
}

/**
 * Decides what a caller may change of the documents of a record (PDT-INF-526 and PDT-INF-606, rows TD3.3).
 * The scope holds what the caller may search and what is its own, whatever its type.
 */
export function decideUpdate(question: UpdateQuestion, policy: Policy): Decision {
  const { subject, record, capacity } = question;
  const { column } = capacity;
  if (column === undefined) return refused(capacity.without ?? 'transaction-not-allowed');
  const table = policy.rights[capacity.table];
  const cellOf = (operation: UpdateOperation) => table.cell(ROWS[operation], column, subject.purpose);
  const operations = Object.keys(ROWS) as readonly UpdateOperation[];
  const reach = Object.fromEntries(
    operations.map((operation) => [operation, reachOf(operation, cellOf(operation), capacity, policy)]),
  ) as UpdateRights['reach'];
  if (record === undefined || operations.every((operation) => reach[operation] === 'none'))
    return refused('transaction-not-allowed');

  const forStructure = operations.some((operation) => cellOf(operation) === 'structure');
  const structure = structureOf(subject);
  if (forStructure && structure === undefined) return refused('structure-missing');

  const own =
    forStructure && structure !== undefined ? { institutionId: structure } : { authorId: subject.id };
  const updates = { reach, own, patientAuthored: column === 'medecinTraitant' };
  const search = question.search();
  const known = ownOf(subject, forStructure ? structure : undefined);
  return search.granted
    ? { ...search, scope: withOwn(search.scope, known), updates }
    : { ...granted('functional-right', ownScope(record.patient.key, known)), updates };
}

/** Only the médecin traitant masks what others wrote, unless the operator opens it as the tables do (ruling 6). */
function reachOf(operation: UpdateOperation, cell: Cell, { column }: Capacity, { mask }: Policy): Reach {
  if (cell === 'own' || cell === 'structure') return 'own';
  if (cell !== 'yes') return 'none';
  const ownOnly =
    operation === 'hide' || (operation === 'mask' && mask === 'own' && column !== 'medecinTraitant');
  return ownOnly ? 'own' : 'any';
}
