import {
  type ProfessionalIssuers,
  professionalIssuers,
  professionalIssuersShape,
  type RemoteIssuerSettings,
} from './professional-issuers.ts';
import { ConfigError, https, text, type ValuesOf } from './values.ts';

/** Settings of those whose access tokens are taken. */
export const tokenIssuersShape = {
  ...professionalIssuersShape,
  /** An OIDC provider of patients, in place of the server's own. */
  CARNET_PATIENT_ISSUER: https.optional(),
  CARNET_PATIENT_AUDIENCE: text.optional(),
  /** The claim with the INS: `{ value, authority }`, or the matricule alone. */
  CARNET_PATIENT_INS_CLAIM: text.default('ins'),
  /** The scope without which a token of a patient opens nothing. */
  CARNET_PATIENT_SCOPE: text.default('patient'),
  CARNET_PATIENT_CA: text.optional(),
};

export interface PatientIssuerSettings extends RemoteIssuerSettings {
  readonly audience: string;
  readonly insClaim: string;
  readonly scope: string;
}

export interface TokenIssuerSettings extends ProfessionalIssuers {
  /** None: the server's own sign-in. */
  readonly patientIssuer: PatientIssuerSettings | undefined;
}

type Values = ValuesOf<typeof tokenIssuersShape>;

/** @throws ConfigError for settings that say nothing without others, and for an issuer that is named twice. */
export function tokenIssuerSettings(values: Values): TokenIssuerSettings {
  const settings = { ...professionalIssuers(values), patientIssuer: patientIssuer(values) };
  const named = Object.values(settings).flatMap((one) => (one === undefined ? [] : [one.issuer]));
  // The settings of one would decide on tokens of the other.
  if (new Set(named).size < named.length)
    throw new ConfigError(
      'CARNET_PSC_ISSUER, CARNET_EXCHANGE_ISSUER and CARNET_PATIENT_ISSUER must be different issuers',
    );
  return settings;
}

function patientIssuer(values: Values): PatientIssuerSettings | undefined {
  const { CARNET_PATIENT_ISSUER: issuer, CARNET_PATIENT_AUDIENCE: audience, CARNET_PATIENT_CA: ca } = values;
  if (issuer === undefined) {
    if (audience !== undefined || ca !== undefined)
      throw new ConfigError('CARNET_PATIENT_AUDIENCE and CARNET_PATIENT_CA need CARNET_PATIENT_ISSUER');
    return undefined;
  }
  // An issuer serves many programs; without it a token made for another would open the record here.
  if (audience === undefined) throw new ConfigError('CARNET_PATIENT_ISSUER needs CARNET_PATIENT_AUDIENCE');
  return {
    issuer,
    audience,
    insClaim: values.CARNET_PATIENT_INS_CLAIM,
    scope: values.CARNET_PATIENT_SCOPE,
    ca,
  };
}
