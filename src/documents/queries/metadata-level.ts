import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { APPROVED, ONLINE } from '../../model/document-entry.ts';
import type { AssociationCriteria, EntryCriteria, FolderCriteria } from '../../store/store.ts';
import { anyOf, single } from './parameters.ts';
import type { StoredQuery } from './stored-query.ts';

/** What a level of metadata leaves out, as criteria for each kind of object. */
export interface MetadataLevel {
  readonly entries: Pick<EntryCriteria, 'latestOnly' | 'availabilities'>;
  /** FindFolders and GetAll ask for folders by status, which goes before the status of the level. */
  readonly folders: Pick<FolderCriteria, 'latestOnly' | 'statuses'>;
  readonly associations: Pick<AssociationCriteria, 'statuses'>;
}

const LEVELS: Readonly<Record<string, MetadataLevel>> = {
  1: {
    entries: { latestOnly: true, availabilities: [ONLINE] },
    folders: { latestOnly: true, statuses: [APPROVED] },
    associations: { statuses: [APPROVED] },
  },
  2: { entries: {}, folders: {}, associations: {} },
};

const METADATA_LEVEL = '$MetadataLevel';

/**
 * The level of metadata that a query asks for (IHE Metadata Update, 3.18.4.1.2.3.5.1). Level 1, the default, shows the latest
 * version of each document and folder alone, what is online, and folders and associations that are Approved; level 2 shows
 * everything. The scope goes before: a DMP shows nobody a former version, so that level 2 adds there what is offline or
 * withdrawn, and a client that knows no levels reads by status what it has always read.
 * @returns XDSRegistryError for another level, XDSStoredQueryParamNumber for several.
 */
export function metadataLevel(query: StoredQuery): MetadataLevel | Refusal {
  const level = single(query, METADATA_LEVEL) ?? '1';
  if (isRefusal(level)) return level;
  return Object.hasOwn(LEVELS, level)
    ? LEVELS[level]!
    : refuse('XDSRegistryError', `${METADATA_LEVEL} is neither 1 nor 2`, {
        about: `${METADATA_LEVEL} ${level.slice(0, 120)}`,
      });
}

/** The same for a query that returns associations, and may name their statuses within what the level shows. */
export function levelOfAssociations(query: StoredQuery): MetadataLevel | Refusal {
  const level = metadataLevel(query);
  if (isRefusal(level)) return level;
  const named = anyOf(query, '$XDSAssociationStatus');
  if (isRefusal(named)) return named;
  return { ...level, associations: narrowed('statuses', level.associations.statuses, named) };
}

/** What of the documents that a level shows is asked for by availability. */
export function availabilitiesOf(
  query: StoredQuery,
  name: string,
  { entries }: MetadataLevel,
): MetadataLevel['entries'] | Refusal {
  const named = anyOf(query, name);
  if (isRefusal(named)) return named;
  return { ...entries, ...narrowed('availabilities', entries.availabilities, named) };
}

function narrowed<K extends string>(
  criterion: K,
  shown: readonly string[] | undefined,
  named: readonly string[] | undefined,
): { readonly [P in K]?: readonly string[] } {
  const both = named === undefined ? shown : named.filter((one) => shown?.includes(one) ?? true);
  return (both === undefined ? {} : { [criterion]: both }) as { readonly [P in K]?: readonly string[] };
}
