import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { Subject } from '../model/subject.ts';
import type { XmlElement } from '../xml/tree.ts';
import type { Certificate } from './certificate.ts';
import type { Trust } from './certificate-path.ts';
import type { TlsIdentity } from './identity.ts';
import { isOnlyAssertion } from './saml/saml.ts';
import type { AssertionVerifier } from './saml/verified-assertion.ts';
import { isForSignature } from './usage.ts';
import type { VihfCheck, VihfPolicy } from './vihf/check.ts';
import {
  checkConfidentiality,
  checkNames,
  checkPatient,
  checkPurpose,
  checkResource,
} from './vihf/check-claims.ts';
import { checkRoles, checkRolesOfCard, checkSector } from './vihf/check-roles.ts';
import {
  checkBinding,
  checkHolder,
  checkIssuer,
  checkSignerKind,
  checkVersion,
} from './vihf/check-signer.ts';
import { checkTime } from './vihf/check-time.ts';
import type { VihfClaims } from './vihf/claims.ts';
import { subjectOfVihf } from './vihf/subject.ts';

/** Every rule of a VIHF, in the order in which a fault is told (facts: DMP 3). */
const CHECKS: readonly VihfCheck[] = [
  checkIssuer,
  checkTime,
  checkVersion,
  checkSignerKind,
  checkHolder,
  checkBinding,
  checkRoles,
  checkRolesOfCard,
  checkSector,
  checkPurpose,
  checkResource,
  checkPatient,
  checkConfidentiality,
  checkNames,
];

/** What a server brings to the judgement of every VIHF. */
export interface VihfJudge {
  readonly trust: Trust;
  readonly policy: VihfPolicy;
  readonly verify: AssertionVerifier<VihfClaims>;
}

/**
 * Verifies a VIHF and says who acts.
 * @param assertion the saml2:Assertion of the security header, in the tree of the whole message.
 * @param peer the TLS identity that presents it.
 * @returns AssertionUnsigned, AssertionSignature, AssertionSigner, CertificateRevoked, CertificateStatusUnknown,
 *   AssertionMalformed, AssertionExpired, AssertionClaim, AssertionNotBound or AssertionRole when it cannot be taken.
 */
export function subjectOfAssertion(
  assertion: XmlElement,
  peer: TlsIdentity,
  at: Date,
  { trust, policy, verify }: VihfJudge,
): Subject | Refusal {
  if (!isOnlyAssertion(assertion)) {
    return refuse('AssertionMalformed', 'not one Assertion', { about: 'Assertion' });
  }
  const verified = verify(assertion, (certificate) => acceptSigner(certificate, trust, at));
  if (isRefusal(verified)) return verified;
  const vihf = { claims: verified.claims, signer: verified.certificate, peer, at, policy };
  for (const check of CHECKS) {
    const refused = check(vihf);
    if (refused !== undefined) return refused;
  }
  return subjectOfVihf(vihf);
}

function acceptSigner(certificate: Certificate, trust: Trust, at: Date): Refusal | undefined {
  const about = 'X509Certificate';
  const signer = (detail: string) => refuse('AssertionSigner', detail, { about });
  const fault = trust.check(certificate, at);
  if (fault?.fault === 'revoked') return refuse('CertificateRevoked', fault.detail, { about });
  if (fault?.fault === 'revocation-unknown') {
    return refuse('CertificateStatusUnknown', fault.detail, { about });
  }
  if (fault !== undefined) return signer(`${fault.fault}: ${fault.detail}`);
  if (!isForSignature(certificate)) return signer(`${certificate.subjectText} is not for signature`);
  return certificate.holder === undefined ? signer(`${certificate.subjectText} names no holder`) : undefined;
}
