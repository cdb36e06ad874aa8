import { isOfDomain, type PatientIdRules, patientIdFaults } from '../documents/validation/patient-id.ts';
import { type Refusal, refuse } from '../errors.ts';
import { formatCx } from '../model/hl7v2.ts';
import type { AssignedId } from '../store/patient-feed.ts';

/** Patient ids of a message, and where in it they stand, in the terms of its wire. */
export interface FedIds {
  /** `authority` is empty where the sender names none. */
  readonly ids: readonly AssignedId[];
  readonly location: string;
}

/** What a CX could not hold, and what no id looks like. */
const UNFIT = /[\^&~|\\\s\p{Cc}]/u;
const LONGEST = 64;

/**
 * Chooses the ids that the affinity domain knows; those of other authorities are ignored (ITI TF-2 3.8.4.1.4). Where no id
 * names an authority and the domain has one only, that one is meant.
 * @returns one id of each authority, or MessageFieldMissing, MessageFieldInvalid, PatientIdUnknown, PatientIdsDiffer.
 */
export function idsOfDomain(
  { ids, location }: FedIds,
  options: PatientIdRules,
): readonly [AssignedId, ...AssignedId[]] | Refusal {
  const wrong = (code: Parameters<typeof refuse>[0], detail: string, about = '') =>
    refuse(code, detail, { location, ...(about === '' ? {} : { about: about.slice(0, LONGEST) }) });
  const given = ids.filter(({ value }) => value !== '');
  if (given.length === 0) return wrong('MessageFieldMissing', 'no patient id');
  const [only, ...more] = options.rules.patientAuthorities;
  const assigned = given.map((id) =>
    id.authority === '' && only !== undefined && more.length === 0 ? { ...id, authority: only } : id,
  );
  const ours = assigned.filter(({ authority }) => authority !== '' && isOfDomain(authority, options));
  const [first, ...rest] = distinct(ours);
  if (first === undefined) {
    return wrong('PatientIdUnknown', 'no id of an authority of the domain', given[0]?.authority);
  }
  const unfit = [first, ...rest].find(
    ({ value, authority }) =>
      UNFIT.test(value) ||
      value.length > LONGEST ||
      patientIdFaults('', formatCx(value, authority), options).length > 0,
  );
  if (unfit !== undefined) return wrong('MessageFieldInvalid', 'an id of wrong shape');
  const authorities = new Set([first, ...rest].map(({ authority }) => authority));
  if (authorities.size <= rest.length) return wrong('PatientIdsDiffer', 'two ids of one authority');
  return [first, ...rest];
}

function distinct(ids: readonly AssignedId[]): AssignedId[] {
  return [...new Map(ids.map((id) => [formatCx(id.value, id.authority), id])).values()];
}
