import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { FhirInteraction, FhirRequest } from '../fhir/interaction.ts';
import type { Resource } from '../fhir/resources.ts';
import { pageOf, searchset } from '../fhir/searchset.ts';
import type { DirectoryPage, Found } from '../store/directory.ts';

/** What every interaction with the directory has in common: it is about no patient, and open to whoever is recognised. */
const WAY = {
  event: 'ITI-90',
  right: 'directory.read',
  record: () => ({ ofCaller: true }) as const,
} as const;

interface SearchRequest<Criteria> {
  readonly criteria: Criteria;
  readonly page: DirectoryPage;
}

/** One search of the directory (mCSD, ITI-90). */
export interface DirectorySearch<Criteria, Item> {
  readonly resourceType: 'Practitioner' | 'PractitionerRole' | 'Organization';
  readonly searchParameters: NonNullable<FhirInteraction<unknown, unknown>['searchParameters']>;
  readonly read: (request: FhirRequest) => Criteria | Refusal;
  readonly find: (criteria: Criteria, page: DirectoryPage) => Promise<Found<Item>>;
  readonly resource: (item: Item) => Resource;
}

export function directorySearch<Criteria extends object, Item>(
  search: DirectorySearch<Criteria, Item>,
): FhirInteraction<SearchRequest<Criteria>, Found<Item>> {
  const { resourceType, searchParameters, read, find, resource } = search;
  return {
    resourceType,
    interaction: 'search-type',
    searchParameters,
    read: (request) => {
      const criteria = read(request);
      if (isRefusal(criteria)) return criteria;
      const { count, offset } = pageOf(request);
      return { criteria, page: { limit: count, offset } };
    },
    transaction: {
      ...WAY,
      action: 'E',
      run: async ({ criteria, page }) => ({ answer: await find(criteria, page), documents: [] }),
    },
    write: ({ total, items }, request) => {
      const matches = items.map((item) => {
        const made = resource(item);
        return { fullUrl: `${request.base}/${resourceType}/${made.id}`, resource: JSON.stringify(made) };
      });
      return { kind: 'json', text: searchset(request, resourceType, total, matches) };
    },
  };
}

/** Read of one resource of the directory by its logical id. */
export function directoryRead<Item>(
  resourceType: 'Practitioner' | 'PractitionerRole' | 'Organization',
  find: (id: string) => Promise<Item | undefined>,
  resource: (item: Item) => Resource,
): FhirInteraction<{ readonly id: string }, Item> {
  return {
    resourceType,
    interaction: 'read',
    read: ({ id = '' }) => ({ id }),
    transaction: {
      ...WAY,
      action: 'R',
      run: async ({ id }) => {
        const found = await find(id);
        return found === undefined
          ? refuse('NotFound', 'not in the directory')
          : { answer: found, documents: [] };
      },
    },
    write: (item) => ({ kind: 'json', text: JSON.stringify(resource(item)) }),
  };
}
