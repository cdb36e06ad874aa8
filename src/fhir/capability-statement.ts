import type { AnyInteraction } from './routing.ts';

/** What the CapabilityStatement says of this server beyond its interactions. */
export interface CapabilityFacts {
  readonly softwareVersion: string;
  /** ISO 8601: when what the server can do was last changed. */
  readonly date: string;
  /** Canonical URLs of the guides and actors that are served. */
  readonly instantiates?: readonly string[];
  /** Profiles that answers of a type are made after. */
  readonly supportedProfiles?: Readonly<Record<string, readonly string[]>>;
  readonly securityDescription: string;
}

/** The CapabilityStatement of a server (FHIR R4 http: capabilities), as JSON text. */
export function capabilityStatement(
  interactions: readonly AnyInteraction[],
  facts: CapabilityFacts,
  base: string,
): string {
  const types = [...new Set(interactions.map(({ resourceType }) => resourceType))];
  return JSON.stringify({
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: facts.date,
    kind: 'instance',
    ...(facts.instantiates === undefined ? {} : { instantiates: facts.instantiates }),
    software: { name: 'Carnet', version: facts.softwareVersion },
    implementation: { description: 'Carnet', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        security: { cors: false, description: facts.securityDescription },
        resource: types.map((type) => resourceOf(type, interactions, facts)),
      },
    ],
  });
}

function resourceOf(type: string, interactions: readonly AnyInteraction[], facts: CapabilityFacts) {
  const own = interactions.filter(({ resourceType }) => resourceType === type);
  const searchParam = own.flatMap(({ searchParameters }) => searchParameters ?? []);
  const supportedProfile = facts.supportedProfiles?.[type];
  return {
    type,
    ...(supportedProfile === undefined ? {} : { supportedProfile }),
    interaction: own.map(({ interaction }) => ({ code: interaction })),
    ...(searchParam.length === 0 ? {} : { searchParam }),
  };
}
