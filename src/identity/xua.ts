import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { display } from '../model/code.ts';
import type { Subject } from '../model/subject.ts';
import type { XmlElement } from '../xml/tree.ts';
import { isOnlyAssertion } from './saml/saml.ts';
import type { AssertionVerifier } from './saml/verified-assertion.ts';
import { judgeXua, type XuaPolicy } from './xua/check.ts';
import { XUA_ATTRIBUTE, type XuaClaims } from './xua/claims.ts';
import type { AcceptTokenService } from './xua/trusted-signers.ts';

/** What a server brings to the judgement of every X-User Assertion. */
export interface XuaJudge {
  readonly accept: AcceptTokenService;
  readonly policy: XuaPolicy;
  readonly verify: AssertionVerifier<XuaClaims>;
}

/**
 * Verifies an X-User Assertion (ITI-40, ITI TF-2 3.40) and says who acts. Unlike a VIHF it is signed by a token service,
 * for a user whom that service has authenticated, and is not bound to the certificate of the connection.
 * @param assertion the saml2:Assertion of the security header, in the tree of the whole message.
 * @returns AssertionUnsigned, AssertionSignature, AssertionSigner, or what `judgeXua` refuses.
 */
export function subjectOfXua(
  assertion: XmlElement,
  at: Date,
  { accept, policy, verify }: XuaJudge,
): Subject | Refusal {
  if (!isOnlyAssertion(assertion)) {
    return refuse('AssertionMalformed', 'not one Assertion', { about: 'Assertion' });
  }
  const verified = verify(assertion, (certificate) => accept(certificate, at));
  if (isRefusal(verified)) return verified;
  const { claims, certificate } = verified;
  return judgeXua(claims, at, policy) ?? subjectOf(claims, certificate.subjectText);
}

/**
 * @param issuer the subject of the certificate that signed: what Issuer says is the token service's own word, which audit
 * messages repeat.
 */
function subjectOf(claims: XuaClaims, issuer: string): Subject {
  const { attributes, nameId, alias = '', roles, purposes } = claims;
  const organizationId = attributes.value(XUA_ATTRIBUTE.organizationId);
  const organization = attributes.value(XUA_ATTRIBUTE.organization);
  const patientId = attributes.value(XUA_ATTRIBUTE.patient);
  const [purpose] = purposes;
  return {
    kind: 'professional',
    mode: 'XUA',
    id: nameId,
    name: attributes.value(XUA_ATTRIBUTE.subjectId) ?? nameId,
    ...(organizationId === undefined
      ? {}
      : { structure: { id: organizationId, ...(organization === undefined ? {} : { name: organization }) } }),
    roles,
    purpose: 'normal',
    ...(purpose === undefined
      ? {}
      : {
          reason: display(purpose),
          asserted: {
            userName: `${alias}<${nameId}@${claims.issuer}>`,
            purpose: { code: purpose.code, system: purpose.system },
          },
        }),
    ...(patientId === undefined ? {} : { patientId }),
    secretConnection: false,
    evidence: { id: claims.id, issuer, until: claims.conditions.notOnOrAfter!.toISOString() },
  };
}
