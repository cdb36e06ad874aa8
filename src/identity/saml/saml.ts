import { type Code, code } from '../../model/code.ts';
import { attribute, descendants, elements, text, type XmlElement } from '../../xml/tree.ts';

export const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
const HL7 = 'urn:hl7-org:v3';

const INSTANT =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$/;

/** An xs:dateTime with its zone; undefined for anything else. */
export function instant(value: string | undefined): Date | undefined {
  if (value === undefined || !INSTANT.test(value)) return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Whether an element is an Assertion, and the only one of its message: nobody else's may stand anywhere in it. */
export function isOnlyAssertion(assertion: XmlElement): boolean {
  let top = assertion;
  while (top.parent !== undefined) top = top.parent;
  for (const node of descendants(top)) {
    if (node !== assertion && node.local === 'Assertion' && node.namespace === SAML) return false;
  }
  return assertion.local === 'Assertion' && assertion.namespace === SAML;
}

/** The attributes of an AttributeStatement. */
export interface SamlAttributes {
  /** The one text value of an attribute, trimmed; undefined when it is absent, empty or there are several. */
  value(name: string): string | undefined;
  /** The coded values of an attribute: HL7 v3 elements of this name, one for each AttributeValue that holds one. */
  coded(name: string, local: string): readonly Code[];
  /** How many values an attribute has. */
  count(name: string): number;
}

/**
 * Reads the attributes of a statement by lower-case name: clients differ in case.
 * @returns undefined when the statement holds anything else, or a name twice.
 */
export function samlAttributes(statement: XmlElement): SamlAttributes | undefined {
  const found = new Map<string, XmlElement[]>();
  for (const each of elements(statement)) {
    const name = attribute(each, 'Name')?.toLowerCase();
    if (each.local !== 'Attribute' || each.namespace !== SAML || name === undefined || found.has(name)) {
      return undefined;
    }
    found.set(name, elements(each, 'AttributeValue', SAML));
  }
  return {
    value(name) {
      const values = found.get(name) ?? [];
      const [only] = values;
      const trimmed = values.length === 1 && elements(only!).length === 0 ? text(only).trim() : '';
      return trimmed === '' ? undefined : trimmed;
    },
    coded: (name, local) =>
      (found.get(name) ?? []).flatMap((value) => elements(value, local, HL7).map(codeOf)),
    count: (name) => (found.get(name) ?? []).length,
  };
}

function codeOf(node: XmlElement): Code {
  return code(
    attribute(node, 'code') ?? '',
    attribute(node, 'codeSystem') ?? '',
    attribute(node, 'displayName'),
  );
}
