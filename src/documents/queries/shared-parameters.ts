import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { anyOf, isGiven, missing, single } from './parameters.ts';
import type { QueryRules, StoredQuery } from './stored-query.ts';

/**
 * The patient whose objects are searched, as raw CX. A domain may take that of the assertion when there is none (DMP, RG_3010).
 * @returns an empty object for the patient of the caller's own assertion.
 */
export function patientOf(
  query: StoredQuery,
  name: string,
  rules: QueryRules,
): { readonly patientId?: string } | Refusal {
  const patientId = single(query, name);
  if (isRefusal(patientId)) return patientId;
  if (patientId !== undefined) return { patientId };
  return rules.searchWithoutPatient === 'patient-of-assertion' ? {} : missing(name);
}

/**
 * The statuses that a search of documents, submission sets or folders asks for. Values that are no status are ignored; when
 * none is left the parameter counts as missing (ITI TF-2 3.18.4.1.2.3.6), for which a domain may have a default (the DMP
 * takes what is up to date, EX_3.1-1030).
 */
export function statusesOf(query: StoredQuery, name: string, rules: QueryRules): readonly string[] | Refusal {
  const given = anyOf(query, name);
  if (isRefusal(given)) return given;
  const { known, byDefault } = rules.statuses;
  const statuses = given?.filter((status) => known.includes(status)) ?? [];
  if (statuses.length > 0) return statuses;
  return byDefault.length > 0 ? byDefault : missing(name);
}

/** How an object may be named: one of these parameters, and one only. */
export interface IdParameters {
  readonly ids: string;
  readonly uniqueIds: string;
  readonly logicalIds?: string;
}

export interface NamedObjects {
  readonly ids?: readonly string[];
  readonly uniqueIds?: readonly string[];
  readonly logicalIds?: readonly string[];
}

/**
 * The objects that a query names, by one kind of id. UUIDs are taken in any case.
 * @param most `one` where a query speaks of a single object.
 * @returns XDSStoredQueryMissingParam without any, XDSStoredQueryParamNumber with several kinds or too many values.
 */
export function namedObjects(
  query: StoredQuery,
  names: IdParameters,
  most: 'one' | 'many' = 'many',
): NamedObjects | Refusal {
  const all = Object.entries(names) as [keyof IdParameters, string][];
  const given = all.filter(([, name]) => isGiven(query, name));
  const [first, second] = given;
  const about = (given.length === 0 ? all : given).map(([, name]) => name).join(', ');
  if (first === undefined) return refuse('XDSStoredQueryMissingParam', about, { about });
  if (second !== undefined) return refuse('XDSStoredQueryParamNumber', about, { about });
  const [kind, name] = first;
  const values = anyOf(query, name);
  if (isRefusal(values) || values === undefined) return values ?? missing(name);
  if (most === 'one' && values.length > 1) {
    return refuse('XDSStoredQueryParamNumber', `${name}: ${values.length} values`, { about: name });
  }
  return { [kind]: kind === 'uniqueIds' ? values : values.map((id) => id.toLowerCase()) };
}
