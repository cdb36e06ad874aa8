import { createPrivateKey, randomUUID } from 'node:crypto';
import type { Code } from '../../model/code.ts';
import { formatCx } from '../../model/hl7v2.ts';
import { INS_NIR_TEST } from '../../model/ins.ts';
import type { PurposeOfUse } from '../../model/subject.ts';
import { type Markup, xml } from '../../xml/write.ts';
import { formatName } from '../distinguished-name.ts';
import { pemCertificates } from '../pem.ts';
import { SAML } from '../saml/saml.ts';
import type { VihfMode } from '../vihf/check.ts';
import { X509_SUBJECT_NAME } from '../vihf/claims.ts';
import type { SandboxIdentity } from './identities.ts';
import type { SandboxPki } from './pki.ts';
import { rolesOf } from './roles.ts';
import { envelopedSignature } from './sign-enveloped.ts';

export interface VihfOptions {
  /** Who acts: a slug or an id of the sandbox. */
  readonly as: string;
  /** A matricule, or a whole CX; without it the VIHF names no patient. */
  readonly patient?: string;
  /** Who assigned a bare matricule; the test authority unless said. */
  readonly authority?: string;
  readonly purpose?: PurposeOfUse;
  /** DIRECTE for cards, INDIRECTE for structures unless said. */
  readonly mode?: VihfMode;
  /** The structure: the one that signs in the indirect modes, the one declared in DIRECTE. A slug or an id. */
  readonly structure?: string;
  readonly reason?: string;
  readonly at?: Date;
  /** Connexion secrète of a minor. */
  readonly secret?: boolean;
  /** What the VIHF says otherwise, for tests; `attributes` replaces text attributes by name, `undefined` drops one. */
  readonly overrides?: VihfOverrides;
}

export interface VihfOverrides {
  readonly id?: string;
  readonly issuer?: string;
  readonly nameId?: string;
  readonly authnInstant?: Date;
  readonly roles?: readonly Pick<Code, 'code' | 'system'>[];
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  /** Which of its two keys the signer uses. */
  readonly keyPair?: 'auth' | 'sign';
  /** Written between Subject and AuthnStatement. */
  readonly conditions?: { readonly notBefore?: Date; readonly notOnOrAfter?: Date };
  readonly unsigned?: boolean;
}

const PURPOSES: Readonly<Record<PurposeOfUse, string>> = {
  normal: 'Accès normal',
  bris_de_glace: 'Accès en bris de glace',
  centre_15: 'Accès par un centre de régulation médicale',
};
const CLASS_REFS: Readonly<Record<VihfMode, string>> = {
  DIRECTE: 'SmartcardPKI',
  INDIRECTE: 'TLSClient',
  INDIRECTE_RENFORCEE: 'MobileTwoFactorUnregistered',
};

function textAttribute(name: string, value: string | undefined): Markup | undefined {
  return value === undefined
    ? undefined
    : xml`<saml2:Attribute Name="${name}"><saml2:AttributeValue xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="xs:string">${value}</saml2:AttributeValue></saml2:Attribute>`;
}

function roleValue({ code, system, names }: Pick<Code, 'code' | 'system'> & Partial<Code>): Markup {
  return xml`<saml2:AttributeValue><Role xmlns="urn:hl7-org:v3" code="${code}" codeSystem="${system}" displayName="${names?.[0]?.value ?? code}" xsi:type="CE"/></saml2:AttributeValue>`;
}

function purposeValue(purpose: PurposeOfUse): Markup {
  return xml`<saml2:AttributeValue><PurposeOfUse xmlns="urn:hl7-org:v3" code="${purpose}" codeSystem="1.2.250.1.213.1.1.4.248" codeSystemName="mode acces VIHF 2.0" displayName="${PURPOSES[purpose]}" xsi:type="CE"/></saml2:AttributeValue>`;
}

function patientOf({ patient, authority }: VihfOptions): string | undefined {
  if (patient === undefined || patient.includes('^')) return patient;
  return formatCx(patient, authority ?? INS_NIR_TEST, 'NH');
}

function conditionsOf({ conditions }: VihfOverrides): Markup | undefined {
  if (conditions === undefined) return undefined;
  const { notBefore, notOnOrAfter } = conditions;
  const before = notBefore === undefined ? undefined : xml` NotBefore="${notBefore.toISOString()}"`;
  const after = notOnOrAfter === undefined ? undefined : xml` NotOnOrAfter="${notOnOrAfter.toISOString()}"`;
  return xml`<saml2:Conditions${before}${after}/>`;
}

/**
 * Makes a VIHF of the sandbox, signed with the signature key of the card (DIRECTE) or of the structure (indirect modes).
 * @returns the saml2:Assertion as text, to be put into the security header as it is.
 * @throws RangeError when nobody of the sandbox has the slug or id.
 */
export function makeVihf(pki: SandboxPki, options: VihfOptions): string {
  const { overrides = {} } = options;
  const holder = pki.identity(options.as);
  const mode = options.mode ?? (holder.kind === 'structure' ? 'INDIRECTE' : 'DIRECTE');
  const structure = options.structure === undefined ? holder : pki.identity(options.structure);
  const signer = mode === 'DIRECTE' ? holder : structureThatSigns(pki, options, holder.structure.id);
  const place = mode === 'DIRECTE' ? structure.structure : signer.structure;
  const purpose = options.purpose ?? 'normal';
  const at = (options.at ?? new Date()).toISOString();
  const keyPair = overrides.keyPair ?? 'sign';

  const values: Record<string, string | undefined> = {
    Identifiant_Structure: place.id,
    Secteur_Activite: `${place.sector.code}^1.2.250.1.71.4.2.4`,
    'urn:oasis:names:tc:xspa:1.0:subject:subject-id':
      holder.kind === 'structure' ? holder.data.commonName : holder.name,
    VIHF_Version: '3.0',
    Authentification_mode: mode,
    'urn:oasis:names:tc:xacml:2.0:resource:resource-id': patientOf(options),
    Ressource_URN: 'urn:dmp',
    'urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code':
      options.secret === true ? 'INVISIBLE_REPRESENTANTS_LEGAUX^1.2.250.1.213.1.1.4.13' : undefined,
    Mode_Acces_Raison: options.reason,
    LPS_ID: '1',
    LPS_Nom: 'Carnet',
    LPS_Version: '1',
    LPS_ID_HOMOLOGATION_DMP: 'SANDBOX',
    ...overrides.attributes,
  };
  const texts = Object.entries(values).map(([name, value]) => textAttribute(name, value));
  const roles = (overrides.roles ?? rolesOf(holder)).map(roleValue);
  const issuer = overrides.issuer ?? formatName(signer.subject);
  const head = xml`<saml2:Assertion xmlns:saml2="${SAML}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="${overrides.id ?? `_${randomUUID()}`}" IssueInstant="${at}" Version="2.0"><saml2:Issuer Format="${X509_SUBJECT_NAME}">${issuer}</saml2:Issuer>`;
  const nameId = overrides.nameId ?? (holder.kind === 'structure' ? `${holder.id}/0000` : holder.id);
  const body = xml`<saml2:Subject><saml2:NameID>${nameId}</saml2:NameID></saml2:Subject>${conditionsOf(overrides)}<saml2:AuthnStatement AuthnInstant="${overrides.authnInstant?.toISOString() ?? at}"><saml2:AuthnContext><saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:${CLASS_REFS[mode]}</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement><saml2:AttributeStatement>${texts}<saml2:Attribute Name="urn:oasis:names:tc:xacml:2.0:subject:role">${roles}</saml2:Attribute><saml2:Attribute Name="urn:oasis:names:tc:xspa:1.0:subject:purposeofuse">${purposeValue(purpose)}</saml2:Attribute></saml2:AttributeStatement></saml2:Assertion>`;
  if (overrides.unsigned === true) return `${head}${body}`;
  const [certificate = ''] = pemCertificates(pki.credentials(signer.slug, keyPair).certificate);
  const key = createPrivateKey(pki.credentials(signer.slug, keyPair).key);
  return `${head}${envelopedSignature(`${head}${body}`, { key, certificate })}${body}`;
}

/** In the indirect modes a structure with certificates signs: the one asked for, or the one that the holder works in. */
function structureThatSigns(pki: SandboxPki, options: VihfOptions, workplace: string): SandboxIdentity {
  const signer = pki.identity(options.structure ?? workplace);
  if (signer.kind !== 'structure') throw new RangeError(`${signer.slug} is no structure`);
  return signer;
}
