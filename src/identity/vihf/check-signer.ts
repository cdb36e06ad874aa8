import { parseName, sameName } from '../distinguished-name.ts';
import { fault, isVihfMode, type VihfCheck } from './check.ts';
import { VIHF_ATTRIBUTE, X509_SUBJECT_NAME } from './claims.ts';

/** VIHF_Version 3.0 (official samples) or 4.0 (ANS), and a mode of authentication that is known. */
export const checkVersion: VihfCheck = ({ claims }) => {
  const version = claims.value(VIHF_ATTRIBUTE.version);
  if (version !== '3.0' && version !== '4.0') return fault('AssertionClaim', 'VIHF_Version', `${version}`);
  const mode = claims.value(VIHF_ATTRIBUTE.mode);
  return isVihfMode(mode) ? undefined : fault('AssertionClaim', 'Authentification_Mode', `${mode}`);
};

/** The issuer is the subject of the certificate that signed, compared as names: texts vary (facts: rights-identity 3.5). */
export const checkIssuer: VihfCheck = ({ claims, signer }) => {
  if (claims.issuerFormat !== X509_SUBJECT_NAME) {
    return fault('AssertionMalformed', 'Issuer', `Format ${claims.issuerFormat}`);
  }
  const name = parseName(claims.issuer);
  return name !== undefined && sameName(name, signer.subject)
    ? undefined
    : fault('AssertionSigner', 'Issuer', `Issuer ${claims.issuer}, certificate ${signer.subjectText}`);
};

/** DIRECTE is signed by a card, the indirect modes by a structure. */
export const checkSignerKind: VihfCheck = ({ claims, signer }) => {
  const direct = claims.value(VIHF_ATTRIBUTE.mode) === 'DIRECTE';
  return signer.holder?.kind === (direct ? 'person' : 'structure')
    ? undefined
    : fault('AssertionSigner', 'X509Certificate', `${signer.subjectText} cannot sign in this mode`);
};

/**
 * What a person identifier that a structure gave begins with, by what its Struct_IdNat begins with (TRE_G08, TRE_G07):
 * cabinet ADELI, FINESS, SIREN, SIRET, cabinet RPPS.
 */
const INTERNAL: Readonly<Record<string, string>> = { '0': '1', '1': '3', '2': '4', '3': '5', '4': '6' };

/** Whether an identifier `structure/registre` was given by that structure. */
function isInternalTo(id: string, structure: string): boolean {
  return id.startsWith(`${INTERNAL[structure.slice(0, 1)]}${structure.slice(1)}/`);
}

/** A national identifier of a person: ADELI, RPPS, student, or of the letters that Pro Santé Connect gives (EDIT). */
const NATIONAL = /^[089A-Z][0-9A-Z]+$/;

/**
 * NameID is the holder of the card (DIRECTE). Identifiant_Structure is the structure that signed (indirect modes), or the
 * one whose number a staff card carries; a professional's card does not tell its structures, so there it is only demanded,
 * and gives no right. In INDIRECTE_RENFORCEE NameID is a person's: national, or given by the structure that signed.
 */
export const checkHolder: VihfCheck = ({ claims, signer }) => {
  const structure = claims.value(VIHF_ATTRIBUTE.structure);
  if (structure === undefined) return fault('AssertionClaim', 'Identifiant_Structure', 'absent');
  const { holder } = signer;
  const { nameId } = claims;
  if (holder?.kind === 'person') {
    if (nameId !== holder.id) {
      return fault('AssertionClaim', 'NameID', `NameID ${nameId}, card of ${holder.id}`);
    }
    const staff = holder.card === 'CPE' || holder.card === 'CPA';
    return staff && !isInternalTo(holder.id, structure)
      ? fault('AssertionClaim', 'Identifiant_Structure', `${structure}, staff card ${holder.id}`)
      : undefined;
  }
  if (structure !== holder?.id) {
    return fault('AssertionClaim', 'Identifiant_Structure', `${structure}, certificate of ${holder?.id}`);
  }
  const person = NATIONAL.test(nameId) || isInternalTo(nameId, structure);
  return claims.value(VIHF_ATTRIBUTE.mode) === 'INDIRECTE_RENFORCEE' && !person
    ? fault('AssertionClaim', 'NameID', 'no identifier of a person')
    : undefined;
};

/** The TLS certificate is of the same person (DIRECTE) or of the same structure (indirect modes) as the signature. */
export const checkBinding: VihfCheck = ({ signer, peer }) => {
  const { holder } = signer;
  return holder !== undefined && peer.kind === holder.kind && peer.id === holder.id
    ? undefined
    : fault(
        'AssertionNotBound',
        'X509Certificate',
        `signed by ${holder?.kind} ${holder?.id}, TLS ${peer.kind} ${peer.id}`,
      );
};
