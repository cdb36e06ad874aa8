import { isRefusal, type Refusal } from '../errors.ts';
import { type DateCondition, readDate } from '../fhir/date-parameter.ts';
import type { SearchParameter } from '../fhir/interaction.ts';
import { named, refuseModifier, unescapeValue } from '../fhir/search-parameters.ts';
import { readTokens, type Token } from '../fhir/token-parameter.ts';
import { dtmEnd, dtmStart } from '../model/instant.ts';
import { ownUri } from './fhir-systems.ts';
import type { Coding, Immunization } from './immunization-resource.ts';
import type { Vaccination } from './vaccination.ts';

/** What a search asks of each Immunization: every condition (AND). */
export type Condition = (vaccination: Vaccination, resource: Immunization) => boolean;

function matchesDate({ prefix, start, end }: DateCondition, date: string | undefined): boolean {
  const from = date === undefined ? undefined : dtmStart(date);
  const to = date === undefined ? undefined : dtmEnd(date);
  if (from === undefined || to === undefined) return false;
  switch (prefix) {
    case 'eq':
      return from >= start && to <= end;
    case 'ge':
      return to > start;
    case 'gt':
      return to > end;
    case 'le':
      return from < end;
    case 'lt':
      return from < start;
    case 'sa':
      return from >= end;
    case 'eb':
      return to <= start;
  }
}

function matchesToken(token: Token, codings: readonly Coding[]): boolean {
  const system = token.system === undefined || token.system === '' ? token.system : ownUri(token.system);
  return codings.some(
    (coding) => coding.code === token.code && (system === undefined || system === (coding.system ?? '')),
  );
}

const EVENT_STATUS = 'http://hl7.org/fhir/event-status';

const CODINGS: Record<string, (resource: Immunization) => readonly Coding[]> = {
  'vaccine-code': (resource) => resource.vaccineCode.coding ?? [],
  status: (resource) => [{ system: EVENT_STATUS, code: resource.status }],
  'target-disease': (resource) =>
    (resource.protocolApplied ?? [])
      .flatMap((protocol) => protocol.targetDisease ?? [])
      .flatMap((disease) => disease.coding ?? []),
};

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function lotCondition(parameter: SearchParameter): Condition | Refusal {
  const refused = refuseModifier(parameter, ['exact', 'contains']);
  if (refused !== undefined) return refused;
  const values = parameter.values.map(unescapeValue);
  return ({ lot }) => {
    if (lot === undefined) return false;
    if (parameter.modifier === 'exact') return values.includes(lot);
    const text = folded(lot);
    return values.some((value) =>
      parameter.modifier === 'contains' ? text.includes(folded(value)) : text.startsWith(folded(value)),
    );
  };
}

function conditionOf(parameter: SearchParameter): Condition | Refusal {
  if (parameter.name === 'lot-number') return lotCondition(parameter);
  if (parameter.name === 'date') {
    const date = readDate(parameter);
    return isRefusal(date) ? date : (vaccination) => matchesDate(date, vaccination.date);
  }
  const codings = CODINGS[parameter.name]!;
  const tokens = readTokens(parameter);
  if (isRefusal(tokens)) return tokens;
  return (_, resource) => tokens.some((token) => matchesToken(token, codings(resource)));
}

/**
 * Reads `date`, `vaccine-code`, `lot-number`, `status`, `target-disease` (FHIR R4 Immunization). A vaccination without a
 * date matches no date.
 * @returns one condition per parameter, or `SearchParameter`.
 */
export function readConditions(parameters: readonly SearchParameter[]): Condition[] | Refusal {
  const conditions: Condition[] = [];
  for (const name of ['date', 'vaccine-code', 'lot-number', 'status', 'target-disease']) {
    for (const parameter of named(parameters, name)) {
      const condition = conditionOf(parameter);
      if (isRefusal(condition)) return condition;
      conditions.push(condition);
    }
  }
  return conditions;
}
