import { ADDRESSING, SAML, SECURITY, SOAP_12, XOP } from '../../src/soap/namespaces.ts';

export const MESSAGE_ID = 'urn:uuid:0d7bba65-7a3f-4d35-8c8f-6a1f4f7f1b11';
export const BOUNDARY = 'boundary-of-the-test';

/** The parts of an envelope that a test may change; markup as it goes out. */
export interface EnvelopeParts {
  readonly namespace?: string;
  readonly action?: string | undefined;
  readonly messageId?: string | undefined;
  /** Header blocks beside the addressing. */
  readonly security?: string;
  readonly headers?: string;
  readonly payload?: string;
}

export function assertion(of = 'client'): string {
  return `<saml2:Assertion xmlns:saml2="${SAML}" ID="_a1"><saml2:Subject><saml2:NameID>${of}</saml2:NameID></saml2:Subject></saml2:Assertion>`;
}

export function security(content = assertion()): string {
  return `<wsse:Security xmlns:wsse="${SECURITY}" soap:mustUnderstand="true">${content}</wsse:Security>`;
}

export function envelope(parts: EnvelopeParts = {}): string {
  const given = {
    namespace: SOAP_12,
    action: 'urn:test:ask',
    messageId: MESSAGE_ID,
    security: security(),
    headers: '',
    payload: '<t:Ask xmlns:t="urn:test">hello</t:Ask>',
    ...parts,
  };
  const action = given.action === undefined ? '' : `<wsa:Action>${given.action}</wsa:Action>`;
  const id = given.messageId === undefined ? '' : `<wsa:MessageID>${given.messageId}</wsa:MessageID>`;
  return `<soap:Envelope xmlns:soap="${given.namespace}" xmlns:wsa="${ADDRESSING}"><soap:Header>${action}${id}${given.security}${given.headers}</soap:Header><soap:Body>${given.payload}</soap:Body></soap:Envelope>`;
}

export function include(href: string): string {
  return `<xop:Include xmlns:xop="${XOP}" href="${href}"/>`;
}

/** A deposit of contents: each is markup, an Include or base64. */
export function deposit(...contents: string[]): string {
  const held = contents.map((content) => `<t:Content>${content}</t:Content>`).join('');
  return envelope({
    action: 'urn:test:deposit',
    payload: `<t:Deposit xmlns:t="urn:test">${held}</t:Deposit>`,
  });
}

export interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

export function rootPart(body: string): Part {
  return {
    headers: {
      'Content-Type': 'application/xop+xml; charset=UTF-8; type="application/soap+xml"',
      'Content-Transfer-Encoding': 'binary',
      'Content-ID': '<root@test>',
    },
    body,
  };
}

export function contentPart(id: string, body: Buffer | string, more: Record<string, string> = {}): Part {
  return {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Transfer-Encoding': 'binary',
      'Content-ID': `<${id}>`,
      ...more,
    },
    body,
  };
}

export const MULTIPART_TYPE = `multipart/related; type="application/xop+xml"; start="<root@test>"; start-info="application/soap+xml"; boundary="${BOUNDARY}"`;

/** The header of a request in MTOM. */
export const MULTIPART = { 'content-type': MULTIPART_TYPE };

export function multipart(...parts: Part[]): Buffer {
  const pieces: Buffer[] = [];
  for (const { headers, body } of parts) {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    pieces.push(
      Buffer.from(`--${BOUNDARY}\r\n${lines.join('')}\r\n`),
      Buffer.from(body),
      Buffer.from('\r\n'),
    );
  }
  pieces.push(Buffer.from(`--${BOUNDARY}--\r\n`));
  return Buffer.concat(pieces);
}
