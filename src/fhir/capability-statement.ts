import type { AnyInteraction } from './routing.ts';

/** Names of our operations; what they take is said in the guides of `profiles/fhir/`, not in an OperationDefinition. */
const OPERATION = 'urn:carnet:operation:';
const PATCH_FORMATS = ['application/json-patch+json', 'application/fhir+json'];

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
  const onTypes = interactions.filter(({ interaction }) => interaction !== 'transaction');
  const types = [...new Set(onTypes.map(({ resourceType }) => resourceType))];
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
    ...(interactions.some(({ interaction }) => interaction === 'patch')
      ? { patchFormat: PATCH_FORMATS }
      : {}),
    rest: [
      {
        mode: 'server',
        security: { cors: false, description: facts.securityDescription },
        resource: types.map((type) => resourceOf(type, onTypes, facts)),
        ...(onTypes.length < interactions.length ? { interaction: [{ code: 'transaction' }] } : {}),
      },
    ],
  });
}

function resourceOf(type: string, interactions: readonly AnyInteraction[], facts: CapabilityFacts) {
  const own = interactions.filter(({ resourceType }) => resourceType === type);
  const searchParam = own.flatMap((one) =>
    one.interaction === 'search-type' ? (one.searchParameters ?? []) : [],
  );
  const interaction = own.filter((one) => one.interaction !== 'operation');
  // One name on the type and on one resource is one operation.
  const operation = [...new Set(own.flatMap((one) => one.operation?.name ?? []))];
  const supportedProfile = facts.supportedProfiles?.[type];
  return {
    type,
    ...(supportedProfile === undefined ? {} : { supportedProfile }),
    ...(interaction.length === 0
      ? {}
      : { interaction: interaction.map((one) => ({ code: one.interaction })) }),
    ...(searchParam.length === 0 ? {} : { searchParam }),
    ...(operation.length === 0
      ? {}
      : { operation: operation.map((name) => ({ name, definition: `${OPERATION}${type}-${name}` })) }),
  };
}
