import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { FhirRequest } from '../fhir/interaction.ts';
import type { AnyInteraction } from '../fhir/routing.ts';
import { badParameter, named } from '../fhir/search-parameters.ts';
import { readTokens } from '../fhir/token-parameter.ts';
import type { DirectoryReads, StructureCriteria } from '../store/directory.ts';
import { directoryRead, directorySearch } from './directory-interaction.ts';
import { IDENTIFIER_SYSTEMS, organizationResource } from './directory-resources.ts';

const KEYS: ReadonlyMap<string, keyof StructureCriteria> = new Map([
  [IDENTIFIER_SYSTEMS.structure, 'nationalId'],
  [IDENTIFIER_SYSTEMS.finess, 'finess'],
  [IDENTIFIER_SYSTEMS.siret, 'siret'],
] as const);

/** Structures of the Annuaire santé, by Struct_IdNat, FINESS or SIRET (mCSD, ITI-90). */
export function organizations(directory: DirectoryReads): AnyInteraction[] {
  return [
    directorySearch({
      resourceType: 'Organization',
      searchParameters: [
        {
          name: 'identifier',
          type: 'token',
          definition: 'http://hl7.org/fhir/SearchParameter/Organization-identifier',
        },
      ],
      read: readCriteria,
      find: (criteria, page) => directory.structures(criteria, page),
      resource: organizationResource,
    }),
    directoryRead('Organization', (id) => directory.structure(id), organizationResource),
  ];
}

function readCriteria({ parameters }: FhirRequest): StructureCriteria | Refusal {
  const [parameter, ...others] = named(parameters, 'identifier');
  if (parameter === undefined)
    return refuse('SearchParameterMissing', 'no structure in particular', { about: 'identifier' });
  if (others.length > 0) return badParameter(parameter, 'several of them');
  const tokens = readTokens(parameter);
  if (isRefusal(tokens)) return tokens;
  const [token, ...more] = tokens;
  const key = token?.system === undefined ? undefined : KEYS.get(token.system);
  if (token === undefined || more.length > 0 || key === undefined)
    return badParameter(parameter, `not one identifier of ${[...KEYS.keys()].join(', ')}`);
  return { [key]: token.code };
}
