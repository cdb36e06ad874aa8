import { publicText, type Refusal, refusals } from '../errors.ts';
import { type Markup, xml } from '../xml/write.ts';
import { ADDRESSING, SOAP_12 } from './namespaces.ts';

/** Namespace of the subcodes seen in official DMP material, and of all others, which are ours. */
const DMP_SUBCODES = 'urn:dmp:fault';
const OWN_SUBCODES = 'urn:carnet:fault';

/** HTTP statuses that say more than SOAP's own 400 and 500. */
const TELLING = new Set([405, 413, 415, 503]);

export const FAULT_ACTION = `${ADDRESSING}/fault`;

/**
 * A refusal as the `soap:Fault` of SOAP 1.2: Code and Subcode of its first fault, as Reason the public text of each.
 * `detail` stays out: it is for the log.
 */
export function faultBody(refusal: Refusal): Markup {
  const { code, subcode } = refusals[refusal.refused[0].code].soap;
  const namespace = subcode.startsWith('DMP') ? DMP_SUBCODES : OWN_SUBCODES;
  const reason = [...new Set(refusal.refused.map(publicText))].join(' ');
  return xml`<soap:Fault><soap:Code><soap:Value>soap:${code}</soap:Value><soap:Subcode><soap:Value xmlns:f="${namespace}">f:${subcode}</soap:Value></soap:Subcode></soap:Code><soap:Reason><soap:Text xml:lang="fr">${reason}</soap:Text></soap:Reason></soap:Fault>`;
}

/** The HTTP status of a fault (SOAP 1.2 part 2, table 20): 400 where the sender is at fault, else 500; 405, 413, 415 and 503 stay. */
export function faultStatus(refusal: Refusal): number {
  const { soap, fhir } = refusals[refusal.refused[0].code];
  if (TELLING.has(fhir.status)) return fhir.status;
  return soap.code === 'Sender' ? 400 : 500;
}

/** An answer's envelope. `body` is the markup of its one child of Body. */
export function writeEnvelope(
  header: { readonly action: string; readonly messageId: string; readonly relatesTo: string | undefined },
  body: Markup,
): Markup {
  const { action, messageId, relatesTo } = header;
  const relation = relatesTo === undefined ? undefined : xml`<wsa:RelatesTo>${relatesTo}</wsa:RelatesTo>`;
  const head = xml`<soap:Envelope xmlns:soap="${SOAP_12}" xmlns:wsa="${ADDRESSING}"><soap:Header><wsa:Action>${action}</wsa:Action><wsa:MessageID>${messageId}</wsa:MessageID><wsa:To>${ADDRESSING}/anonymous</wsa:To>${relation}</soap:Header><soap:Body>`;
  return body.within(head, xml`</soap:Body></soap:Envelope>`);
}
