import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { Scope } from '../../model/scope.ts';
import { anyOf, isGiven } from './parameters.ts';
import type { Found, QueryReads, StoredQuery, View } from './stored-query.ts';

/** A view of the objects of some patients. */
export interface ViewOfPatients extends View {
  /** Keys; left out for whoever the scope shows. */
  readonly patients?: readonly number[];
}

/** A multi-patient query whose parameters have been read. */
export interface AskedOfPatients {
  /** Raw CX of the patients that the query names; none for all patients. */
  readonly patientIds: readonly string[];
  run(reads: QueryReads, scope: Scope, view: ViewOfPatients): Promise<Found>;
}

/** The limits of a view as criteria. */
export function within({ limit, patients }: ViewOfPatients): {
  readonly limit?: number;
  readonly patients?: readonly number[];
} {
  return { ...(limit === undefined ? {} : { limit }), ...(patients === undefined ? {} : { patients }) };
}

/** Each is looked up, and gets a trace. */
const MOST_PATIENTS = 1_000;

/**
 * The patients that a multi-patient query names (ITI TF-2 3.51.4.1.2.1), 1,000 at most.
 * @param others one of these must be given where no patient is: a query never asks for everything of everybody.
 * @returns raw CX, or XDSStoredQueryMissingParam, XDSStoredQueryParamNumber.
 */
export function patientsOf(
  query: StoredQuery,
  name: string,
  others: readonly string[],
): readonly string[] | Refusal {
  const given = anyOf(query, name);
  if (isRefusal(given)) return given;
  if (given !== undefined && given.length > MOST_PATIENTS) {
    return refuse('XDSStoredQueryParamNumber', `${given.length} patients`, { about: name });
  }
  if (given !== undefined) return given;
  if (others.some((other) => isGiven(query, other))) return [];
  const about = [name, ...others].join(', ');
  return refuse('XDSStoredQueryMissingParam', about, { about });
}
