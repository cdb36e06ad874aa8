import type { Scope, ScopeFacts } from '../../model/scope.ts';
import { KEPT_FROM_PROFESSIONALS } from '../../model/visibility.ts';
import type { SqlValue } from './connection.ts';

/** A condition on `document_entry AS d`, with the values of its `?` in order. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

export const OF_ENTRY = 'patient_key = d.patient_key AND entry_key = d.entry_key';

/** Longer lists travel as one JSON value, which SQLite takes more time to unfold. */
const PLACES = 128;

/** One of a list. The last value is repeated up to a power of two, so that there are few different statements. */
export function oneOf(expression: string, list: readonly (string | number)[]): Condition {
  const last = list.at(-1);
  if (last === undefined) return { sql: 'FALSE', values: [] };
  if (list.length > PLACES) {
    return { sql: `${expression} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(list)] };
  }
  const places = 2 ** Math.ceil(Math.log2(list.length));
  const values = [...list, ...Array<string | number>(places - list.length).fill(last)];
  return { sql: `${expression} IN (?${', ?'.repeat(places - 1)})`, values };
}

/**
 * What a scope leaves visible, as conditions that are all demanded.
 * @returns undefined when nothing is visible.
 * @throws Error when the scope has another shape than this code knows: a rule that is not understood never widens.
 */
export function scopeConditions(scope: Scope): readonly Condition[] | undefined {
  assertKnownShape(scope);
  if (scope.patient === 'none') return undefined;
  const conditions: Condition[] = [];
  if (scope.patient !== 'any') conditions.push({ sql: 'd.patient_key = ?', values: [scope.patient] });
  conditions.push(...ofTypes(scope));
  if (scope.latestOnly === true) conditions.push({ sql: 'd.latest = 1', values: [] });
  if (scope.hiddenStatuses.length > 0) conditions.push(negated(oneOf('d.status', scope.hiddenStatuses)));
  conditions.push(...confidentiality(scope));
  if (scope.onlyOwn === true) {
    const ofOwn = authoredBy(scope.own ?? {});
    if (ofOwn === undefined) return undefined;
    conditions.push(ofOwn);
  }
  return conditions;
}

function ofTypes({ types, own, ownOfAnyType }: ScopeFacts): Condition[] {
  if (types === 'all') return [];
  const listed = oneOf('d.type_key', types);
  const ofOwn = ownOfAnyType === true ? authoredBy(own ?? {}) : undefined;
  if (ofOwn === undefined) return [listed];
  return [{ sql: `(${listed.sql} OR ${ofOwn.sql})`, values: [...listed.values, ...ofOwn.values] }];
}

function negated({ sql, values }: Condition): Condition {
  return { sql: `NOT (${sql})`, values };
}

function carries(codes: readonly string[]): Condition {
  const { sql, values } = oneOf('code', codes);
  return {
    sql: `EXISTS (SELECT 1 FROM entry_code WHERE ${OF_ENTRY} AND attribute = 'confidentiality' AND ${sql})`,
    values,
  };
}

function confidentiality({ hiddenConfidentiality: hidden, own }: ScopeFacts): Condition[] {
  if (hidden.length === 0) return [];
  const ofOwn = own === undefined ? undefined : authoredBy(own);
  const exempt = hidden.filter((code) => KEPT_FROM_PROFESSIONALS.includes(code));
  if (ofOwn === undefined || exempt.length === 0) return [negated(carries(hidden))];
  const others = hidden.filter((code) => !KEPT_FROM_PROFESSIONALS.includes(code));
  const masked = carries(exempt);
  return [
    ...(others.length === 0 ? [] : [negated(carries(others))]),
    { sql: `(NOT ${masked.sql} OR ${ofOwn.sql})`, values: [...masked.values, ...ofOwn.values] },
  ];
}

/** Documents that the professional, or its institution, is an author of, or that it deposited. */
function authoredBy(own: NonNullable<ScopeFacts['own']>): Condition | undefined {
  const authors = [
    { kind: 'person', id: own.authorId },
    { kind: 'institution', id: own.institutionId },
  ].flatMap(({ kind, id }) => (id === undefined ? [] : [{ kind, id }]));
  const ways: Condition[] = [];
  if (authors.length > 0) {
    const either = authors.map(({ kind }) => `kind = '${kind}' AND id = ?`).join(' OR ');
    ways.push({
      sql: `EXISTS (SELECT 1 FROM entry_author WHERE ${OF_ENTRY} AND (${either}))`,
      values: authors.map(({ id }) => id),
    });
  }
  if (own.depositorId !== undefined) ways.push({ sql: 'd.depositor = ?', values: [own.depositorId] });
  if (ways.length === 0) return undefined;
  return {
    sql: `(${ways.map(({ sql }) => sql).join(' OR ')})`,
    values: ways.flatMap(({ values }) => values),
  };
}

const SCOPE_KEYS = [
  'patient',
  'types',
  'hiddenConfidentiality',
  'own',
  'onlyOwn',
  'ownOfAnyType',
  'latestOnly',
  'hiddenStatuses',
];
const OWN_KEYS = ['authorId', 'depositorId', 'institutionId'];

function assertKnownShape(scope: unknown): asserts scope is ScopeFacts {
  const facts = asObject(scope, SCOPE_KEYS);
  const { patient, types, hiddenConfidentiality, own, onlyOwn, ownOfAnyType, latestOnly, hiddenStatuses } =
    facts;
  const ownFacts = own === undefined ? {} : asObject(own, OWN_KEYS);
  const known =
    (patient === 'any' || patient === 'none' || Number.isSafeInteger(patient)) &&
    (types === 'all' || isTexts(types)) &&
    isTexts(hiddenConfidentiality) &&
    isTexts(hiddenStatuses) &&
    [onlyOwn, ownOfAnyType, latestOnly].every((flag) => flag === undefined || flag === true) &&
    Object.values(ownFacts).every((id) => id === undefined || typeof id === 'string');
  if (!known) throw new Error(`scope of unknown shape: ${JSON.stringify(scope)}`);
}

function asObject(value: unknown, keys: readonly string[]): Record<string, unknown> {
  const known =
    typeof value === 'object' && value !== null && Object.keys(value).every((key) => keys.includes(key));
  if (!known) throw new Error(`scope of unknown shape: ${JSON.stringify(value)}`);
  return value as Record<string, unknown>;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
