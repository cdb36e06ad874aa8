import type { Refusal } from '../../errors.ts';
import type { Scope } from '../../model/scope.ts';
import type {
  Store,
  StoredAssociation,
  StoredEntry,
  StoredFolder,
  StoredSubmissionSet,
  Want,
} from '../../store/store.ts';
import type { DomainRules } from '../../terminology/affinity-domain.ts';

/** A stored query (ITI TF-2 3.18.4.1.2), read from whatever wire it came by. */
export interface StoredQuery {
  /** `urn:uuid:…`, lower case. */
  readonly id: string;
  /** As the caller wrote it: `LeafClass`, `ObjectRef`, or something that is refused. */
  readonly returnType: string;
  readonly parameters: readonly QueryParameter[];
}

/** One parameter as it stands in the request: its values are OR; the same name again is AND. */
export interface QueryParameter {
  readonly name: string;
  readonly values: readonly string[];
}

export type QueryRules = Pick<DomainRules, 'searchWithoutPatient' | 'statuses'>;

/** What a query reads from; all of it through a Scope. */
export type QueryReads = Pick<Store, 'documents' | 'submissionSets' | 'folders' | 'associations'>;

/** What the answer needs of what is found. */
export interface View {
  /** What to bring of each entry. */
  readonly want: Want;
  /** No more of one kind of object than this is looked for; the caller counts what has been found. */
  readonly limit?: number;
}

/** The limit of a view as a criterion. */
export function atMost({ limit }: View): { readonly limit?: number } {
  return limit === undefined ? {} : { limit };
}

/** The registry objects that a query found. */
export interface Found {
  readonly submissionSets: readonly StoredSubmissionSet[];
  readonly entries: readonly StoredEntry[];
  readonly folders: readonly StoredFolder[];
  readonly associations: readonly StoredAssociation[];
}

export const NOTHING_FOUND: Found = { submissionSets: [], entries: [], folders: [], associations: [] };

/** A stored query whose parameters have been read. */
export interface AskedQuery {
  /** Raw CX of the patient that the query names; without it, the patient of the caller's assertion. */
  readonly patientId?: string;
  /** Whether it asks for documents by their own ids, and so tells nothing but other ids when ids are all that is returned. */
  readonly byDocumentId?: true;
  run(reads: QueryReads, scope: Scope, view: View): Promise<Found>;
}

/** One of the stored queries of ITI TF-2 3.18.4.1.2.3.7 or 3.51.4.1.2.1: its id, and how its parameters are read. */
export interface QueryDefinition<Asked = AskedQuery> {
  readonly id: string;
  readonly read: (query: StoredQuery, rules: QueryRules) => Asked | Refusal;
}
