import { createPrivateKey, randomUUID } from 'node:crypto';
import { type Markup, xml } from '../../xml/write.ts';
import { pemCertificates } from '../pem.ts';
import { SAML } from '../saml/saml.ts';
import type { Credentials, SandboxPki } from './pki.ts';
import { envelopedSignature } from './sign-enveloped.ts';

interface Coded {
  readonly code: string;
  readonly system: string;
  readonly display: string;
}

/** What an X-User Assertion says; whatever is left out is what the domain `ihe` takes. */
export interface XuaOptions {
  /** Who acts: NameID. */
  readonly user?: string;
  readonly name?: string;
  /** CX of the patient; without it the assertion names none. */
  readonly patient?: string;
  /** uniqueId of the patient's consent document (Authz-Consent option). */
  readonly consent?: string;
  readonly id?: string;
  readonly at?: Date;
  readonly notBefore?: Date;
  readonly notOnOrAfter?: Date;
  readonly audience?: string;
  readonly authnContext?: string;
  readonly sessionNotOnOrAfter?: Date;
  readonly roles?: readonly Coded[];
  readonly purposes?: readonly Coded[];
  readonly confirmation?: string;
  readonly unsigned?: boolean;
  /** Changes the text before it is signed. */
  readonly signing?: (assertion: string) => string;
  /** Whose key signs; the sandbox's token service unless said. */
  readonly signer?: Credentials;
}

const LIFE_MS = 30 * 60_000;
const UNSPECIFIED = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';
const SNOMED = '2.16.840.1.113883.6.96';
const NHIN = '2.16.840.1.113883.3.18.7.1';
const AUDIENCE = 'http://ihe.connectathon.XUA/X-ServiceProvider-IHE-Connectathon';
const AUTHN_CONTEXT = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';
const MEDICAL_DOCTOR: Coded = { code: '112247003', system: SNOMED, display: 'Medical doctor' };
const TREATMENT: Coded = { code: 'TREATMENT', system: NHIN, display: 'Treatment' };

/** After which a signature stands (SAML 2.0 core 2.3.3). */
const ISSUER_END = '</saml2:Issuer>';

function attributeOf(name: string, values: readonly (Markup | string)[]): Markup | undefined {
  if (values.length === 0) return undefined;
  return xml`<saml2:Attribute Name="${name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri">${values.map(
    (value) => xml`<saml2:AttributeValue>${value}</saml2:AttributeValue>`,
  )}</saml2:Attribute>`;
}

function coded(local: 'Role' | 'PurposeOfUse', { code, system, display }: Coded): Markup {
  const start = local === 'Role' ? xml`<Role` : xml`<PurposeOfUse`;
  return xml`${start} xmlns="urn:hl7-org:v3" xsi:type="CE" code="${code}" codeSystem="${system}" displayName="${display}"/>`;
}

function attributesOf(options: XuaOptions, user: string): Markup {
  const roles = (options.roles ?? [MEDICAL_DOCTOR]).map((role) => coded('Role', role));
  const purposes = (options.purposes ?? [TREATMENT]).map((purpose) => coded('PurposeOfUse', purpose));
  const optional = (value: string | undefined) => (value === undefined ? [] : [value]);
  return xml`<saml2:AttributeStatement>${[
    attributeOf('urn:oasis:names:tc:xspa:1.0:subject:subject-id', [options.name ?? user]),
    attributeOf('urn:oasis:names:tc:xspa:1.0:subject:organization', ['Carnet']),
    attributeOf('urn:oasis:names:tc:xspa:1.0:subject:organization-id', ['urn:oid:1.2.250.1.999.2.3.1']),
    attributeOf('urn:oasis:names:tc:xacml:2.0:subject:role', roles),
    attributeOf('urn:oasis:names:tc:xspa:1.0:subject:purposeofuse', purposes),
    attributeOf('urn:oasis:names:tc:xacml:2.0:resource:resource-id', optional(options.patient)),
    attributeOf('urn:ihe:iti:bppc:2007:docid', optional(options.consent)),
  ]}</saml2:AttributeStatement>`;
}

/**
 * Makes an X-User Assertion (ITI TF-2 3.40.4.1.2) of the sandbox's token service.
 * @returns the saml2:Assertion as text, to be put into the security header as it is.
 */
export function makeXuaAssertion(pki: Pick<SandboxPki, 'tokenService'>, options: XuaOptions = {}): string {
  const at = options.at ?? new Date();
  const instant = at.toISOString();
  const notBefore = (options.notBefore ?? at).toISOString();
  const notOnOrAfter = (options.notOnOrAfter ?? new Date(at.getTime() + LIFE_MS)).toISOString();
  const user = options.user ?? 'conformance';
  const session =
    options.sessionNotOnOrAfter === undefined
      ? undefined
      : xml` SessionNotOnOrAfter="${options.sessionNotOnOrAfter.toISOString()}"`;
  const head = xml`<saml2:Assertion xmlns:saml2="${SAML}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="${options.id ?? `_${randomUUID()}`}" IssueInstant="${instant}" Version="2.0"><saml2:Issuer Format="${UNSPECIFIED}">urn:carnet:sandbox:token-service</saml2:Issuer>`;
  const subject = xml`<saml2:Subject><saml2:NameID Format="${UNSPECIFIED}">${user}</saml2:NameID><saml2:SubjectConfirmation Method="${options.confirmation ?? 'urn:oasis:names:tc:SAML:2.0:cm:bearer'}"/></saml2:Subject>`;
  const conditions = xml`<saml2:Conditions NotBefore="${notBefore}" NotOnOrAfter="${notOnOrAfter}"><saml2:AudienceRestriction><saml2:Audience>${options.audience ?? AUDIENCE}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>`;
  const authn = xml`<saml2:AuthnStatement AuthnInstant="${instant}"${session}><saml2:AuthnContext><saml2:AuthnContextClassRef>${options.authnContext ?? AUTHN_CONTEXT}</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement>`;
  const body = xml`${subject}${conditions}${authn}${attributesOf(options, user)}</saml2:Assertion>`;
  const content = options.signing?.(`${head}${body}`) ?? `${head}${body}`;
  if (options.unsigned === true) return content;
  const signer = options.signer ?? pki.tokenService;
  const [certificate = ''] = pemCertificates(signer.certificate);
  const key = createPrivateKey(signer.key);
  return content.replace(ISSUER_END, `$&${envelopedSignature(content, { key, certificate })}`);
}
