import { ConfigError, flag, https, text, type ValuesOf } from './values.ts';

/** What is set of one who issues access tokens of professionals; each name has the prefix of whose settings they are. */
const shape = {
  /** Issuer of its access tokens; its keys are found by discovery, or stand in a file. */
  ISSUER: https.optional(),
  /** File of its JWKS, for a server that may not call out: nothing is fetched then. */
  JWKS: text.optional(),
  /** The `aud` that its tokens must have; left out, any. */
  AUDIENCE: text.optional(),
  /** The `acr` that its tokens must have, such as `eidas1`; left out, any. */
  ACR: text.optional(),
  /** Whether each token is shown to its issuer, which says whether it still stands (RFC 7662). */
  INTROSPECTION: flag.default(false),
  /** Who this server is to the issuer: an id with a secret, or with a certificate of its own (RFC 8705, 2). */
  CLIENT_ID: text.optional(),
  CLIENT_SECRET: text.optional(),
  CLIENT_CERTIFICATE: text.optional(),
  CLIENT_KEY: text.optional(),
  /** PEM file of the authorities of the issuer's TLS certificate; those of the machine otherwise. */
  CA: text.optional(),
};

type Name = keyof typeof shape;
type Prefix = 'CARNET_PSC' | 'CARNET_EXCHANGE';
type Prefixed<P extends Prefix> = { [K in Name as `${P}_${K}`]: (typeof shape)[K] };

function prefixed<P extends Prefix>(prefix: P): Prefixed<P> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, kind]) => [`${prefix}_${name}`, kind]),
  ) as Prefixed<P>;
}

/**
 * Settings of Pro Santé Connect, whose access tokens of professionals are taken, and of a server that exchanges such tokens for
 * its own (RFC 8693), trusted beside it or alone.
 */
export const professionalIssuersShape = { ...prefixed('CARNET_PSC'), ...prefixed('CARNET_EXCHANGE') };

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

/** @throws ConfigError for settings that say nothing without others. */
export function professionalIssuers(values: Values): ProfessionalIssuers {
  return {
    proSanteConnect: issuerOf(values, 'CARNET_PSC'),
    exchange: issuerOf(values, 'CARNET_EXCHANGE'),
  };
}

/** Who asks whether a token still stands. */
const CLIENT = ['CLIENT_ID', 'CLIENT_SECRET', 'CLIENT_CERTIFICATE', 'CLIENT_KEY'] as const;
const OF_ISSUER = ['JWKS', 'AUDIENCE', 'ACR', 'INTROSPECTION', ...CLIENT, 'CA'] as const;

function issuerOf(values: Values, prefix: Prefix): ProfessionalIssuerSettings | undefined {
  const issuer = values[`${prefix}_ISSUER`];
  const asks = values[`${prefix}_INTROSPECTION`];
  if (issuer === undefined) {
    refuseIdle(values, prefix, OF_ISSUER, 'ISSUER');
    return undefined;
  }
  // Whoever names a client believes that withdrawn tokens are refused.
  if (!asks) refuseIdle(values, prefix, CLIENT, 'INTROSPECTION');
  return {
    issuer,
    jwks: values[`${prefix}_JWKS`],
    audience: values[`${prefix}_AUDIENCE`],
    acr: values[`${prefix}_ACR`],
    ca: values[`${prefix}_CA`],
    introspection: asks ? introspectionClient(values, prefix) : undefined,
  };
}

function refuseIdle(values: Values, prefix: Prefix, names: readonly Name[], needed: Name): void {
  const idle = names
    .map((name) => `${prefix}_${name}` as const)
    .filter((name) => values[name] !== undefined && values[name] !== false);
  if (idle.length > 0) throw new ConfigError(`${idle.join(', ')}: only with ${prefix}_${needed}`);
}

function introspectionClient(values: Values, prefix: Prefix): IntrospectionClient {
  const id = values[`${prefix}_CLIENT_ID`];
  const secret = values[`${prefix}_CLIENT_SECRET`];
  const certificate = values[`${prefix}_CLIENT_CERTIFICATE`];
  const key = values[`${prefix}_CLIENT_KEY`];
  const withCertificate = certificate !== undefined;
  if (
    id === undefined ||
    (secret === undefined) !== withCertificate ||
    (key === undefined) === withCertificate
  ) {
    throw new ConfigError(
      `${prefix}_INTROSPECTION needs ${prefix}_CLIENT_ID with ${prefix}_CLIENT_SECRET, or with ${prefix}_CLIENT_CERTIFICATE and ${prefix}_CLIENT_KEY`,
    );
  }
  return { id, secret, certificate, key };
}
