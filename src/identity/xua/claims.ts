import { type Refusal, refuse } from '../../errors.ts';
import type { Code } from '../../model/code.ts';
import { parseXml } from '../../xml/parse.ts';
import { attribute, element, elements, text, type XmlElement } from '../../xml/tree.ts';
import { instant, SAML, type SamlAttributes, samlAttributes } from '../saml/saml.ts';

/** Attribute names of an X-User Assertion (ITI TF-2 3.40.4.1.2), lower case. */
export const XUA_ATTRIBUTE = {
  subjectId: 'urn:oasis:names:tc:xspa:1.0:subject:subject-id',
  organization: 'urn:oasis:names:tc:xspa:1.0:subject:organization',
  organizationId: 'urn:oasis:names:tc:xspa:1.0:subject:organization-id',
  role: 'urn:oasis:names:tc:xacml:2.0:subject:role',
  purpose: 'urn:oasis:names:tc:xspa:1.0:subject:purposeofuse',
  patient: 'urn:oasis:names:tc:xacml:2.0:resource:resource-id',
} as const;

/** A span of time with ends that may be open. */
export interface Window {
  readonly notBefore: Date | undefined;
  readonly notOnOrAfter: Date | undefined;
}

/** What an X-User Assertion says, read and not yet judged. */
export interface XuaClaims {
  readonly id: string;
  readonly issueInstant: Date;
  readonly issuer: string;
  readonly nameId: string;
  /** SPProvidedID of the NameID: the name that the service knows the user by. */
  readonly alias: string | undefined;
  /** Methods by which the subject may be confirmed, each with its own window. */
  readonly confirmations: readonly (Window & { readonly method: string })[];
  readonly conditions: Window;
  /** One list per AudienceRestriction: one audience of each must be this server's (SAML 2.0 core 2.5.1.4). */
  readonly audiences: readonly (readonly string[])[];
  readonly authnInstant: Date;
  readonly sessionNotOnOrAfter: Date | undefined;
  readonly authnContext: string;
  readonly attributes: SamlAttributes;
  readonly roles: readonly Code[];
  readonly purposes: readonly Code[];
}

const ONCE = ['Issuer', 'Subject', 'Conditions', 'AuthnStatement', 'AttributeStatement'] as const;
/** Conditions that are understood, or ask nothing of who only receives (SAML 2.0 core 2.5.1). */
const CONDITIONS = ['AudienceRestriction', 'ProxyRestriction', 'OneTimeUse'];

class Malformed extends Error {}

function optionalInstant(node: XmlElement | undefined, name: string): Date | undefined {
  const raw = attribute(node, name);
  if (raw === undefined) return undefined;
  const read = instant(raw);
  if (read === undefined) throw new Malformed(name);
  return read;
}

function requiredInstant(node: XmlElement, name: string): Date {
  const read = optionalInstant(node, name);
  if (read === undefined) throw new Malformed(name);
  return read;
}

function windowOf(node: XmlElement | undefined): Window {
  return {
    notBefore: optionalInstant(node, 'NotBefore'),
    notOnOrAfter: optionalInstant(node, 'NotOnOrAfter'),
  };
}

/**
 * Reads the claims of an X-User Assertion out of the canonical text that was signed, and of nothing else.
 * @returns AssertionMalformed, naming the part, when it has not the structure of one (ITI TF-2 3.40.4.1.2; SAML 2.0 core 2).
 */
export function readXuaClaims(canonical: string): XuaClaims | Refusal {
  try {
    return read(parseXml(canonical));
  } catch (error) {
    if (error instanceof Malformed) {
      return refuse('AssertionMalformed', error.message, { about: error.message });
    }
    throw error;
  }
}

function read(root: XmlElement): XuaClaims {
  if (root.local !== 'Assertion' || root.namespace !== SAML) throw new Malformed('Assertion');
  const strange = elements(root).find(
    ({ local, namespace }) => namespace !== SAML || !ONCE.some((name) => name === local),
  );
  if (strange !== undefined) throw new Malformed(strange.local);
  const [issuer, subject, conditions, authn, statement] = ONCE.map((name) => {
    const [found, ...more] = elements(root, name, SAML);
    if (found === undefined || more.length > 0) throw new Malformed(name);
    return found;
  }) as [XmlElement, XmlElement, XmlElement, XmlElement, XmlElement];
  const id = attribute(root, 'ID');
  if (id === undefined || attribute(root, 'Version') !== '2.0') throw new Malformed('Version');
  const name = element(subject, 'NameID', SAML);
  const nameId = text(name).trim();
  if (nameId === '') throw new Malformed('NameID');
  const attributes = samlAttributes(statement);
  if (attributes === undefined) throw new Malformed('AttributeStatement');
  return {
    id,
    issueInstant: requiredInstant(root, 'IssueInstant'),
    issuer: text(issuer).trim(),
    nameId,
    alias: attribute(name, 'SPProvidedID'),
    confirmations: elements(subject, 'SubjectConfirmation', SAML).map((node) => ({
      method: attribute(node, 'Method') ?? '',
      ...windowOf(element(node, 'SubjectConfirmationData', SAML)),
    })),
    conditions: windowOf(conditions),
    audiences: audiencesOf(conditions),
    authnInstant: requiredInstant(authn, 'AuthnInstant'),
    sessionNotOnOrAfter: optionalInstant(authn, 'SessionNotOnOrAfter'),
    authnContext: authnContextOf(authn),
    attributes,
    roles: attributes.coded(XUA_ATTRIBUTE.role, 'Role'),
    purposes: attributes.coded(XUA_ATTRIBUTE.purpose, 'PurposeOfUse'),
  };
}

function audiencesOf(conditions: XmlElement): string[][] {
  return elements(conditions).flatMap((condition) => {
    if (condition.namespace !== SAML || !CONDITIONS.includes(condition.local)) {
      throw new Malformed(condition.local);
    }
    if (condition.local !== 'AudienceRestriction') return [];
    return [elements(condition, 'Audience', SAML).map((audience) => text(audience).trim())];
  });
}

/** The one class of the one context in which the user was authenticated. */
function authnContextOf(statement: XmlElement): string {
  const [context, ...more] = elements(statement, 'AuthnContext', SAML);
  const [classRef, ...others] = context === undefined ? [] : elements(context, 'AuthnContextClassRef', SAML);
  const value = text(classRef).trim();
  if (more.length > 0 || others.length > 0 || value === '') throw new Malformed('AuthnContext');
  return value;
}
