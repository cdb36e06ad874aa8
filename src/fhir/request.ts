import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { FhirRequest, SearchParameter } from './interaction.ts';
import type { SentBody } from './resource-body.ts';
import type { AnyInteraction } from './routing.ts';
import { badParameter, keyOf, type Pair, readSearchParameter } from './search-parameters.ts';
import { DEFAULT_COUNT, LARGEST_COUNT } from './searchset.ts';

/** Parameters that the face itself treats. */
const OF_THE_FACE = ['_format', '_pretty', '_count', '_offset'];
const LONGEST_NAME = 64;
/** Values of all parameters together: no search needs more, and several lists are compared with each other. */
const MOST_VALUES = 500;

/** What the wire said, before anything is understood. */
export interface WireRequest {
  readonly id: string | undefined;
  readonly pairs: readonly Pair[];
  readonly prefer: string | undefined;
  readonly accept: string | undefined;
  readonly base: string;
  readonly ifMatch?: string | undefined;
  readonly sent?: SentBody;
}

/**
 * Makes the request of an interaction: parameters that it does not know are set aside, to be told in the answer, or with
 * `Prefer: handling=strict` refused (FHIR R4 search: handling errors). A write always refuses them.
 * @returns SearchParameterUnknown, SearchParameter for a page that is none and for more than 500 values, or
 * MalformedRequest for an `If-Match` that names no version.
 */
export function fhirRequest(interaction: AnyInteraction, wire: WireRequest): FhirRequest | Refusal {
  const known = new Set((interaction.searchParameters ?? []).map(({ name }) => name));
  const strict = /(^|[,;\s])handling\s*=\s*strict($|[,;\s])/i.test(wire.prefer ?? '');
  const common = {
    strict,
    base: wire.base,
    accept: wire.accept,
    ...(wire.id === undefined ? {} : { id: wire.id }),
  };
  if (interaction.interaction !== 'search-type') {
    const version = readIfMatch(wire.ifMatch);
    if (isRefusal(version)) return version;
    const parameters = wire.pairs.map(readSearchParameter).filter(({ name }) => !OF_THE_FACE.includes(name));
    // A condition that is left aside would let the write reach further than it was meant to.
    const unknown = parameters.find(({ name }) => wire.id !== undefined || !known.has(name));
    if (unknown !== undefined && interaction.interaction !== 'read') {
      const about = ignoredName(unknown);
      return refuse('SearchParameterUnknown', about, { about });
    }
    return { ...common, parameters, ...version, ...wire.sent };
  }
  const all = wire.pairs.map(readSearchParameter);
  const longest = all.reduce((sum, { values }) => sum + values.length, 0);
  if (longest > MOST_VALUES) return badParameter(all.at(-1)!, `${longest} values`);
  const parameters = all.filter(({ name }) => known.has(name));
  const ignored = [
    ...new Set(all.filter(({ name }) => !known.has(name) && !OF_THE_FACE.includes(name)).map(ignoredName)),
  ];
  if (strict && ignored.length > 0) {
    const about = ignored.join(', ');
    return refuse('SearchParameterUnknown', about, { about });
  }
  const page = readPage(all);
  return isRefusal(page) ? page : { ...common, parameters, ignored, page };
}

/** `W/"3"` (FHIR R4 http: version ids are weak ETags). A list of versions, or `*`, is not served. */
function readIfMatch(header: string | undefined): { readonly ifMatch?: string } | Refusal {
  if (header === undefined) return {};
  const version = /^(?:W\/)?"([A-Za-z0-9.-]{1,64})"$/.exec(header.trim())?.[1];
  return version === undefined
    ? refuse('MalformedRequest', 'If-Match', { about: 'If-Match' })
    : { ifMatch: version };
}

function ignoredName(parameter: SearchParameter): string {
  return keyOf(parameter).slice(0, LONGEST_NAME);
}

function readPage(all: readonly SearchParameter[]): { count: number; offset: number } | Refusal {
  const page = { count: DEFAULT_COUNT, offset: 0 };
  for (const parameter of all) {
    if (parameter.name !== '_count' && parameter.name !== '_offset') continue;
    const [value = ''] = parameter.values;
    if (!/^[0-9]{1,9}$/.test(value)) return badParameter(parameter, 'not a number');
    if (parameter.name === '_count') page.count = Math.min(Number(value), LARGEST_COUNT);
    else page.offset = Number(value);
  }
  return page;
}
