import { z } from 'zod';
import { ConfigError, flag, type ValuesOf } from './values.ts';

const https = z.url({ protocol: /^https$/ });
const text = z.string().min(1);

/** Settings of Pro Santé Connect, whose access tokens of professionals are taken. */
const proSanteConnectShape = {
  /** Issuer of its access tokens; its keys are found by discovery, or stand in a file. */
  CARNET_PSC_ISSUER: https.optional(),
  /** File of its JWKS, for a server that may not call out: nothing is fetched then. */
  CARNET_PSC_JWKS: text.optional(),
  /** The `aud` that its tokens must have; left out, any. */
  CARNET_PSC_AUDIENCE: text.optional(),
  /** The `acr` that its tokens must have, such as `eidas1`; left out, any. */
  CARNET_PSC_ACR: text.optional(),
  /** Whether each token is shown to its issuer, which says whether it still stands (RFC 7662). */
  CARNET_PSC_INTROSPECTION: flag.default(false),
  /** Who this server is to the issuer: an id with a secret, or with a certificate of its own (RFC 8705, 2). */
  CARNET_PSC_CLIENT_ID: text.optional(),
  CARNET_PSC_CLIENT_SECRET: text.optional(),
  CARNET_PSC_CLIENT_CERTIFICATE: text.optional(),
  CARNET_PSC_CLIENT_KEY: text.optional(),
  /** PEM file of the authorities of the issuer's TLS certificate; those of the machine otherwise. */
  CARNET_PSC_CA: text.optional(),
};

/** The same of a server that exchanges such tokens for its own (RFC 8693), trusted beside it or alone. */
const exchangeShape = {
  CARNET_EXCHANGE_ISSUER: https.optional(),
  CARNET_EXCHANGE_JWKS: text.optional(),
  CARNET_EXCHANGE_AUDIENCE: text.optional(),
  CARNET_EXCHANGE_ACR: text.optional(),
  CARNET_EXCHANGE_INTROSPECTION: flag.default(false),
  CARNET_EXCHANGE_CLIENT_ID: text.optional(),
  CARNET_EXCHANGE_CLIENT_SECRET: text.optional(),
  CARNET_EXCHANGE_CLIENT_CERTIFICATE: text.optional(),
  CARNET_EXCHANGE_CLIENT_KEY: text.optional(),
  CARNET_EXCHANGE_CA: text.optional(),
};

export const professionalIssuersShape = { ...proSanteConnectShape, ...exchangeShape };

/** An issuer elsewhere, found by discovery from its address. */
export interface RemoteIssuerSettings {
  readonly issuer: string;
  readonly audience: string | undefined;
  /** PEM file. */
  readonly ca: string | undefined;
}

/** One whose tokens speak for professionals. */
export interface ProfessionalIssuerSettings extends RemoteIssuerSettings {
  /** File of its keys; undefined: discovery. */
  readonly jwks: string | undefined;
  readonly acr: string | undefined;
  readonly introspection: IntrospectionClient | undefined;
}

/** With `secret`, or with the PEM files of a certificate and its key. */
export interface IntrospectionClient {
  readonly id: string;
  readonly secret: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

export interface ProfessionalIssuers {
  readonly proSanteConnect: ProfessionalIssuerSettings | undefined;
  readonly exchange: ProfessionalIssuerSettings | undefined;
}

type Values = ValuesOf<typeof professionalIssuersShape>;
type Prefix = 'CARNET_PSC' | 'CARNET_EXCHANGE';

/** @throws ConfigError for settings that say nothing without others. */
export function professionalIssuers(values: Values): ProfessionalIssuers {
  return {
    proSanteConnect: issuerOf(values, 'CARNET_PSC'),
    exchange: issuerOf(values, 'CARNET_EXCHANGE'),
  };
}

function issuerOf(values: Values, prefix: Prefix): ProfessionalIssuerSettings | undefined {
  const issuer = values[`${prefix}_ISSUER`];
  const jwks = values[`${prefix}_JWKS`];
  const asks = values[`${prefix}_INTROSPECTION`];
  if (issuer === undefined) {
    if (jwks !== undefined || asks)
      throw new ConfigError(`${prefix}_JWKS and ${prefix}_INTROSPECTION need ${prefix}_ISSUER`);
    return undefined;
  }
  return {
    issuer,
    jwks,
    audience: values[`${prefix}_AUDIENCE`],
    acr: values[`${prefix}_ACR`],
    ca: values[`${prefix}_CA`],
    introspection: asks ? introspectionClient(values, prefix) : undefined,
  };
}

function introspectionClient(values: Values, prefix: Prefix): IntrospectionClient {
  const id = values[`${prefix}_CLIENT_ID`];
  const secret = values[`${prefix}_CLIENT_SECRET`];
  const certificate = values[`${prefix}_CLIENT_CERTIFICATE`];
  const key = values[`${prefix}_CLIENT_KEY`];
  const withCertificate = certificate !== undefined && key !== undefined;
  if (id === undefined || (secret === undefined) !== withCertificate) {
    throw new ConfigError(
      `${prefix}_INTROSPECTION needs ${prefix}_CLIENT_ID with ${prefix}_CLIENT_SECRET, or with ${prefix}_CLIENT_CERTIFICATE and ${prefix}_CLIENT_KEY`,
    );
  }
  return { id, secret, certificate, key };
}
