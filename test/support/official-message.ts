import type { Context } from 'mocha';
import { makeVihf, type VihfOptions } from '../../src/identity/sandbox/vihf-maker.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { isElement, type XmlElement } from '../../src/xml/tree.ts';
import { dmpSample } from './dmp-samples.ts';
import type { TestServer } from './server.ts';

/** The patient of the official messages. */
export const SAMPLE_PATIENT = { ins: '207058575627097', authority: '1.2.250.1.213.1.4.10' };
/** A simple SOAP 1.2 message, as the official client sends it. */
export const SOAP_TYPE = 'application/soap+xml; charset=UTF-8';

const ASSERTION = /<saml2:Assertion[\s\S]*<\/saml2:Assertion>/;

/** An official message whose one VIHF is replaced by a fresh one of the sandbox; every other character stays. */
export function officialMessage(
  test: Context,
  file: string,
  { pki }: Pick<TestServer, 'pki'>,
  vihf: VihfOptions,
): string {
  return withAssertion(dmpSample(test, file).toString('utf8'), makeVihf(pki, vihf));
}

/** @throws Error when the message holds no assertion. */
export function withAssertion(message: string, assertion: string): string {
  if (!ASSERTION.test(message)) throw new Error('no assertion to replace');
  return message.replace(ASSERTION, () => assertion);
}

/** An official answer. */
export function officialAnswer(test: Context, file: string): XmlElement {
  return parseXml(dmpSample(test, file));
}

export interface OutlineRules {
  /** Elements that are left out whole: state that this record cannot be in, or that a server may leave out. */
  readonly without?: (node: XmlElement) => boolean;
  /** Values that are ids, dates or names of this very exchange: `local@attribute` with or without its `parent/`, or `local` for text. */
  readonly varying: readonly string[];
}

/**
 * What an answer is made of, a line for each element: its depth, name and namespace, attributes in order of name, text.
 * Prefixes, white space and comments do not count.
 */
export function outline(node: XmlElement, rules: OutlineRules, depth = 0): string[] {
  const { varying, without } = rules;
  const varies = (name: string) =>
    varying.includes(name) || varying.includes(`${node.parent?.local}/${name}`);
  const attributes = node.attributes
    .map(({ local, value }) => `${local}=${varies(`${node.local}@${local}`) ? '…' : value}`)
    .sort();
  const children = node.children.filter(isElement);
  const own = node.children
    .filter((child) => typeof child === 'string')
    .join('')
    .trim();
  const said = own === '' ? '' : varies(node.local) ? '…' : own;
  return [
    [`${'  '.repeat(depth)}{${node.namespace}}${node.local}`, ...attributes, said].join(' ').trimEnd(),
    ...children
      .filter((child) => without?.(child) !== true)
      .flatMap((child) => outline(child, rules, depth + 1)),
  ];
}
