import { TLSSocket } from 'node:tls';
import type { Config } from '../config.ts';
import { isRefusal, refuse } from '../errors.ts';
import { INS_ALL, INS_PRODUCTION } from '../model/ins.ts';
import type { DomainRules } from '../terminology/affinity-domain.ts';
import type { XuaRules } from '../terminology/xua-rules.ts';
import type { Trust } from './certificate-path.ts';
import type { Identity } from './identity.ts';
import type { ListedProfessions } from './role-tables.ts';
import { signerOf } from './saml/signer.ts';
import { assertionVerifier } from './saml/verified-assertion.ts';
import { peerReader } from './tls-peer.ts';
import { patientOfToken } from './token/patient-token.ts';
import { professionalOfToken } from './token/professional-token.ts';
import { rememberTokens } from './token/remember-tokens.ts';
import type { TokenIssuer } from './token/token-issuer.ts';
import { tokenVerifier } from './token/verify-token.ts';
import { readVihfClaims } from './vihf/claims.ts';
import { subjectOfAssertion } from './vihf.ts';
import { readXuaClaims } from './xua/claims.ts';
import type { AcceptTokenService } from './xua/trusted-signers.ts';
import { subjectOfXua, type XuaJudge } from './xua.ts';

export interface IdentityOptions {
  readonly config: Pick<Config, 'mode' | 'assertionWindowMinutes' | 'clockSkewMinutes'>;
  /** Made by `createTrust`. */
  readonly trust: Trust;
  readonly tokenIssuers: readonly TokenIssuer[];
  readonly rules?: Pick<DomainRules, 'assertion' | 'assertionResource' | 'patientAuthorities'>;
  /** For a domain whose assertions are those of ITI-40: whose they may be, and what they may say. None: VIHF. */
  readonly xua?: { readonly accept: AcceptTokenService; readonly rules: XuaRules } | undefined;
  /** Professions of the domain beside those of JDV_J65; none unless given. */
  readonly isListed?: ListedProfessions | undefined;
  /** The clock that judges client certificates; the machine's unless given. */
  readonly now?: () => Date;
}

const LONGEST_TOKEN = 16 * 1024;

/** Which authorities may assign patient ids: those of the domain (none named: any), in production no INS made for tests. */
function authorityRule({ config, rules }: IdentityOptions): (authority: string) => boolean {
  const ofDomain = rules?.patientAuthorities ?? INS_ALL;
  const forTests = INS_ALL.filter((authority) => !INS_PRODUCTION.includes(authority));
  return (authority) =>
    authority !== '' &&
    (ofDomain.length === 0 || ofDomain.includes(authority)) &&
    (config.mode === 'sandbox' || !forTests.includes(authority));
}

function xuaJudge(
  { config, xua }: IdentityOptions,
  acceptsAuthority: (authority: string) => boolean,
): XuaJudge | undefined {
  if (xua === undefined) return undefined;
  return {
    accept: xua.accept,
    policy: { rules: xua.rules, skewMinutes: config.clockSkewMinutes, acceptsAuthority },
    verify: assertionVerifier(readXuaClaims),
  };
}

/**
 * Makes the identity of a server.
 * @throws Error when a production server is given a sandbox issuer: it must not start.
 */
export function createIdentity(options: IdentityOptions): Identity {
  const { config, trust, tokenIssuers, rules, isListed = () => false } = options;
  const sandbox = tokenIssuers.find((issuer) => issuer.sandbox);
  if (config.mode === 'production' && sandbox !== undefined) {
    throw new Error(`sandbox token issuer ${sandbox.issuer} in production`);
  }
  const acceptsAuthority = authorityRule(options);
  const policy = {
    windowMinutes: config.assertionWindowMinutes,
    skewMinutes: config.clockSkewMinutes,
    resource: rules?.assertionResource ?? 'urn:dmp',
    acceptsAuthority,
    isListed,
  };
  const judge = { trust, policy, verify: assertionVerifier(readVihfClaims) };
  const xua = xuaJudge(options, acceptsAuthority);
  const verifyToken = rememberTokens(tokenVerifier(tokenIssuers, config.clockSkewMinutes));
  const now = options.now ?? (() => new Date());
  const anyLayout = rules?.assertion === 'optional' || xua !== undefined;
  const peers = peerReader({ trust, anyLayout, now });
  return {
    async ask(shown) {
      if (shown instanceof TLSSocket) return peers.ask(shown);
      const signer = xua === undefined ? signerOf(shown) : undefined;
      if (signer !== undefined) await trust.ask(signer, now());
    },
    peer: peers.read,
    fromAssertion: (element, peer, at) =>
      xua === undefined ? subjectOfAssertion(element, peer, at, judge) : subjectOfXua(element, at, xua),
    async fromToken(bearer, peer, at, situation) {
      if (bearer.length > LONGEST_TOKEN) return refuse('TokenInvalid', `${bearer.length} characters`);
      const token = await verifyToken(bearer, at);
      if (isRefusal(token)) return token;
      return token.issuer.of === 'patient'
        ? patientOfToken(token, peer, acceptsAuthority)
        : professionalOfToken(token, peer, situation, isListed);
    },
    fromNode: (peer) => ({
      kind: 'node',
      mode: 'NONE',
      id: peer.subjectDn,
      name: peer.name,
      roles: [],
      purpose: 'normal',
      secretConnection: false,
      evidence: { id: '', issuer: '' },
    }),
  };
}
