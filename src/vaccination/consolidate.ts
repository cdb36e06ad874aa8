import { productCode } from './product-codes.ts';
import { ATC, CIP, CIS, type Vaccination } from './vaccination.ts';
import { type FoundVaccination, VACCINATION_HISTORY, VACCINATION_NOTE } from './vaccination-documents.ts';

/** A day, whatever the precision beyond; a year or a month alone is not enough to know an act again. */
function dayOf(vaccination: Vaccination): string | undefined {
  return vaccination.date !== undefined && vaccination.date.length >= 8
    ? vaccination.date.slice(0, 8)
    : undefined;
}

/** The most precise code that both carry must be the same. */
function sameProduct(left: Vaccination, right: Vaccination): boolean {
  for (const system of [CIS, CIP, ATC]) {
    const one = productCode(left.products, system);
    const other = productCode(right.products, system);
    if (one !== undefined && other !== undefined) return one === other;
  }
  return false;
}

function sameAct(left: Vaccination, right: Vaccination): boolean {
  const day = dayOf(left);
  return (
    day !== undefined &&
    day === dayOf(right) &&
    left.lot !== undefined &&
    left.lot === right.lot &&
    left.status === right.status &&
    sameProduct(left, right)
  );
}

/**
 * Leaves out what a vaccination history only repeats of a note that the caller sees as well: the same product, day and lot.
 * Ids say nothing, since documents repeat them. Anything that differs stays, for people to judge.
 * @param found of one patient.
 */
export function consolidate(found: readonly FoundVaccination[]): FoundVaccination[] {
  const notes = found.filter(({ type }) => type === VACCINATION_NOTE.code);
  return found.filter(
    ({ type, vaccination }) =>
      type !== VACCINATION_HISTORY.code || !notes.some((note) => sameAct(note.vaccination, vaccination)),
  );
}
