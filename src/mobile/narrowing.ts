import { isRefusal, type Refusal } from '../errors.ts';
import { codingScheme } from '../fhir/code-systems.ts';
import type { SearchParameter } from '../fhir/interaction.ts';
import type { CodeableConcept } from '../fhir/resources.ts';
import { named, refuseModifier, unescapeValue } from '../fhir/search-parameters.ts';
import { readTokens, type Token } from '../fhir/token-parameter.ts';
import type { DocumentEntry } from '../model/document-entry.ts';
import { parseCx, parseXcn } from '../model/hl7v2.ts';
import { specialty } from './actors.ts';
import { identifier } from './identifiers.ts';

/** A condition on an entry that the caller may see, applied after the store has found it. */
export type Narrowing = (entry: DocumentEntry) => boolean;

/**
 * Reads `author.given`, `author.family` and `related` (ITI TF-2 3.67.4.1.2.1), and what a list of documents is narrowed by beside
 * (rule DMP-31): `title`, and `author.specialty`, the profession or savoir-faire of an author by its code or, with `:text`, by the
 * beginning of its label. @returns SearchParameter.
 */
export function narrowings(parameters: readonly SearchParameter[]): Narrowing[] | Refusal {
  const made: Narrowing[] = [];
  for (const part of ['given', 'family'] as const) {
    for (const parameter of named(parameters, `author.${part}`)) {
      const refused = refuseModifier(parameter, ['exact', 'contains']);
      if (refused !== undefined) return refused;
      const fits = textTest(parameter);
      made.push(({ authors }) =>
        authors.some(({ person }) => person !== undefined && fits(parseXcn(person)[part])),
      );
    }
  }
  for (const parameter of named(parameters, 'title')) {
    const refused = refuseModifier(parameter, ['exact', 'contains']);
    if (refused !== undefined) return refused;
    const fits = textTest(parameter);
    made.push(({ title }) => title.some(({ value }) => fits(value)));
  }
  for (const parameter of named(parameters, 'author.specialty')) {
    const wanted = specialtyTest(parameter);
    if (isRefusal(wanted)) return wanted;
    made.push(({ authors }) => authors.some(({ specialties }) => specialties.some(wanted)));
  }
  for (const parameter of [...named(parameters, 'related'), ...named(parameters, 'related.identifier')]) {
    const tokens = readTokens(parameter, ['identifier']);
    if (isRefusal(tokens)) return tokens;
    made.push(({ referenceIds }) => referenceIds.some((raw) => tokens.some((token) => names(token, raw))));
  }
  return made;
}

/** Tells a profession or savoir-faire by what `authorReferences` writes of it. */
function specialtyTest(parameter: SearchParameter): ((raw: string) => boolean) | Refusal {
  if (parameter.modifier === 'text') {
    const fits = textTest(parameter);
    return (raw) => fits(labelOf(specialty(raw)));
  }
  const tokens = readTokens(parameter);
  if (isRefusal(tokens)) return tokens;
  return (raw) => {
    const [coded] = specialty(raw).coding ?? [];
    return (
      coded !== undefined &&
      tokens.some(
        ({ code, system }) =>
          code === coded.code && (system === undefined || sameSystem(system, coded.system)),
      )
    );
  };
}

const labelOf = ({ coding, text }: CodeableConcept) => coding?.[0]?.display ?? text ?? '';

/** Whether a system is the one that is written, in either of its forms. */
const sameSystem = (asked: string, written = '') => codingScheme(asked) === codingScheme(written);

/** FHIR R4 search, string: begins with, without regard to case and accents; `exact` and `contains` say otherwise. */
function textTest({ modifier, values }: SearchParameter): (name: string) => boolean {
  const wanted = values.map(unescapeValue);
  if (modifier === 'exact') return (name) => wanted.includes(name);
  // Once for all entries: folding costs more than comparing.
  const folded = wanted.map(fold);
  return (name) => {
    const known = fold(name);
    return folded.some((one) => (modifier === 'contains' ? known.includes(one) : known.startsWith(one)));
  };
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether a token names a reference id, as `documentReference` writes it. */
function names({ system, code }: Token, raw: string): boolean {
  const { value, authority } = parseCx(raw);
  const written = identifier(value, authority);
  if (system === undefined) return code === value || code === written?.value;
  return code === written?.value && system === (written.system ?? '');
}
