import type { Actor } from '../transport/target.ts';

/** A transaction of XDS.b as the plans use it: where it goes, and what its answer must look like. */
export interface TransactionKind {
  /** Element name in the plans. */
  readonly instruction: string;
  readonly actor: Actor;
  readonly action: string;
  readonly responseAction: string;
  /**
   * What the file of the plan becomes: a submission is made one of this run, a query may lose parameters, anything else
   * goes as it is.
   */
  readonly message: 'submission' | 'query' | 'plain';
  /** `with-documents`: MTOM, the submission wrapped with its documents; `mtom`: MTOM without parts. */
  readonly transport: 'simple' | 'mtom' | 'with-documents';
  /** Local name of the answer's element. */
  readonly answer: 'RegistryResponse' | 'AdhocQueryResponse' | 'RetrieveDocumentSetResponse';
}
