import type { Refusal } from '../errors.ts';
import type { ReceivedContent } from '../store/blobs.ts';
import type { Transaction } from '../transaction.ts';
import type { XmlElement } from '../xml/tree.ts';
import type { Markup } from '../xml/write.ts';

/** The parts that came beside the root part of one multipart message. */
export interface Attachments {
  /** Whether the message came in parts (MTOM). */
  readonly multipart: boolean;
  /**
   * The content that an element holds: one `xop:Include` to a part of this message, or base64 text.
   * Each part may be taken once; `href` resolves `cid:` only (design 2.6).
   */
  take(holder: XmlElement): Promise<ReceivedContent | Refusal>;
  /** Content-IDs of the parts that nothing has taken. */
  untaken(): readonly string[];
}

/** Content that leaves as a part of a multipart answer. */
export interface AnswerAttachment {
  readonly contentId: string;
  readonly mimeType: string;
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
  /** Small content may be handed over whole, which spares a stream. */
  bytes?(): Promise<Buffer>;
}

export interface SoapAnswer {
  readonly body: Markup;
  readonly attachments?: readonly AnswerAttachment[];
}

/** The SOAP form of a transaction. Read from top to bottom it says what happens on the wire. */
export interface SoapTransaction<Request, Answer> {
  readonly action: string;
  readonly responseAction: string;
  /** Whether a payload is for this transaction, where several of a service share an action; without it, every one is. */
  readonly serves?: (payload: XmlElement) => boolean;
  /** `simple`: never multipart; `as-request`: multipart to multipart; `multipart`: always. */
  readonly answers: 'simple' | 'as-request' | 'multipart';
  /** Whether requests carry attachments; where not, a multipart request is read and its parts must be none. */
  readonly read: (
    body: XmlElement,
    attachments: Attachments,
  ) => Request | Refusal | Promise<Request | Refusal>;
  readonly transaction: Transaction<Request, Answer>;
  readonly write: (answer: Answer) => SoapAnswer;
  /**
   * The transaction's own form of a refusal whose faults all have a code of its own; without it, a SOAP fault.
   * @param request undefined when it could not be read.
   */
  readonly writeRefusal?: (refusal: Refusal, request?: Request) => SoapAnswer;
  /** Of which column of the table of refusals those codes are; `xds` unless said. */
  readonly refusesIn?: 'xds' | 'hl7';
  /** Called when the request is over, whatever came of it; frees what `read` took. */
  readonly release?: (request: Request) => Promise<void>;
}

/** One SOAP address: the transactions it serves and the WSDL that describes them. */
export interface SoapService {
  readonly path: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a service holds transactions of many request types
  readonly transactions: readonly SoapTransaction<any, any>[];
  readonly wsdl: (address: string) => string;
}
