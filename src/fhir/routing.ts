import { type Refusal, refuse } from '../errors.ts';
import type { FhirInteraction, InteractionCode } from './interaction.ts';

// biome-ignore lint/suspicious/noExplicitAny: a face holds interactions of many request types
export type AnyInteraction = FhirInteraction<any, any>;

export type Route =
  | { readonly kind: 'metadata' }
  | {
      readonly kind: 'interaction';
      readonly interaction: AnyInteraction;
      readonly id?: string;
      readonly form: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly allow?: string };

const ID = /^[A-Za-z0-9.-]{1,64}$/;

/** The method of each interaction (FHIR R4 http). */
const METHODS: Readonly<Record<InteractionCode, string>> = {
  read: 'GET',
  'search-type': 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  operation: 'POST',
  transaction: 'POST',
};

/**
 * Finds what a method and a path below the base address ask for (FHIR R4 http).
 * @returns NotFound where nothing stands, MethodNotAllowed with the methods that are where something does.
 */
export function route(interactions: readonly AnyInteraction[], method: string, path: string): Route {
  const [type = '', second, third, ...rest] = path.replace(/^\//, '').replace(/\/$/, '').split('/');
  if (rest.length > 0) return nothing;
  if (type === 'metadata' && second === undefined) {
    return method === 'GET' ? { kind: 'metadata' } : notAllowed(method, ['GET']);
  }
  const served = (codes: readonly InteractionCode[], onType = type) =>
    interactions.filter(
      ({ resourceType, interaction }) => resourceType === onType && codes.includes(interaction),
    );
  const operations = (name: string, on: 'type' | 'instance') =>
    served(['operation']).filter(({ operation }) => operation?.name === name.slice(1) && operation.on === on);

  if (type === '') return choose(served(['transaction'], 'Bundle'), method, {});
  if (second === undefined) {
    const conditional = served(['patch']).filter((one) => one.conditional === true);
    return choose([...served(['search-type', 'create']), ...conditional], method, {});
  }
  if (third === undefined && second === '_search') {
    // The search by form of what GET searches.
    const [search] = served(['search-type']);
    if (search === undefined) return nothing;
    return method === 'POST'
      ? { kind: 'interaction', interaction: search, form: true }
      : notAllowed(method, ['POST']);
  }
  if (third === undefined && second.startsWith('$')) return choose(operations(second, 'type'), method, {});
  if (!ID.test(second)) return nothing;
  if (third === undefined) return choose(served(['read', 'update', 'patch']), method, { id: second });
  return third.startsWith('$') ? choose(operations(third, 'instance'), method, { id: second }) : nothing;
}

/** The one of what stands at an address that a method asks for. */
function choose(there: readonly AnyInteraction[], method: string, more: { readonly id?: string }): Route {
  if (there.length === 0) return nothing;
  const interaction = there.find((one) => METHODS[one.interaction] === method);
  return interaction === undefined
    ? notAllowed(method, [...new Set(there.map((one) => METHODS[one.interaction]))])
    : { kind: 'interaction', interaction, ...more, form: false };
}

function notAllowed(method: string, allowed: readonly string[]): Route {
  return { kind: 'refused', refusal: refuse('MethodNotAllowed', method), allow: allowed.join(', ') };
}

const nothing: Route = { kind: 'refused', refusal: refuse('NotFound', 'no such address') };
