import { type Refusal, refuse } from '../errors.ts';
import type { FhirInteraction } from './interaction.ts';

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

/**
 * Finds what a method and a path below the base address ask for (FHIR R4 http).
 * @returns NotFound where nothing stands, MethodNotAllowed with the methods that are where something does.
 */
export function route(interactions: readonly AnyInteraction[], method: string, path: string): Route {
  const [type = '', second, ...rest] = path.replace(/^\//, '').replace(/\/$/, '').split('/');
  const of = (kind: AnyInteraction['interaction']) =>
    interactions.find((one) => one.resourceType === type && one.interaction === kind);
  const found = (
    interaction: AnyInteraction | undefined,
    only: string,
    more: { id?: string; form: boolean },
  ) => {
    if (interaction === undefined) return nothing;
    return method === only
      ? ({ kind: 'interaction', interaction, ...more } as const)
      : ({ kind: 'refused', refusal: refuse('MethodNotAllowed', method), allow: only } as const);
  };
  if (rest.length > 0) return nothing;
  if (type === 'metadata' && second === undefined) {
    return method === 'GET'
      ? { kind: 'metadata' }
      : { kind: 'refused', refusal: refuse('MethodNotAllowed', method), allow: 'GET' };
  }
  if (second === undefined) return found(of('search-type'), 'GET', { form: false });
  if (second === '_search') return found(of('search-type'), 'POST', { form: true });
  return ID.test(second) ? found(of('read'), 'GET', { id: second, form: false }) : nothing;
}

const nothing: Route = { kind: 'refused', refusal: refuse('NotFound', 'no such address') };
