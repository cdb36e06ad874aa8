import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { FhirRequest, SearchParameter } from '../fhir/interaction.ts';
import type { AnyInteraction } from '../fhir/routing.ts';
import { badParameter, named, refuseModifier, unescapeValue } from '../fhir/search-parameters.ts';
import { readTokens } from '../fhir/token-parameter.ts';
import { foldName } from '../model/folded-name.ts';
import type { DirectoryReads, ProfessionalCriteria } from '../store/directory.ts';
import { directoryRead, directorySearch } from './directory-interaction.ts';
import { IDENTIFIER_SYSTEMS, practitionerResource, RPPS_TYPE } from './directory-resources.ts';

/** A directory is asked for somebody, not read out: a name has this many letters at least. */
const SHORTEST_NAME = 2;

const PARAMETERS = [
  {
    name: 'identifier',
    type: 'token',
    definition: 'http://hl7.org/fhir/SearchParameter/Practitioner-identifier',
  },
  { name: 'name', type: 'string', definition: 'http://hl7.org/fhir/SearchParameter/Practitioner-name' },
  { name: 'family', type: 'string', definition: 'http://hl7.org/fhir/SearchParameter/individual-family' },
  { name: 'given', type: 'string', definition: 'http://hl7.org/fhir/SearchParameter/individual-given' },
];

/** Professionals of the Annuaire santé: read by PS_IdNat, found by identifier or by the beginning of a name (mCSD, ITI-90). */
export function practitioners(directory: DirectoryReads): AnyInteraction[] {
  return [
    directorySearch({
      resourceType: 'Practitioner',
      searchParameters: PARAMETERS,
      read: readCriteria,
      find: (criteria, page) => directory.professionals(criteria, page),
      resource: practitionerResource,
    }),
    directoryRead(
      'Practitioner',
      async (id) => (await directory.professionals({ ids: [id] }, { limit: 1, offset: 0 })).items[0],
      practitionerResource,
    ),
  ];
}

function readCriteria({ parameters }: FhirRequest): ProfessionalCriteria | Refusal {
  const ids = readIdentifiers(named(parameters, 'identifier'));
  if (isRefusal(ids)) return ids;
  const criteria: { -readonly [K in keyof ProfessionalCriteria]: ProfessionalCriteria[K] } =
    ids === undefined ? {} : { ids };
  for (const key of ['name', 'family', 'given'] as const) {
    const text = readName(named(parameters, key));
    if (isRefusal(text)) return text;
    if (text !== undefined) criteria[key] = text;
  }
  return Object.keys(criteria).length === 0
    ? refuse('SearchParameterMissing', 'nobody in particular', { about: 'identifier' })
    : criteria;
}

/** PS_IdNat of each token; of a system that the directory does not have, none. */
export function readIdentifiers(
  parameters: readonly SearchParameter[],
): readonly string[] | undefined | Refusal {
  const [parameter, ...others] = parameters;
  if (parameter === undefined) return undefined;
  if (others.length > 0) return badParameter(parameter, 'several of them');
  const tokens = readTokens(parameter, ['identifier']);
  if (isRefusal(tokens)) return tokens;
  return tokens.flatMap(({ system, code }) => {
    if (system === IDENTIFIER_SYSTEMS.rpps) return [`${RPPS_TYPE}${code}`];
    return system === undefined || system === IDENTIFIER_SYSTEMS.professional ? [code] : [];
  });
}

function readName(parameters: readonly SearchParameter[]): string | undefined | Refusal {
  const [parameter, ...others] = parameters;
  if (parameter === undefined) return undefined;
  const refused = refuseModifier(parameter);
  if (refused !== undefined) return refused;
  const [value = '', ...more] = parameter.values;
  const text = foldName(unescapeValue(value));
  return others.length > 0 || more.length > 0 || text.length < SHORTEST_NAME
    ? badParameter(parameter, `not one name of ${SHORTEST_NAME} letters`)
    : text;
}
