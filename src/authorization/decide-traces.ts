import { type Decision, granted, type Question, refused } from './decision.ts';

/**
 * Decides who reads traces of others' making: the journal of a record is open to its médecin traitant (rule DMP-14), who
 * finds named in it the documents that a search would show; what a professional did itself is open to that professional,
 * whatever the record. The patient's own reading is decided with the patient's other rights.
 * @param search the decision on a search by the same caller.
 */
export function decideTraces(
  { right, subject, standing: { authorisation } }: Question,
  search: () => Decision,
): Decision {
  if (right === 'trace.own') {
    return subject.kind === 'professional' ? granted('functional-right') : refused('professionals-only');
  }
  const medecinTraitant =
    authorisation?.medecinTraitant === true &&
    authorisation.holderKind === 'professional' &&
    authorisation.holder === subject.id;
  const found = medecinTraitant && subject.purpose === 'normal' ? search() : undefined;
  return found?.granted === true ? found : refused('journal-reserved');
}
