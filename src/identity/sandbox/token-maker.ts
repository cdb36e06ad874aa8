import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { INS_NIR_TEST } from '../../model/ins.ts';
import { readCertificate } from '../certificate.ts';
import { ROLE_SYSTEM } from '../role-tables.ts';
import type { TokenIssuer } from '../token/token-issuer.ts';
import type { SandboxIdentity } from './identities.ts';
import type { SandboxPki } from './pki.ts';
import { rolesOf } from './roles.ts';
import { SANDBOX_PATIENT_ISSUER, SANDBOX_PROFESSIONAL_ISSUER } from './token-issuer.ts';

const LIFE_SECONDS = 3600;

interface TokenTimes {
  readonly at?: Date;
  /** An hour unless said; a server takes no longer ones. */
  readonly seconds?: number;
}

export interface ProfessionalTokenOptions extends TokenTimes {
  /** The professional: a slug or an id of the sandbox. */
  readonly as: string;
  /** The structure whose TLS certificate will present it: a slug or an id. */
  readonly client: string;
  /** Claims that replace or complete those of the sandbox. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface PatientTokenOptions extends TokenTimes {
  readonly ins: string;
  /** The test authority unless said. */
  readonly authority?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** The two issuers of the sandbox, for `createIdentity`. */
export function sandboxTokenIssuers(pki: SandboxPki): TokenIssuer[] {
  const { jwks } = pki.tokenIssuer;
  return [
    { issuer: SANDBOX_PROFESSIONAL_ISSUER, of: 'professional', jwks, sandbox: true },
    { issuer: SANDBOX_PATIENT_ISSUER, of: 'patient', jwks, sandbox: true },
  ];
}

function signed(
  pki: SandboxPki,
  issuer: string,
  subject: string,
  claims: Readonly<Record<string, unknown>>,
  { at = new Date(), seconds = LIFE_SECONDS }: TokenTimes,
): Promise<string> {
  const now = Math.floor(at.getTime() / 1000);
  const { keyId, privateKey } = pki.tokenIssuer;
  return new SignJWT({ typ: 'Bearer', jti: randomUUID(), ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId })
    .setIssuer(issuer)
    .setSubject(subject)
    .setIssuedAt(now)
    .setExpirationTime(now + seconds)
    .sign(privateKey);
}

/** `SubjectRefPro` of one exercise in one place, in the shape of Pro Santé Connect (facts: rights-identity 4). */
function referenceOf(identity: SandboxIdentity): unknown {
  const [profession, ...refined] = rolesOf(identity);
  const of = (system: string) => refined.find((role) => role.system === system)?.code ?? '';
  return {
    exercices: [
      {
        codeProfession: profession?.code ?? '',
        codeCategorieProfessionnelle: 'C',
        codeTypeSavoirFaire: of(ROLE_SYSTEM.savoirFaire) === '' ? '' : 'S',
        codeSavoirFaire: of(ROLE_SYSTEM.savoirFaire),
        activities: [
          {
            codeSecteurDactivite: identity.structure.sector.code,
            codeSectionPharmacien: of(ROLE_SYSTEM.pharmacistSection),
            codeRole: of(ROLE_SYSTEM.role),
            codeGenreActivite: of(ROLE_SYSTEM.activityKind),
            raisonSocialeSite: identity.structure.name,
            ancienIdentifiantDeLaStructure: identity.structure.id,
          },
        ],
      },
    ],
  };
}

/** Makes an access token of a professional in the shape of Pro Santé Connect, bound to a structure's TLS certificate. */
export function makeProfessionalToken(pki: SandboxPki, options: ProfessionalTokenOptions): Promise<string> {
  const holder = pki.identity(options.as);
  if (holder.kind !== 'professional') throw new RangeError(`${holder.slug} is no professional`);
  const client = pki.identity(options.client);
  const certificate = readCertificate(pki.credentials(client.slug, 'auth').certificate);
  const { family, given } = holder.person;
  const claims = {
    cnf: { 'x5t#S256': certificate?.thumbprint },
    scope: 'openid scope_all',
    acr: 'eidas1',
    preferred_username: holder.id,
    SubjectNameID: holder.id,
    family_name: family,
    given_name: given,
    SubjectRefPro: referenceOf(holder),
    Acces_Regulation_Medicale: 'FAUX',
    ...options.claims,
  };
  return signed(pki, SANDBOX_PROFESSIONAL_ISSUER, `f:sandbox:${holder.id}`, claims, options);
}

/** Makes an access token of a patient, who needs no record to have one. */
export function makePatientToken(pki: SandboxPki, options: PatientTokenOptions): Promise<string> {
  const known = pki.patients.find(({ ins }) => ins === options.ins);
  const claims = {
    scope: 'openid patient',
    ins: { value: options.ins, authority: options.authority ?? known?.authority ?? INS_NIR_TEST },
    ...(known === undefined ? {} : { family_name: known.family, given_name: known.givens[0] }),
    ...options.claims,
  };
  return signed(pki, SANDBOX_PATIENT_ISSUER, options.ins, claims, options);
}
