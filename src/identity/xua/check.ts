import { type Refusal, type RefusalCode, refuse } from '../../errors.ts';
import type { Code } from '../../model/code.ts';
import { parseCx } from '../../model/hl7v2.ts';
import type { XuaRules } from '../../terminology/xua-rules.ts';
import { type Window, XUA_ATTRIBUTE, type XuaClaims } from './claims.ts';

/** What a server demands of every X-User Assertion. */
export interface XuaPolicy {
  readonly rules: XuaRules;
  readonly skewMinutes: number;
  /** Whether an OID may assign the patient's id. */
  readonly acceptsAuthority: (authority: string) => boolean;
}

/** One assertion under examination. */
interface XuaCase {
  readonly claims: XuaClaims;
  readonly at: Date;
  readonly policy: XuaPolicy;
}

type XuaCheck = (xua: XuaCase) => Refusal | undefined;

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

function fault(code: RefusalCode, about: string, detail: string): Refusal {
  return refuse(code, detail, { about });
}

/** Which end of a window does not hold, clocks differing by the skew. */
function outside({ notBefore, notOnOrAfter }: Window, { at, policy }: XuaCase): string | undefined {
  const now = at.getTime();
  const skew = policy.skewMinutes * 60_000;
  if (notBefore !== undefined && now + skew < notBefore.getTime()) return 'NotBefore';
  return notOnOrAfter !== undefined && now - skew >= notOnOrAfter.getTime() ? 'NotOnOrAfter' : undefined;
}

/** Who issued it says when it ends (ITI TF-2 3.40.4.1.2: NotBefore and NotOnOrAfter are required). */
const checkTime: XuaCheck = (xua) => {
  const { conditions, issueInstant } = xua.claims;
  for (const [name, end] of Object.entries(conditions)) {
    if (end === undefined) return fault('AssertionMalformed', 'Conditions', `no ${name}`);
  }
  const end = outside(conditions, xua);
  if (end !== undefined) return fault('AssertionExpired', end, `${end} at ${xua.at.toISOString()}`);
  return outside({ notBefore: issueInstant, notOnOrAfter: undefined }, xua) === undefined
    ? undefined
    : fault('AssertionExpired', 'IssueInstant', `issued ${issueInstant.toISOString()}`);
};

/** The assertion is meant for this server, or for its affinity domain. */
const checkAudience: XuaCheck = ({ claims: { audiences }, policy: { rules } }) =>
  audiences.length > 0 && audiences.every((each) => each.some((one) => rules.audiences.includes(one)))
    ? undefined
    : fault('AssertionAudience', 'Audience', audiences.flat().join(' '));

/** The user was authenticated before now, is so still, and in a way that the domain takes. */
const checkAuthentication: XuaCheck = (xua) => {
  const { authnInstant, sessionNotOnOrAfter, authnContext } = xua.claims;
  const session = { notBefore: authnInstant, notOnOrAfter: sessionNotOnOrAfter };
  if (outside(session, xua) !== undefined) {
    return fault('AssertionAuthnContext', 'AuthnStatement', `session at ${xua.at.toISOString()}`);
  }
  return xua.policy.rules.authnContexts.includes(authnContext)
    ? undefined
    : fault('AssertionAuthnContext', 'AuthnContextClassRef', authnContext);
};

/** Whoever bears the assertion may use it; other ways of confirmation are not served. */
const checkConfirmation: XuaCheck = (xua) =>
  xua.claims.confirmations.some((one) => one.method === BEARER && outside(one, xua) === undefined)
    ? undefined
    : fault('AssertionClaim', 'SubjectConfirmation', 'no bearer confirmation that holds');

function isAmong(known: XuaRules['roles'], { code, system }: Code): boolean {
  return known.some((one) => one.code === code && one.system === system);
}

/** One role at least, and each that is declared is one that the domain lets in. */
const checkRoles: XuaCheck = ({ claims: { roles, attributes }, policy: { rules } }) => {
  const understood = roles.length > 0 && roles.length === attributes.count(XUA_ATTRIBUTE.role);
  return understood && roles.every((role) => isAmong(rules.roles, role))
    ? undefined
    : fault('AssertionRole', XUA_ATTRIBUTE.role, roles.map(({ code }) => code).join(' '));
};

/** One purpose of use, which the domain serves. */
const checkPurpose: XuaCheck = ({ claims: { purposes, attributes }, policy: { rules } }) => {
  const [purpose] = purposes;
  return attributes.count(XUA_ATTRIBUTE.purpose) === 1 &&
    purposes.length === 1 &&
    isAmong(rules.purposes, purpose!)
    ? undefined
    : fault('AssertionPurpose', XUA_ATTRIBUTE.purpose, purposes.map(({ code }) => code).join(' '));
};

/** resource-id, where present: a CX of an authority that this server takes. */
const checkPatient: XuaCheck = ({ claims: { attributes }, policy }) => {
  if (attributes.count(XUA_ATTRIBUTE.patient) === 0) return undefined;
  const { value, authority } = parseCx(attributes.value(XUA_ATTRIBUTE.patient) ?? '');
  return value !== '' && policy.acceptsAuthority(authority)
    ? undefined
    : fault('AssertionClaim', XUA_ATTRIBUTE.patient, `resource-id of authority ${authority}`);
};

/** Every rule of an X-User Assertion, in the order in which a fault is told. */
const CHECKS: readonly XuaCheck[] = [
  checkTime,
  checkAudience,
  checkAuthentication,
  checkConfirmation,
  checkRoles,
  checkPurpose,
  checkPatient,
];

/**
 * Judges what an X-User Assertion says by the rules of the domain.
 * @returns the first fault: AssertionMalformed, AssertionExpired, AssertionAudience, AssertionAuthnContext, AssertionRole,
 *   AssertionPurpose or AssertionClaim.
 */
export function judgeXua(claims: XuaClaims, at: Date, policy: XuaPolicy): Refusal | undefined {
  for (const check of CHECKS) {
    const refused = check({ claims, at, policy });
    if (refused !== undefined) return refused;
  }
  return undefined;
}
