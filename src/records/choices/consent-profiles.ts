import type { Consent } from './consent-resource.ts';

const PROFILE = 'https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consent';

/** The content profiles of PCF 1.1.1, each of which allows what the one before it does and more. */
const BASIC = `${PROFILE}Basic`;
const INTERMEDIATE = `${PROFILE}Intermediate`;
const ADVANCED = `${PROFILE}Advanced`;

/** Those that Consents are answered after, for the CapabilityStatement. */
export const CONSENT_PROFILES: readonly string[] = [BASIC, INTERMEDIATE, ADVANCED];

/**
 * The narrowest content profile that a Consent of ours conforms to (PCF 1.1.1, content): Basic has no provision within the
 * provision, Intermediate has them without security labels, Advanced with them.
 */
export function profileOf({ provision: { provision = [] } }: Pick<Consent, 'provision'>): string {
  if (provision.some(({ securityLabel }) => securityLabel !== undefined)) return ADVANCED;
  return provision.length === 0 ? BASIC : INTERMEDIATE;
}
