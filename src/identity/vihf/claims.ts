import { type Refusal, refuse } from '../../errors.ts';
import type { Code } from '../../model/code.ts';
import { parseXml } from '../../xml/parse.ts';
import { attribute, element, elements, text } from '../../xml/tree.ts';
import { instant, SAML, samlAttributes } from '../saml/saml.ts';

export const X509_SUBJECT_NAME = 'urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName';

/** Attribute names of the VIHF (facts: DMP 3), lower case: clients differ in case (`Authentification_mode`). */
export const VIHF_ATTRIBUTE = {
  version: 'vihf_version',
  mode: 'authentification_mode',
  structure: 'identifiant_structure',
  sector: 'secteur_activite',
  subjectId: 'urn:oasis:names:tc:xspa:1.0:subject:subject-id',
  role: 'urn:oasis:names:tc:xacml:2.0:subject:role',
  patient: 'urn:oasis:names:tc:xacml:2.0:resource:resource-id',
  resourceUrn: 'ressource_urn',
  purpose: 'urn:oasis:names:tc:xspa:1.0:subject:purposeofuse',
  confidentiality: 'urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code',
  reason: 'mode_acces_raison',
  softwareId: 'lps_id',
  softwareName: 'lps_nom',
  softwareVersion: 'lps_version',
  softwareApproval: 'lps_id_homologation_dmp',
} as const;

/** What a VIHF says, read and not yet judged. */
export interface VihfClaims {
  readonly id: string;
  readonly issueInstant: Date;
  readonly issuer: string;
  readonly issuerFormat: string | undefined;
  readonly nameId: string;
  readonly authnInstant: Date;
  readonly notBefore: Date | undefined;
  readonly notOnOrAfter: Date | undefined;
  /** The one text value of an attribute, trimmed; undefined when it is absent or empty. */
  value(name: string): string | undefined;
  readonly roles: readonly Code[];
  readonly purposes: readonly Code[];
}

const CHILDREN = [['Issuer'], ['Subject'], ['AuthnStatement'], ['AttributeStatement']];
const OPTIONAL = ['Conditions'];

function malformed(about: string): Refusal {
  return refuse('AssertionMalformed', about, { about });
}

/**
 * Reads the claims of a VIHF out of the canonical text that was signed, and of nothing else.
 * @returns AssertionMalformed, naming the part, when it has not the structure of one.
 */
export function readVihfClaims(canonical: string): VihfClaims | Refusal {
  const root = parseXml(canonical);
  if (root.local !== 'Assertion' || root.namespace !== SAML) return malformed('Assertion');
  const strange = elements(root).find(
    ({ local, namespace }) =>
      namespace !== SAML || (!CHILDREN.some(([name]) => name === local) && !OPTIONAL.includes(local)),
  );
  if (strange !== undefined) return malformed(strange.local);
  for (const [name] of CHILDREN) if (elements(root, name, SAML).length !== 1) return malformed(name!);
  if (elements(root, 'Conditions', SAML).length > 1) return malformed('Conditions');
  const id = attribute(root, 'ID');
  if (id === undefined || attribute(root, 'Version') !== '2.0') return malformed('Version');
  const issueInstant = instant(attribute(root, 'IssueInstant'));
  if (issueInstant === undefined) return malformed('IssueInstant');
  const issuer = element(root, 'Issuer', SAML)!;
  const nameId = text(element(element(root, 'Subject', SAML), 'NameID', SAML)).trim();
  if (nameId === '') return malformed('NameID');
  const statement = element(root, 'AuthnStatement', SAML)!;
  const authnInstant = instant(attribute(statement, 'AuthnInstant'));
  const classRef = element(element(statement, 'AuthnContext', SAML), 'AuthnContextClassRef', SAML);
  if (authnInstant === undefined || text(classRef).trim() === '') return malformed('AuthnStatement');

  const conditions = element(root, 'Conditions', SAML);
  if (conditions !== undefined && elements(conditions).length > 0) return malformed('Conditions');
  const [notBefore, notOnOrAfter] = ['NotBefore', 'NotOnOrAfter'].map((name) => attribute(conditions, name));
  if ([notBefore, notOnOrAfter].some((value) => value !== undefined && instant(value) === undefined)) {
    return malformed('Conditions');
  }
  const attributes = samlAttributes(element(root, 'AttributeStatement', SAML)!);
  if (attributes === undefined) return malformed('AttributeStatement');
  return {
    id,
    issueInstant,
    issuer: text(issuer),
    issuerFormat: attribute(issuer, 'Format'),
    nameId,
    authnInstant,
    notBefore: instant(notBefore),
    notOnOrAfter: instant(notOnOrAfter),
    value: attributes.value,
    roles: attributes.coded(VIHF_ATTRIBUTE.role, 'Role'),
    purposes: attributes.coded(VIHF_ATTRIBUTE.purpose, 'PurposeOfUse'),
  };
}
