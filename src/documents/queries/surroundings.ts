import { isRefusal, type Refusal } from '../../errors.ts';
import type { Scope } from '../../model/scope.ts';
import { HAS_MEMBER } from '../../model/submission.ts';
import type {
  AssociationCriteria,
  EntryCriteria,
  StoredAssociation,
  StoredEntry,
} from '../../store/store.ts';
import { contentCriteria, ENTRY_IDS, entriesNamed } from './document-parameters.ts';
import { levelOfAssociations, type MetadataLevel } from './metadata-level.ts';
import { type IdParameters, type NamedObjects, namedObjects } from './shared-parameters.ts';
import { atMost, type QueryReads, type StoredQuery, type View } from './stored-query.ts';

/** Looks for associations that a level shows; none when a list to choose from is empty. */
export async function associationsOf(
  { associations }: Pick<QueryReads, 'associations'>,
  scope: Scope,
  level: Pick<MetadataLevel, 'associations'>,
  criteria: AssociationCriteria,
): Promise<readonly StoredAssociation[]> {
  const all = { ...criteria, ...level.associations };
  const none = Object.values(all).some((value) => Array.isArray(value) && value.length === 0);
  return none ? [] : associations.find(scope, all);
}

/** Looks for documents by entryUUID; no reading of the store when there are none. */
export async function entriesOf(
  { documents }: Pick<QueryReads, 'documents'>,
  scope: Scope,
  entryUuids: readonly string[],
  criteria: EntryCriteria,
  view: View,
): Promise<readonly StoredEntry[]> {
  if (entryUuids.length === 0) return [];
  return documents.find(scope, { ...criteria, entryUuids, ...atMost(view) }, view.want);
}

/** What a query asks that starts from documents and looks around them. */
export interface AroundDocuments {
  readonly criteria: EntryCriteria;
  readonly level: MetadataLevel;
}

/** @param most `one` where the query speaks of a single document. */
export function aroundDocuments(query: StoredQuery, most: 'one' | 'many'): AroundDocuments | Refusal {
  const named = namedObjects(query, ENTRY_IDS, most);
  if (isRefusal(named)) return named;
  const level = levelOfAssociations(query);
  return isRefusal(level) ? level : { criteria: { ...entriesNamed(named), ...level.entries }, level };
}

/** What a query asks that wants one submission set or folder with the documents in it. */
export interface WithContents {
  readonly named: NamedObjects;
  readonly level: MetadataLevel;
  readonly content: EntryCriteria;
}

/** @param ids the parameters that name the set or folder. */
export function withContents(query: StoredQuery, ids: IdParameters): WithContents | Refusal {
  const named = namedObjects(query, ids, 'one');
  if (isRefusal(named)) return named;
  const level = levelOfAssociations(query);
  if (isRefusal(level)) return level;
  const content = contentCriteria(query);
  return isRefusal(content) ? content : { named, level, content };
}

/** The memberships that point at these objects. */
export const membershipsIn = (targets: readonly string[]): AssociationCriteria => ({
  types: [HAS_MEMBER],
  targets,
});

/** The memberships that these submission sets or folders make. */
export const membershipsOf = (sources: readonly string[]): AssociationCriteria => ({
  types: [HAS_MEMBER],
  sources,
});
