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
 * NameID is the holder of the card (DIRECTE). Identifiant_Structure is the structure that signed (indirect modes); a card
 * does not tell its structures, so in DIRECTE it is only demanded.
 */
export const checkHolder: VihfCheck = ({ claims, signer }) => {
  const structure = claims.value(VIHF_ATTRIBUTE.structure);
  if (structure === undefined) return fault('AssertionClaim', 'Identifiant_Structure', 'absent');
  const { holder } = signer;
  if (holder?.kind === 'person') {
    return claims.nameId === holder.id
      ? undefined
      : fault('AssertionClaim', 'NameID', `NameID ${claims.nameId}, card of ${holder.id}`);
  }
  return structure === holder?.id
    ? undefined
    : fault('AssertionClaim', 'Identifiant_Structure', `${structure}, certificate of ${holder?.id}`);
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
