import { type Decision, granted, type Question, refused } from './decision.ts';

/**
 * Decides who reads traces of others' making: the journal of a record is open to its médecin traitant (rule DMP-14), who
 * finds named in it the documents that a search would show; what a professional did itself is open to that professional,
 * whatever the record. The patient's own reading is decided with the patient's other rights.
 * @param search the decision on a search by the same caller.
 */
export function decideTraces({ right, subject }: Question, search: () => Decision): Decision {
  if (right === 'trace.own') {
    return subject.kind === 'professional' ? granted('functional-right') : refused('professionals-only');
  }
  const found = search();
  // The reason tells in which capacity it was found: only a doctor is a médecin traitant, and in normal mode alone here.
  const asMedecinTraitant = found.granted && found.reason === 'medecin-traitant';
  return asMedecinTraitant ? found : refused('journal-reserved');
}
