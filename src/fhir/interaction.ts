import type { Refusal } from '../errors.ts';
import type { Transaction } from '../transaction.ts';
import type { JsonValue } from './json.ts';

/** One search parameter as it came: `name:modifier=value,value`. */
export interface SearchParameter {
  readonly name: string;
  readonly modifier?: string;
  /** Values that were separated by commas: OR. The escapes of FHIR are still in place; the reader of the type resolves them. */
  readonly values: readonly string[];
}

export interface FhirRequest {
  /** Logical id in the address: of what is read, updated, patched, or operated on. */
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
  /** What a write sent: a resource of its type, Parameters of an operation (none when no body came), or a patch. */
  readonly body?: JsonValue;
  /** The body is a JSON Patch (RFC 6902); otherwise that of a patch is Parameters (FHIRPath Patch). */
  readonly jsonPatch?: boolean;
  /** The version that `If-Match` names. */
  readonly ifMatch?: string;
}

/** What an interaction answers: JSON text already made, a resource, or content of its own media type. */
export type FhirAnswer =
  | {
      readonly kind: 'json';
      readonly text: string;
      /** 201 for what has been made; 200 unless said. */
      readonly status?: 200 | 201;
      /** Address of what has been made. */
      readonly location?: string;
      readonly etag?: string;
      readonly lastModified?: string;
    }
  | {
      readonly kind: 'content';
      readonly mimeType: string;
      readonly size: number;
      open(): import('node:stream').Readable;
      bytes?(): Promise<Buffer>;
    };

/**
 * What FHIR R4 http calls interactions; `transaction` is a Bundle at the base address. An operation is invoked by POST: ours
 * change something, or ask what must not stand in an address.
 */
export type InteractionCode =
  | 'read'
  | 'search-type'
  | 'create'
  | 'update'
  | 'patch'
  | 'operation'
  | 'transaction';

/** The FHIR form of a transaction: one interaction on one resource type. */
export interface FhirInteraction<Request, Answer> {
  /** `Bundle` for a transaction. */
  readonly resourceType: string;
  readonly interaction: InteractionCode;
  /** Name of an operation, without `$`, and whether it is invoked on the type or on one resource. */
  readonly operation?: { readonly name: string; readonly on: 'type' | 'instance' };
  /** Who calls without a token is heard, as an usager, whom the decision holds to enrolment. */
  readonly hears?: 'usager';
  /** A patch that also comes to the address of the type, where its parameters say which resource is meant. */
  readonly conditional?: true;
  /** The largest body, in bytes; 256 kB unless said. */
  readonly bodyLimit?: number;
  /** Names of the parameters that a search or a conditional patch understands, for the CapabilityStatement and the self link. */
  readonly searchParameters?: readonly {
    readonly name: string;
    readonly type: string;
    readonly definition?: string;
  }[];
  readonly read: (request: FhirRequest) => Request | Refusal;
  readonly transaction: Transaction<Request, Answer>;
  readonly write: (answer: Answer, request: FhirRequest) => FhirAnswer;
}
