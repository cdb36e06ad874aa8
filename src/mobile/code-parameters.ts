import { isRefusal, type Refusal } from '../errors.ts';
import { codingScheme } from '../fhir/code-systems.ts';
import type { SearchParameter } from '../fhir/interaction.ts';
import { readTokens } from '../fhir/token-parameter.ts';
import type { CodeMatch } from '../store/store.ts';

/** Each parameter as the codes that may meet it, systems in the words of XDS. */
export function readEachCodes(parameters: readonly SearchParameter[]): (readonly CodeMatch[])[] | Refusal {
  const lists: (readonly CodeMatch[])[] = [];
  for (const parameter of parameters) {
    const tokens = readTokens(parameter);
    if (isRefusal(tokens)) return tokens;
    lists.push(
      tokens.map(({ code, system }) =>
        system === undefined ? { code } : { code, system: codingScheme(system) },
      ),
    );
  }
  return lists;
}

/**
 * A parameter on an attribute with one code: repeated, it asks for a code that meets all of them.
 * @returns undefined when it did not come; an empty list when no code can meet it.
 */
export function readCodes(
  parameters: readonly SearchParameter[],
): readonly CodeMatch[] | Refusal | undefined {
  const lists = readEachCodes(parameters);
  if (isRefusal(lists)) return lists;
  const [first, ...others] = lists;
  return others.reduce<readonly CodeMatch[] | undefined>(
    (codes, list) => codes && distinct(codes.flatMap((code) => list.flatMap((other) => both(code, other)))),
    first && distinct(first),
  );
}

/** Each code once: the same word given twice in each of several parameters would multiply. */
function distinct(codes: readonly CodeMatch[]): readonly CodeMatch[] {
  return [...new Map(codes.map((code) => [JSON.stringify([code.code, code.system]), code])).values()];
}

function both(left: CodeMatch, right: CodeMatch): CodeMatch[] {
  if (left.code !== right.code) return [];
  if (left.system === undefined) return [right];
  return right.system === undefined || right.system === left.system ? [left] : [];
}
