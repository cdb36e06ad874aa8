import { isRefusal, type Refusal } from '../../errors.ts';
import { ON_DEMAND, STABLE } from '../../model/document-entry.ts';
import type { CodeMatch, EntryCriteria } from '../../store/store.ts';
import { allOf, anyOf, codeMatches } from './parameters.ts';
import type { IdParameters } from './shared-parameters.ts';
import type { StoredQuery } from './stored-query.ts';

export const ENTRY = '$XDSDocumentEntry';

/** How a query names documents. */
export const ENTRY_IDS: IdParameters = {
  ids: `${ENTRY}EntryUUID`,
  uniqueIds: `${ENTRY}UniqueId`,
  logicalIds: `${ENTRY}LogicalID`,
};

/** The criteria by which documents that are named are looked for. */
export function entriesNamed({
  ids,
  uniqueIds,
  logicalIds,
}: {
  readonly ids?: readonly string[];
  readonly uniqueIds?: readonly string[];
  readonly logicalIds?: readonly string[];
}): EntryCriteria {
  return {
    ...(ids === undefined ? {} : { entryUuids: ids }),
    ...(uniqueIds === undefined ? {} : { uniqueIds }),
    ...(logicalIds === undefined ? {} : { logicalIds }),
  };
}

/** A parameter that holds codes and may be given once. */
export function codesOf(query: StoredQuery, name: string): readonly CodeMatch[] | undefined | Refusal {
  const values = anyOf(query, name);
  return values === undefined || isRefusal(values) ? values : codeMatches(values, name);
}

/** A parameter that holds codes and may be repeated (AND); undefined when it is absent. */
export function repeatedCodesOf(
  query: StoredQuery,
  name: string,
): readonly (readonly CodeMatch[])[] | undefined | Refusal {
  const lists: (readonly CodeMatch[])[] = [];
  for (const values of allOf(query, name)) {
    const matches = codeMatches(values, name);
    if (isRefusal(matches)) return matches;
    lists.push(matches);
  }
  return lists.length === 0 ? undefined : lists;
}

/** Stable documents unless said otherwise; values that are no kind of document are ignored. */
export function objectTypesOf(query: StoredQuery): readonly string[] | Refusal {
  const types = anyOf(query, `${ENTRY}Type`);
  if (isRefusal(types)) return types;
  return types?.filter((type) => type === STABLE || type === ON_DEMAND) ?? [STABLE];
}

/** Which documents of a submission set, of a folder or of everything are asked for: by format, confidentiality and kind. */
export function contentCriteria(query: StoredQuery): EntryCriteria | Refusal {
  const formatCodes = codesOf(query, `${ENTRY}FormatCode`);
  if (isRefusal(formatCodes)) return formatCodes;
  const confidentialityCodes = repeatedCodesOf(query, `${ENTRY}ConfidentialityCode`);
  if (isRefusal(confidentialityCodes)) return confidentialityCodes;
  const objectTypes = objectTypesOf(query);
  if (isRefusal(objectTypes)) return objectTypes;
  return {
    objectTypes,
    ...(formatCodes === undefined ? {} : { formatCodes }),
    ...(confidentialityCodes === undefined ? {} : { confidentialityCodes }),
  };
}
