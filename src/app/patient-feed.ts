import { type Config, ConfigError } from '../config.ts';
import type { DocumentsOptions } from '../documents/options.ts';
import { type MllpListener, type MllpListenerOptions, startMllpListener } from '../hl7v2/listener.ts';
import type { PatientFeedOptions } from '../patients/identity-feed.ts';
import { patientIdentityFeed } from '../patients/iti-8-patient-identity-feed.ts';
import type { Store } from '../store/store.ts';
import type { AffinityDomain } from '../terminology/affinity-domain.ts';

/**
 * A domain with the operator's choice of how patients come to be known.
 * @throws ConfigError when the domain leaves no such choice, or has no patient identity feed to listen for.
 */
export function withPatientFeed(
  domain: AffinityDomain,
  { patients, hl7Port, hl7PlainPort }: Pick<Config, 'patients' | 'hl7Port' | 'hl7PlainPort'>,
): AffinityDomain {
  const { rules } = domain;
  const settings = {
    CARNET_PATIENTS: patients,
    CARNET_HL7_PORT: hl7Port,
    CARNET_HL7_PLAIN_PORT: hl7PlainPort,
  };
  const [name] = Object.entries(settings).find(([, value]) => value !== undefined) ?? [];
  if (name === undefined) return domain;
  if (rules.patientFeed === 'none') {
    throw new ConfigError(`${name}: the affinity domain ${rules.name} has no patient identity feed`);
  }
  if (patients === undefined) return domain;
  return { ...domain, rules: { ...rules, patientFeed: patients === 'fed' ? 'required' : 'open' } };
}

export function patientFeedOptions(
  { domain, config, renderings }: DocumentsOptions,
  store: Store,
): PatientFeedOptions & Pick<AffinityDomain, 'rules'> {
  return { rules: domain.rules, ...config, store, renderings };
}

/**
 * Listens for the patient identity feed over MLLP, where the settings name a port.
 * @throws when a port cannot be had.
 */
export async function startPatientFeed(
  { host, hl7Port, hl7PlainPort }: Pick<Config, 'host' | 'hl7Port' | 'hl7PlainPort'>,
  feed: PatientFeedOptions,
  shared: Pick<MllpListenerOptions, 'identity' | 'execute' | 'reject' | 'log' | 'tls'>,
): Promise<MllpListener | undefined> {
  if (hl7Port === undefined && hl7PlainPort === undefined) return undefined;
  return startMllpListener({
    ...shared,
    transactions: patientIdentityFeed(feed),
    host,
    port: hl7Port,
    plainPort: hl7PlainPort,
  });
}
