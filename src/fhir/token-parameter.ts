import { isRefusal, type Refusal } from '../errors.ts';
import type { SearchParameter } from './interaction.ts';
import { badParameter, refuseModifier, splitEscaped, unescapeValue } from './search-parameters.ts';

/** A token: without `system` any system matches, with an empty one only a code that has none. */
export interface Token {
  readonly system?: string;
  readonly code: string;
}

/**
 * Reads a token parameter (FHIR R4 search: token): `code`, `system|code` or `|code`.
 * @param modifiers the modifiers that the caller treats; any other is refused.
 * @returns one token per value (OR), or `SearchParameter`. A system without a code is refused: nothing searches by it.
 */
export function readTokens(
  parameter: SearchParameter,
  modifiers: readonly string[] = [],
): readonly Token[] | Refusal {
  const refused = refuseModifier(parameter, modifiers);
  if (refused !== undefined) return refused;
  const tokens: Token[] = [];
  for (const value of parameter.values) {
    const token = readToken(parameter, value);
    if (isRefusal(token)) return token;
    tokens.push(token);
  }
  return tokens;
}

function readToken(parameter: SearchParameter, value: string): Token | Refusal {
  const parts = splitEscaped(value, '|').map(unescapeValue);
  const code = parts.at(-1) ?? '';
  if (parts.length > 2 || code === '') return badParameter(parameter, 'not a token with a code');
  return parts.length === 1 ? { code } : { system: parts[0] ?? '', code };
}
