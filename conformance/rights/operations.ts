import type { Operation, Paper, Situation } from './situation.ts';
import { isAuthor, type Standpoint } from './standpoint.ts';
import { type Cell, cellOf } from './transactions.ts';

/** Whether one may do something to a document that one sees (PDT-INF-526 and 606, TD3.3; rulings 1, 3 and 6). */
export function mayDo(
  situation: Situation,
  standpoint: Standpoint,
  operation: Operation,
  paper: Paper,
): boolean {
  if (situation.caller.credential === 'patient') return mayDoAsPatient(situation, operation, paper);
  const { column } = standpoint;
  const isTraitant = column === 'MT' || column === 'MTBG';
  // Note * of both tables: what the patient wrote is the patient's, and the médecin traitant's.
  if (['archive', 'unarchive', 'delete'].includes(operation) && paper.authors.includes(situation.patient.ins))
    return isTraitant;
  switch (reachOf(situation, standpoint, operation)) {
    case 'y':
      return true;
    case 'o':
    case 's':
      return isAuthor(situation, standpoint, paper);
    default:
      return false;
  }
}

/** PAT-01 and PAT-02: every document is masked and unmasked; note *: what the patient wrote is archived and deleted. */
function mayDoAsPatient({ caller }: Situation, operation: Operation, paper: Paper): boolean {
  if (operation === 'mask' || operation === 'unmask') return true;
  return ['archive', 'unarchive', 'delete'].includes(operation) && paper.authors.includes(caller.id);
}

function reachOf({ operator }: Situation, { table, column }: Standpoint, operation: Operation): Cell {
  // One row of the tables for both.
  const cell = cellOf(table, operation === 'unarchive' ? 'archive' : operation, column);
  // Rule DMP-05 against the table, by setting (ruling 6).
  if (operation === 'mask' && cell === 'y' && operator.mask === 'own' && column !== 'MT') return 'o';
  // DMP-06: no row of the tables; its author, where it could have been deposited so.
  if (operation === 'hide') return cellOf(table, 'show', column) === '-' ? '-' : 'o';
  return cell;
}
