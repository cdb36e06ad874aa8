import { randomUUID } from 'node:crypto';
import { requestEnvelope } from '../../src/client/envelope-out.ts';
import { storedMarkup } from '../../src/xml/write.ts';
import type { WireRequest } from './wire.ts';

const SERVICES = '/si-dmp-server/v2/services';
const BOUNDARY = 'frontiere-du-test';

/** One part beside the root part. */
export interface MessagePart {
  readonly contentId: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
}

/** A request to the DMP's addresses before it is put into HTTP, so that a test can change any layer of it. */
export interface SoapMessage {
  readonly service: 'registry' | 'repository' | 'patients' | 'habilitations';
  readonly action: string;
  /** Markup of the one child of Body. */
  readonly body: string;
  readonly assertion?: string | undefined;
  /** With parts, even none, the message goes out as MTOM; without, as a simple envelope. */
  readonly parts?: readonly MessagePart[];
}

export function envelopeOf({ service, action, body, assertion }: SoapMessage): string {
  const to = `https://localhost${SERVICES}/${service}`;
  const messageId = `urn:uuid:${randomUUID()}`;
  return requestEnvelope({ action, messageId, to, assertion }, storedMarkup(body));
}

function partOf(headers: string, bytes: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\n${headers}\r\nContent-Transfer-Encoding: binary\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
}

/**
 * Puts a message into HTTP.
 * @param envelope what is sent as the envelope; the message's own unless said.
 */
export function soapRequest(
  message: SoapMessage,
  envelope: Buffer | string = envelopeOf(message),
): WireRequest & { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer } {
  const path = `${SERVICES}/${message.service}`;
  const root = Buffer.from(envelope);
  if (message.parts === undefined) {
    const type = `application/soap+xml; charset=UTF-8; action="${message.action}"`;
    return { path, headers: { 'content-type': type }, body: root };
  }
  const body = Buffer.concat([
    partOf(
      'Content-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"\r\nContent-ID: <root@test>',
      root,
    ),
    ...message.parts.map(({ contentId, mimeType, bytes }) =>
      partOf(`Content-Type: ${mimeType}\r\nContent-ID: <${contentId}>`, bytes),
    ),
    Buffer.from(`--${BOUNDARY}--\r\n`),
  ]);
  const type = `multipart/related; type="application/xop+xml"; start="<root@test>"; start-info="application/soap+xml"; boundary="${BOUNDARY}"`;
  return { path, headers: { 'content-type': type }, body };
}
