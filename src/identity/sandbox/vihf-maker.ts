import { randomUUID } from 'node:crypto';
import type { Code } from '../../model/code.ts';
import { formatCx } from '../../model/hl7v2.ts';
import { INS_NIR_TEST } from '../../model/ins.ts';
import type { PurposeOfUse } from '../../model/subject.ts';
import { type Markup, xml } from '../../xml/write.ts';
import { formatName } from '../distinguished-name.ts';
import { pemCertificates } from '../pem.ts';
import type { VihfMode } from '../vihf/check.ts';
import { SAML, X509_SUBJECT_NAME } from '../vihf/claims.ts';
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

function codedAttribute(name: string, local: string, codes: readonly (Pick<Code, 'code' | 'system'> & Partial<Code>)[]): Markup {
  const values = codes.map(
    ({ code, system, names }) =>
      xml`<saml2:AttributeValue>${xml`<${new Local(local)} xmlns="urn:hl7-org:v3" code="${code}" codeSystem="${system}" displayName="${names?.[0]?.value ?? code}" xsi:type="CE"/>`}</saml2:AttributeValue>`,
  );
  return xml`<saml2:Attribute Name="${name}">${values}</saml2:Attribute>`;
}
