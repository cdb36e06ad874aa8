import { readFile } from 'node:fs/promises';
import type { ProfessionalIssuerSettings } from '../../config/professional-issuers.ts';
import type { PatientIssuerSettings, TokenIssuerSettings } from '../../config/token-issuers.ts';
import type { Log } from '../../model/log.ts';
import { introspection } from './introspection.ts';
import { remoteIssuer } from './remote-issuer.ts';
import type { TokenIssuer } from './token-issuer.ts';
import { userInfo } from './user-info.ts';

const STANDARD = ['openid-configuration'];
/** Pro Santé Connect has a document of its own beside the standard one (facts: rights-identity 4). */
const PRO_SANTE_CONNECT = ['wallet-openid-configuration', ...STANDARD];

/**
 * The issuers that the settings name. Nothing is fetched before the first token of an issuer comes.
 * @throws when a file that the settings name cannot be read: the server must not start.
 */
export async function outsideIssuers(
  { proSanteConnect, exchange, patientIssuer }: TokenIssuerSettings,
  log: Log,
): Promise<readonly TokenIssuer[]> {
  return [
    ...(proSanteConnect === undefined
      ? []
      : [await professionalIssuer(proSanteConnect, PRO_SANTE_CONNECT, log)]),
    ...(exchange === undefined ? [] : [await professionalIssuer(exchange, STANDARD, log)]),
    ...(patientIssuer === undefined ? [] : [await issuerOfPatients(patientIssuer, log)]),
  ];
}

async function professionalIssuer(
  settings: ProfessionalIssuerSettings,
  documents: readonly string[],
  log: Log,
): Promise<TokenIssuer> {
  const { issuer, jwks, audience, acr, introspection: client } = settings;
  const ca = await optional(settings.ca);
  const remote = remoteIssuer({ issuer, documents, tls: { ...(ca && { ca }) }, log });
  const [cert, key] = [await optional(client?.certificate), await optional(client?.key)];
  const tls = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  return {
    issuer,
    of: 'professional',
    jwks: jwks === undefined ? remote.keys : JSON.parse(await readFile(jwks, 'utf8')),
    ...(audience === undefined ? {} : { audience }),
    ...(acr === undefined ? {} : { acr }),
    ...(client === undefined
      ? {}
      : { introspect: introspection(remote, { id: client.id, secret: client.secret, tls }) }),
    // A server that has the keys in a file may not call out.
    ...(jwks === undefined ? { userInfo: userInfo(remote, tls) } : {}),
    sandbox: false,
  };
}

async function issuerOfPatients(settings: PatientIssuerSettings, log: Log): Promise<TokenIssuer> {
  const { issuer, audience, insClaim, scope } = settings;
  const ca = await optional(settings.ca);
  const remote = remoteIssuer({ issuer, documents: STANDARD, tls: { ...(ca && { ca }) }, log });
  return {
    issuer,
    of: 'patient',
    jwks: remote.keys,
    audience,
    patient: { insClaim, scope },
    sandbox: false,
  };
}

async function optional(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : readFile(file, 'utf8');
}
