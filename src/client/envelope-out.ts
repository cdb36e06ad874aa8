import { ADDRESSING, SECURITY, SOAP_12 } from '../soap/namespaces.ts';
import { type Markup, storedMarkup, xml } from '../xml/write.ts';

export interface RequestHeaders {
  readonly action: string;
  readonly messageId: string;
  readonly to: string;
  /** A signed `saml2:Assertion`, as it must travel: not a character may change. */
  readonly assertion?: string | undefined;
}

/** A request envelope: SOAP 1.2, WS-Addressing, and the assertion alone in WS-Security (DMP; ITI TF-2 Appendix V). */
export function requestEnvelope(headers: RequestHeaders, body: Markup): string {
  const { action, messageId, to, assertion } = headers;
  const security =
    assertion === undefined
      ? undefined
      : xml`<wsse:Security xmlns:wsse="${SECURITY}">${storedMarkup(assertion)}</wsse:Security>`;
  return xml`<soap:Envelope xmlns:soap="${SOAP_12}" xmlns:wsa="${ADDRESSING}"><soap:Header><wsa:Action soap:mustUnderstand="true">${action}</wsa:Action><wsa:MessageID>${messageId}</wsa:MessageID><wsa:To>${to}</wsa:To><wsa:ReplyTo><wsa:Address>${ADDRESSING}/anonymous</wsa:Address></wsa:ReplyTo>${security}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`
    .text;
}
