import { readFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import type { Log } from '../model/log.ts';
import { createTrust, type Trust } from './certificate-path.ts';
import type { ListKeeper } from './revocation/keep-lists.ts';
import { serverRevocation } from './revocation/server-revocation.ts';
import type { SandboxPki } from './sandbox/pki.ts';
import { sandboxTokenIssuers } from './sandbox/token-maker.ts';
import { outsideIssuers } from './token/outside-issuers.ts';
import type { TokenIssuer } from './token/token-issuer.ts';
import { type AcceptTokenService, tokenServices } from './xua/trusted-signers.ts';

/** What a server shows on its sockets, and whom it believes. */
export interface ServerCredentials {
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: readonly string[] };
  readonly trust: Trust;
  /** Keeps what `trust` knows of revoked certificates fresh. */
  readonly lists: ListKeeper;
  readonly tokenIssuers: readonly TokenIssuer[];
  /** Whose X-User Assertions are taken. */
  readonly tokenServices: AcceptTokenService;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The credentials of the sandbox, which makes its own, or those that the operator of a production server gives.
 * @param config the settings that name files, and those of revocation.
 * @throws when a file cannot be read, or an anchor is no authority: the server must not start.
 */
export async function serverCredentials(
  config: Pick<
    Config,
    | 'production'
    | 'xuaTrust'
    | 'revocation'
    | 'clockSkewMinutes'
    | 'mode'
    | 'proSanteConnect'
    | 'exchange'
    | 'patientIssuer'
  >,
  pki: SandboxPki | undefined,
  log: Log,
): Promise<ServerCredentials> {
  const { production, xuaTrust } = config;
  const read = (file: string) => readFile(file, 'utf8');
  const services = xuaTrust === undefined ? [] : certificatesOf(await read(xuaTrust));
  const outside = await outsideIssuers(config, log);
  if (pki !== undefined) {
    const { server, anchors } = pki;
    const { revocation, ...lists } = await serverRevocation(config, anchors, log);
    return {
      tls: { key: server.key, cert: server.certificate, ca: anchors },
      trust: createTrust({ anchors, testCertificates: true, revocation }),
      lists,
      tokenIssuers: [...sandboxTokenIssuers(pki), ...outside],
      tokenServices: tokenServices([...services, pki.tokenService.certificate], true),
    };
  }
  if (production === undefined) throw new Error('neither sandbox nor production');
  const anchors = certificatesOf(await read(production.trust));
  const { revocation, ...lists } = await serverRevocation(config, anchors, log);
  return {
    tls: { key: await read(production.key), cert: await read(production.certificate), ca: anchors },
    trust: createTrust({ anchors, testCertificates: false, revocation }),
    lists,
    tokenServices: tokenServices(services, false),
    tokenIssuers: outside,
  };
}

function certificatesOf(pem: string): string[] {
  return pem.match(CERTIFICATE) ?? [];
}
