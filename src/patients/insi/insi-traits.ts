import { foldLetters } from '../../model/folded-name.ts';

/** The traits that the teleservice is asked with, in its own alphabet (SEL-MP-043, 2 and 3.4.1). */
export interface InsiTraits {
  readonly family: string;
  /** First names of birth, in order, at least one. */
  readonly givens: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  readonly sex: 'M' | 'F';
  /** INSEE code of the place of birth. */
  readonly birthPlace?: string;
}

const FAMILY = /^[A-Z](?:[A-Z]|[ '](?=[A-Z])|--?(?=[A-Z ]))*$/;
const GIVEN = /^[A-Z](?:[A-Z]|[ '-](?=[A-Z]))*$/;

/**
 * A name as the teleservice takes it: capitals A to Z, single spaces, apostrophes and hyphens between letters, two hyphens in
 * a family name only.
 * @returns undefined for a letter that has no equivalent there: it is refused, never left out.
 */
export function insiName(name: string, kind: 'family' | 'given'): string | undefined {
  const text = foldLetters(name)
    .replaceAll(/[’ʼ‘`´]/g, "'")
    .replaceAll(/[‐‑‒–]/g, '-')
    .trim();
  return (kind === 'family' ? FAMILY : GIVEN).test(text) ? text : undefined;
}

/** The traits in the alphabet of the teleservice, or the names of those that cannot be written in it. */
export function insiTraits(asked: {
  readonly family: string;
  readonly givens: readonly string[];
  readonly birthDate: string;
  readonly sex: string;
  readonly birthPlace?: string;
}): InsiTraits | readonly ('family' | 'given' | 'sex')[] {
  const { birthDate, birthPlace, sex } = asked;
  const family = insiName(asked.family, 'family');
  const givens = asked.givens.map((given) => insiName(given, 'given'));
  const known = givens.filter((given) => given !== undefined);
  // The teleservice knows no third sex.
  if (
    family === undefined ||
    known.length === 0 ||
    known.length < givens.length ||
    (sex !== 'M' && sex !== 'F')
  ) {
    return [
      ...(family === undefined ? (['family'] as const) : []),
      ...(known.length === 0 || known.length < givens.length ? (['given'] as const) : []),
      ...(sex === 'M' || sex === 'F' ? [] : (['sex'] as const)),
    ];
  }
  return { family, givens: known, birthDate, sex, ...(birthPlace === undefined ? {} : { birthPlace }) };
}
