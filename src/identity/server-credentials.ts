import { readFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { createTrust, type Trust } from './certificate-path.ts';
import type { SandboxPki } from './sandbox/pki.ts';
import { sandboxTokenIssuers } from './sandbox/token-maker.ts';
import type { TokenIssuer } from './token/token-issuer.ts';
import { type AcceptTokenService, tokenServices } from './xua/trusted-signers.ts';

/** What a server shows on its sockets, and whom it believes. */
export interface ServerCredentials {
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: readonly string[] };
  readonly trust: Trust;
  readonly tokenIssuers: readonly TokenIssuer[];
  /** Whose X-User Assertions are taken. */
  readonly tokenServices: AcceptTokenService;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The credentials of the sandbox, which makes its own, or those that the operator of a production server gives.
 * @throws when a file cannot be read, or an anchor is no authority: the server must not start.
 */
export async function serverCredentials(
  { production, xuaTrust }: Pick<Config, 'production' | 'xuaTrust'>,
  pki: SandboxPki | undefined,
): Promise<ServerCredentials> {
  const read = (file: string) => readFile(file, 'utf8');
  const services = xuaTrust === undefined ? [] : certificatesOf(await read(xuaTrust));
  if (pki !== undefined) {
    const { server, anchors, trust } = pki;
    return {
      tls: { key: server.key, cert: server.certificate, ca: anchors },
      trust,
      tokenIssuers: sandboxTokenIssuers(pki),
      tokenServices: tokenServices([...services, pki.tokenService.certificate], true),
    };
  }
  if (production === undefined) throw new Error('neither sandbox nor production');
  const anchors = certificatesOf(await read(production.trust));
  const { tokens } = production;
  return {
    tls: { key: await read(production.key), cert: await read(production.certificate), ca: anchors },
    trust: createTrust({ anchors, testCertificates: false }),
    tokenServices: tokenServices(services, false),
    tokenIssuers: tokens === undefined ? [] : [professionalIssuer(tokens.issuer, await read(tokens.jwks))],
  };
}

function certificatesOf(pem: string): string[] {
  return pem.match(CERTIFICATE) ?? [];
}

function professionalIssuer(issuer: string, jwks: string): TokenIssuer {
  return { issuer, of: 'professional', jwks: JSON.parse(jwks), sandbox: false };
}
