import { type Refusal, type RefusalCode, refuse } from '../errors.ts';
import type { Quirk } from '../terminology/affinity-domain.ts';
import { parseXmlInTurns, XmlError } from '../xml/parse.ts';
import { elements, isElement, type XmlElement } from '../xml/tree.ts';
import { SOAP_11, SOAP_12 } from './namespaces.ts';

export interface Envelope {
  readonly namespace: typeof SOAP_11 | typeof SOAP_12;
  /** Header blocks, none when there is no Header. */
  readonly headers: readonly XmlElement[];
  /** The one child of Body. */
  readonly payload: XmlElement;
}

const CODES: Record<XmlError['kind'], RefusalCode> = {
  encoding: 'NotUtf8',
  doctype: 'XmlDoctype',
  limit: 'XmlLimit',
  malformed: 'MalformedXml',
};

/**
 * Reads an envelope of SOAP 1.2, in turns with other work: whoever reaches the port may send one that is slow to read.
 * @param tolerated with `soap-1.1-envelope` the namespace of SOAP 1.1 is taken too.
 * @returns the envelope; SoapVersion for the namespace of SOAP 1.1; NotUtf8, XmlDoctype, XmlLimit or MalformedXml from the parser; MalformedEnvelope unless it is
 * at most one Header, then exactly one Body with exactly one child.
 */
export async function readEnvelope(
  bytes: Uint8Array,
  tolerated: readonly Quirk[] = [],
): Promise<Envelope | Refusal> {
  let root: XmlElement;
  try {
    root = await parseXmlInTurns(bytes);
  } catch (error) {
    if (error instanceof XmlError) return refuse(CODES[error.kind], error.message);
    throw error;
  }
  const { namespace } = root;
  if (root.local !== 'Envelope' || (namespace !== SOAP_12 && namespace !== SOAP_11)) {
    return refuse('MalformedEnvelope', `root {${namespace}}${root.local}`);
  }
  if (namespace === SOAP_11 && !tolerated.includes('soap-1.1-envelope')) {
    return refuse('SoapVersion', 'SOAP 1.1');
  }
  if (!hasOnlyElements(root)) return refuse('MalformedEnvelope', 'text inside Envelope');
  const children = elements(root);
  const header = children.length === 2 ? children[0] : undefined;
  const body = children[children.length - 1];
  if (children.length > 2 || body === undefined || !isNamed(body, 'Body', namespace)) {
    return refuse('MalformedEnvelope', 'not one Body');
  }
  if (header !== undefined && !isNamed(header, 'Header', namespace)) {
    return refuse('MalformedEnvelope', `${header.name} before Body`);
  }
  const [payload, another] = elements(body);
  if (payload === undefined || another !== undefined || !hasOnlyElements(body)) {
    return refuse('MalformedEnvelope', 'not one child of Body');
  }
  return { namespace, headers: header === undefined ? [] : elements(header), payload };
}

function isNamed(node: XmlElement, local: string, namespace: string): boolean {
  return node.local === local && node.namespace === namespace;
}

function hasOnlyElements(node: XmlElement): boolean {
  return node.children.every((child) => isElement(child) || typeof child !== 'string' || child.trim() === '');
}
