import { randomUUID } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { isRefusal } from '../errors.ts';
import { feedBody } from '../http/body.ts';
import { parseMediaType } from '../http/media-type.ts';
import { readEnvelope } from '../soap/envelope.ts';
import { readMultipart } from '../soap/multipart-in.ts';
import { multipartPieces } from '../soap/multipart-out.ts';
import type { AnswerAttachment } from '../soap/soap-transaction.ts';
import type { BlobStore, ReceivedContent } from '../store/blobs.ts';
import { element, path, text, type XmlElement } from '../xml/tree.ts';
import type { Markup } from '../xml/write.ts';
import { inMemory } from './content.ts';
import { requestEnvelope } from './envelope-out.ts';
import { answerTo, upload } from './upload.ts';

export interface SoapClientOptions {
  /** Such as `https://localhost:8443`; plain `http:` for the sandbox's loopback port. */
  readonly origin: string;
  /** PEM of the authorities that the server's certificate may come from. */
  readonly ca?: string;
  /** PEM chain and key of the client; without them no client certificate is shown. */
  readonly certificate?: string;
  readonly key?: string;
  /** Receives the attachments of answers; memory unless said. */
  readonly attachments?: Pick<BlobStore, 'receive'>;
  /** Largest answer, in bytes. */
  readonly limit?: number;
  readonly timeoutSeconds?: number;
}

export interface SoapCall {
  readonly path: string;
  readonly action: string;
  readonly body: Markup;
  readonly assertion?: string | undefined;
  /** Sends MTOM, with these parts; without it a simple envelope goes out. */
  readonly attachments?: readonly AnswerAttachment[] | undefined;
}

export interface SoapFault {
  readonly code: string;
  readonly subcode?: string;
  readonly reason: string;
}

export interface SoapReply {
  readonly status: number;
  readonly contentType: string;
  readonly action: string | undefined;
  readonly relatesTo: string | undefined;
  /** The one child of Body; a Fault too. */
  readonly payload: XmlElement;
  readonly fault?: SoapFault;
  /** Content-ID to content. */
  readonly attachments: ReadonlyMap<string, ReceivedContent>;
  /** The envelope as it came. */
  readonly raw: Buffer;
  readonly messageId: string;
}

export interface SoapClient {
  readonly origin: string;
  /** @throws when the server cannot be reached, or answers with something that is no SOAP. */
  call(call: SoapCall): Promise<SoapReply>;
  close(): void;
}

/** An answer that is no SOAP message; `message` has its beginning. */
export class NotSoap extends Error {
  readonly address: string;
  readonly status: number;

  constructor(address: string, status: number, message: string) {
    super(`${address}: ${status} ${message}`);
    this.address = address;
    this.status = status;
  }
}

const LIMIT = 1024 ** 3;

function faultOf(payload: XmlElement): SoapFault | undefined {
  if (payload.local !== 'Fault') return undefined;
  const local = (value: string) => value.trim().replace(/^.*:/, '');
  const subcode = local(text(path(payload, 'Code', 'Subcode', 'Value')));
  return {
    code: local(text(path(payload, 'Code', 'Value')) || text(element(payload, 'faultcode'))),
    ...(subcode === '' ? {} : { subcode }),
    reason: (text(path(payload, 'Reason', 'Text')) || text(element(payload, 'faultstring'))).trim(),
  };
}

/** @param to where the message with this id was sent. */
async function readReply(
  response: IncomingMessage,
  { to, messageId }: { readonly to: string; readonly messageId: string },
  options: SoapClientOptions,
): Promise<SoapReply> {
  const status = response.statusCode ?? 0;
  const contentType = response.headers['content-type'] ?? '';
  const type = parseMediaType(contentType);
  const limit = options.limit ?? LIMIT;
  let raw: Buffer;
  let attachments: ReadonlyMap<string, ReceivedContent> = new Map();
  if (type?.type === 'multipart/related') {
    const parts = await readMultipart(
      type,
      (take) => feedBody(response, limit, take),
      options.attachments ?? inMemory,
    );
    if (isRefusal(parts)) throw new NotSoap(to, status, parts.refused[0].detail);
    raw = parts.root;
    attachments = parts.parts;
  } else {
    const chunks: Buffer[] = [];
    await feedBody(response, limit, (chunk) => chunks.push(chunk) > 0);
    raw = Buffer.concat(chunks);
  }
  const envelope = await readEnvelope(raw, ['soap-1.1-envelope']);
  if (isRefusal(envelope)) {
    throw new NotSoap(
      to,
      status,
      `${contentType}: ${envelope.refused[0].detail}: ${raw.toString().slice(0, 500)}`,
    );
  }
  const header = (local: string) => {
    const found = envelope.headers.find((node) => node.local === local);
    return found === undefined ? undefined : text(found).trim();
  };
  const fault = faultOf(envelope.payload);
  return {
    status,
    contentType,
    action: header('Action'),
    relatesTo: header('RelatesTo'),
    payload: envelope.payload,
    ...(fault === undefined ? {} : { fault }),
    attachments,
    raw,
    messageId,
  };
}

/** A SOAP 1.2 client over mutual TLS, connections kept open: what a professional's software does towards the DMP. */
export function createSoapClient(options: SoapClientOptions): SoapClient {
  const secure = options.origin.startsWith('https:');
  const agent = secure
    ? new Agent({
        keepAlive: true,
        ca: options.ca,
        cert: options.certificate,
        key: options.key,
        minVersion: 'TLSv1.2',
      })
    : new HttpAgent({ keepAlive: true });
  const send = secure ? httpsRequest : httpRequest;

  return {
    origin: options.origin,
    async call({ path: address, action, body, assertion, attachments }) {
      const messageId = `urn:uuid:${randomUUID()}`;
      const to = `${options.origin}${address}`;
      const envelope = requestEnvelope({ action, messageId, to, assertion }, body);
      const { contentType, pieces } =
        attachments === undefined
          ? {
              contentType: `application/soap+xml; charset=UTF-8; action="${action}"`,
              pieces: [Buffer.from(envelope, 'utf8')],
            }
          : multipartPieces(envelope, attachments);
      const length = pieces.reduce(
        (sum, piece) => sum + (Buffer.isBuffer(piece) ? piece.length : piece.size),
        0,
      );
      const request = send(to, {
        method: 'POST',
        agent,
        headers: { 'content-type': contentType, 'content-length': length },
        timeout: (options.timeoutSeconds ?? 60) * 1000,
      });
      request.on('timeout', () => request.destroy(new Error(`no answer from ${to}`)));
      const answered = answerTo(request, to);
      try {
        await upload(request, pieces, answered);
        return await readReply(await answered, { to, messageId }, options);
      } finally {
        // What has not gone by now is of no use: the answer came first, or there is none.
        if (!request.writableFinished) request.destroy();
      }
    },
    close: () => agent.destroy(),
  };
}
