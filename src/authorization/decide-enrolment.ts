import { type Decision, granted, type Question, refused } from './decision.ts';

/**
 * An usager has shown nothing: it may show its provisional code, or ask for one, and nothing else. What the request shows is
 * judged by the rules of enrolment, whether there is a record or not.
 */
export function decideForUsager({ right }: Question): Decision {
  return right === 'enrolment.decide' ? granted('enrolment') : refused('caller-unidentified');
}
