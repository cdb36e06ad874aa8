import { z } from 'zod';
import { ConfigError, flag, type ValuesOf } from './values.ts';

const https = z.url({ protocol: /^https$/ });
const text = z.string().min(1);

/** Settings of those whose access tokens are taken. */
export const tokenIssuersShape = {
  /** Issuer of Pro Santé Connect access tokens; its keys are found by discovery, or stand in a file. */
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
  /** An OIDC provider of patients, in place of the server's own. */
  CARNET_PATIENT_ISSUER: https.optional(),
  CARNET_PATIENT_AUDIENCE: text.optional(),
  /** The claim with the INS: `{ value, authority }`, or the matricule alone. */
  CARNET_PATIENT_INS_CLAIM: text.default('ins'),
  /** The scope without which a token of a patient opens nothing. */
  CARNET_PATIENT_SCOPE: text.default('patient'),
  CARNET_PATIENT_CA: text.optional(),
};

/** An issuer elsewhere, found by discovery from its address. */
export interface RemoteIssuerSettings {
  readonly issuer: string;
  readonly audience: string | undefined;
  /** PEM file. */
  readonly ca: string | undefined;
}

export interface ProSanteConnectSettings extends RemoteIssuerSettings {
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

export interface PatientIssuerSettings extends RemoteIssuerSettings {
  readonly audience: string;
  readonly insClaim: string;
  readonly scope: string;
}

export interface TokenIssuerSettings {
  readonly proSanteConnect: ProSanteConnectSettings | undefined;
  /** None: the server's own sign-in. */
  readonly patientIssuer: PatientIssuerSettings | undefined;
}

type Values = ValuesOf<typeof tokenIssuersShape>;

/** @throws ConfigError for settings that say nothing without others. */
export function tokenIssuerSettings(values: Values): TokenIssuerSettings {
  return { proSanteConnect: proSanteConnect(values), patientIssuer: patientIssuer(values) };
}

function proSanteConnect(values: Values): ProSanteConnectSettings | undefined {
  const { CARNET_PSC_ISSUER: issuer, CARNET_PSC_JWKS: jwks, CARNET_PSC_INTROSPECTION: asks } = values;
  if (issuer === undefined) {
    if (jwks !== undefined || asks)
      throw new ConfigError('CARNET_PSC_JWKS and CARNET_PSC_INTROSPECTION need CARNET_PSC_ISSUER');
    return undefined;
  }
  return {
    issuer,
    jwks,
    audience: values.CARNET_PSC_AUDIENCE,
    acr: values.CARNET_PSC_ACR,
    ca: values.CARNET_PSC_CA,
    introspection: asks ? introspectionClient(values) : undefined,
  };
}

function introspectionClient(values: Values): IntrospectionClient {
  const { CARNET_PSC_CLIENT_ID: id, CARNET_PSC_CLIENT_SECRET: secret } = values;
  const { CARNET_PSC_CLIENT_CERTIFICATE: certificate, CARNET_PSC_CLIENT_KEY: key } = values;
  const withCertificate = certificate !== undefined && key !== undefined;
  if (id === undefined || (secret === undefined) !== withCertificate) {
    throw new ConfigError(
      'CARNET_PSC_INTROSPECTION needs CARNET_PSC_CLIENT_ID with CARNET_PSC_CLIENT_SECRET, or with CARNET_PSC_CLIENT_CERTIFICATE and CARNET_PSC_CLIENT_KEY',
    );
  }
  return { id, secret, certificate, key };
}

function patientIssuer(values: Values): PatientIssuerSettings | undefined {
  const { CARNET_PATIENT_ISSUER: issuer, CARNET_PATIENT_AUDIENCE: audience } = values;
  if (issuer === undefined) return undefined;
  // An issuer serves many programs; without it a token made for another would open the record here.
  if (audience === undefined) throw new ConfigError('CARNET_PATIENT_ISSUER needs CARNET_PATIENT_AUDIENCE');
  return {
    issuer,
    audience,
    insClaim: values.CARNET_PATIENT_INS_CLAIM,
    scope: values.CARNET_PATIENT_SCOPE,
    ca: values.CARNET_PATIENT_CA,
  };
}
