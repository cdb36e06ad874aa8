import type { Refusal } from '../errors.ts';
import type { Transaction } from '../transaction.ts';

/** One search parameter as it came: `name:modifier=value,value`. */
export interface SearchParameter {
  readonly name: string;
  readonly modifier?: string;
  /** Values that were separated by commas: OR. The escapes of FHIR are still in place; the reader of the type resolves them. */
  readonly values: readonly string[];
}

export interface FhirRequest {
  /** Logical id of a read. */
  readonly id?: string;
  /** Parameters that the interaction says it understands, in the order in which they came. */
  readonly parameters: readonly SearchParameter[];
  /** Names of parameters that came and are not understood; they changed nothing, and the answer says so. */
  readonly ignored?: readonly string[];
  /** Which part of a search result is asked for (`_count`, `_offset`). */
  readonly page?: { readonly count: number; readonly offset: number };
  /** `Prefer: handling=strict`. */
  readonly strict: boolean;
  /** Base URL of answers, such as `https://localhost:8443/fhir`. */
  readonly base: string;
  readonly accept: string | undefined;
}

/** What an interaction answers: JSON text already made, a resource, or content of its own media type. */
export type FhirAnswer =
  | { readonly kind: 'json'; readonly text: string; readonly etag?: string; readonly lastModified?: string }
  | {
      readonly kind: 'content';
      readonly mimeType: string;
      readonly size: number;
      open(): import('node:stream').Readable;
      bytes?(): Promise<Buffer>;
    };

/** The FHIR form of a transaction: one interaction on one resource type. */
export interface FhirInteraction<Request, Answer> {
  readonly resourceType: string;
  readonly interaction: 'read' | 'search-type';
  /** Names of the parameters that a search understands, for the CapabilityStatement and the self link. */
  readonly searchParameters?: readonly {
    readonly name: string;
    readonly type: string;
    readonly definition?: string;
  }[];
  readonly read: (request: FhirRequest) => Request | Refusal;
  readonly transaction: Transaction<Request, Answer>;
  readonly write: (answer: Answer, request: FhirRequest) => FhirAnswer;
}
