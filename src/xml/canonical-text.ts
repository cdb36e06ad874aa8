import { XmlError } from './parse.ts';

/** What both canonical forms (XML-C14N 1.0, XML-EXC-C14N 1.0) share: escapes, order, names. */

const IN_TEXT = /[&<>\r]/;
const IN_TEXT_ALL = /[&<>\r]/g;
const IN_ATTRIBUTE = /[&<"\t\n\r]/;
const IN_ATTRIBUTE_ALL = /[&<"\t\n\r]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

export function canonicalText(text: string): string {
  return IN_TEXT.test(text) ? text.replace(IN_TEXT_ALL, (sign) => ESCAPES[sign]!) : text;
}

export function canonicalValue(value: string): string {
  return IN_ATTRIBUTE.test(value) ? value.replace(IN_ATTRIBUTE_ALL, (sign) => ESCAPES[sign]!) : value;
}

const BEYOND_BMP = /[\ud800-\udfff]/;

/** Order by code point; UTF-16 order differs from it only where surrogates are. */
function compare(left: string, right: string): number {
  if (left === right) return 0;
  if (BEYOND_BMP.test(left) || BEYOND_BMP.test(right)) {
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  }
  return left < right ? -1 : 1;
}

interface CanonicalAttribute {
  readonly name: string;
  readonly local: string;
  readonly namespace: string;
  readonly value: string;
}

/** Attributes by namespace URI, then local name; those without namespace first. */
export function canonicalAttributes(attributes: readonly CanonicalAttribute[]): string {
  const sorted =
    attributes.length < 2
      ? attributes
      : [...attributes].sort(
          (left, right) => compare(left.namespace, right.namespace) || compare(left.local, right.local),
        );
  let written = '';
  for (const { name, value } of sorted) written += ` ${name}="${canonicalValue(value)}"`;
  return written;
}

/** Namespace declarations by prefix, the default one first. */
export function canonicalDeclarations(declarations: readonly (readonly [string, string])[]): string {
  const sorted = declarations.length < 2 ? declarations : [...declarations].sort(([a], [b]) => compare(a, b));
  let written = '';
  for (const [prefix, uri] of sorted) {
    written += ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${canonicalValue(uri)}"`;
  }
  return written;
}

/**
 * Scheme, authority, path, query and fragment of a URI (RFC 3986, appendix B), and what the parts may hold (appendix A); but an
 * empty port, which not everybody takes.
 */
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
const AUTHORITY =
  /^(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::[0-9]+)?$/;
const PART = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*$/;

/**
 * A canonical form must fail on a relative namespace URI (XML-C14N 1.3); what is no URI at all is as unsure, and other
 * processors refuse it. Throws XmlError.
 */
export function demandAbsolute(uri: string): void {
  if (uri === '') return;
  const [, authority = '', ...parts] = URI.exec(uri) ?? ['', '?'];
  if (AUTHORITY.test(authority) && parts.every((part) => PART.test(part ?? ''))) return;
  throw new XmlError('malformed', `no absolute namespace URI: ${uri}`);
}

/** Comments have no text in the tree, so no canonical form can be made of what holds one. Throws XmlError. */
export function refuseMark(mark: string): never {
  throw new XmlError('malformed', `${mark} in signed content`);
}
