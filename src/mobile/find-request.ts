import { isRefusal, type Refusal } from '../errors.ts';
import { readTimeRange } from '../fhir/date-parameter.ts';
import type { FhirRequest, SearchParameter } from '../fhir/interaction.ts';
import { readPatientParameter } from '../fhir/patient-parameter.ts';
import { named } from '../fhir/search-parameters.ts';
import { pageOf } from '../fhir/searchset.ts';
import { readTokens, type Token } from '../fhir/token-parameter.ts';
import { APPROVED, DELETED, DEPRECATED } from '../model/document-entry.ts';
import type { EntryCriteria } from '../store/store.ts';
import type { RecordReference } from '../transaction.ts';
import { readCodes, readEachCodes } from './code-parameters.ts';
import { type Narrowing, narrowings } from './narrowing.ts';
import { readPeriod } from './period-parameter.ts';

/** A search of DocumentReference, understood. */
export interface FindRequest {
  readonly record: RecordReference;
  readonly criteria: EntryCriteria;
  /** Each list is one `identifier` parameter: any of its tokens must be among the entry's identifiers. */
  readonly identifiers: readonly (readonly Token[])[];
  /** What the store cannot say; each must hold of an entry that the criteria found. */
  readonly narrowings: readonly Narrowing[];
  readonly page: { readonly count: number; readonly offset: number };
}

/** MHD 4.2.3, ValueSet DocumentReferenceStats: `current` is Approved, `superseded` Deprecated. */
const STATUSES: ReadonlyMap<string, string> = new Map([
  ['current', APPROVED],
  ['superseded', DEPRECATED],
  ['entered-in-error', DELETED],
]);

/** Parameters whose attribute has one value: what each says must hold of it. */
const SINGLE = {
  type: 'typeCodes',
  category: 'classCodes',
  facility: 'healthcareFacilityTypeCodes',
  setting: 'practiceSettingCodes',
  format: 'formatCodes',
} as const satisfies Record<string, keyof EntryCriteria>;

/** Parameters whose attribute has several values: each may be met by another of them. */
const MULTIPLE = {
  event: 'eventCodes',
  'security-label': 'confidentialityCodes',
} as const satisfies Record<string, keyof EntryCriteria>;

/**
 * Reads the parameters of ITI-67 (ITI TF-2 3.67.4.1.2). `date` searches creationTime, which `documentReference` writes there.
 * @returns SearchParameterMissing without a patient, SearchParameter for what cannot be read.
 */
export function readFindRequest(request: FhirRequest): FindRequest | Refusal {
  const { parameters } = request;
  const record = readPatientParameter(parameters);
  if (isRefusal(record)) return record;
  const criteria: { -readonly [K in keyof EntryCriteria]: EntryCriteria[K] } = {};

  const statuses = readEach(named(parameters, 'status'));
  if (isRefusal(statuses)) return statuses;
  const [first, ...further] = statuses.map((list) => list.flatMap(({ code }) => STATUSES.get(code) ?? []));
  if (first !== undefined) {
    criteria.statuses = first.filter((status) => further.every((list) => list.includes(status)));
  }
  for (const [name, criterion] of Object.entries(SINGLE)) {
    const codes = readCodes(named(parameters, name));
    if (isRefusal(codes)) return codes;
    if (codes !== undefined) criteria[criterion] = codes;
  }
  for (const [name, criterion] of Object.entries(MULTIPLE)) {
    const lists = readEachCodes(named(parameters, name));
    if (isRefusal(lists)) return lists;
    if (lists.length > 0) criteria[criterion] = lists;
  }
  const creation = readTimeRange([...named(parameters, 'creation'), ...named(parameters, 'date')]);
  if (isRefusal(creation)) return creation;
  if (creation !== undefined) criteria.creationTime = creation;
  const period = readPeriod(named(parameters, 'period'));
  if (isRefusal(period)) return period;
  if (period !== undefined) criteria.period = period.overlap;
  const ids = readEach(named(parameters, '_id'));
  if (isRefusal(ids)) return ids;
  const [wanted, ...others] = ids.map((list) => list.map(({ code }) => `urn:uuid:${code}`));
  if (wanted !== undefined) {
    criteria.entryUuids = wanted.filter((id) => others.every((list) => list.includes(id)));
  }
  const identifiers = readEach(named(parameters, 'identifier'));
  if (isRefusal(identifiers)) return identifiers;
  const narrowing = narrowings(parameters);
  if (isRefusal(narrowing)) return narrowing;
  return {
    record,
    criteria,
    identifiers,
    narrowings: [...narrowing, ...(period?.narrowings ?? [])],
    page: pageOf(request),
  };
}

function readEach(parameters: readonly SearchParameter[]): (readonly Token[])[] | Refusal {
  const lists: (readonly Token[])[] = [];
  for (const parameter of parameters) {
    const tokens = readTokens(parameter);
    if (isRefusal(tokens)) return tokens;
    lists.push(tokens);
  }
  return lists;
}
