import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { FhirRequest, SearchParameter } from '../fhir/interaction.ts';
import type { AnyInteraction } from '../fhir/routing.ts';
import { badParameter, named, refuseModifier, unescapeValue } from '../fhir/search-parameters.ts';
import { readTokens } from '../fhir/token-parameter.ts';
import type { DirectoryReads, PracticeCriteria } from '../store/directory.ts';
import { directoryRead, directorySearch } from './directory-interaction.ts';
import { practitionerRoleResource } from './directory-resources.ts';
import { readIdentifiers } from './iti-90-practitioners.ts';

const PARAMETERS = [
  {
    name: 'practitioner',
    type: 'reference',
    definition: 'http://hl7.org/fhir/SearchParameter/PractitionerRole-practitioner',
  },
  { name: 'practitioner.identifier', type: 'token' },
  {
    name: 'organization',
    type: 'reference',
    definition: 'http://hl7.org/fhir/SearchParameter/PractitionerRole-organization',
  },
  { name: 'role', type: 'token', definition: 'http://hl7.org/fhir/SearchParameter/PractitionerRole-role' },
];

/** Activities of the Annuaire santé, by professional or by structure, narrowed by profession (mCSD, ITI-90). */
export function practitionerRoles(directory: DirectoryReads): AnyInteraction[] {
  return [
    directorySearch({
      resourceType: 'PractitionerRole',
      searchParameters: PARAMETERS,
      read: readCriteria,
      find: (criteria, page) => directory.practices(criteria, page),
      resource: practitionerRoleResource,
    }),
    directoryRead('PractitionerRole', (id) => directory.practice(id), practitionerRoleResource),
  ];
}

function readCriteria({ parameters }: FhirRequest): PracticeCriteria | Refusal {
  const professional = readProfessional(parameters);
  if (isRefusal(professional)) return professional;
  const structure = readReference(named(parameters, 'organization'), 'Organization');
  if (isRefusal(structure)) return structure;
  if (professional === undefined && structure === undefined)
    return refuse('SearchParameterMissing', 'nobody and nowhere in particular', { about: 'practitioner' });
  const [role, ...others] = named(parameters, 'role');
  if (role !== undefined && others.length > 0) return badParameter(role, 'several of them');
  const tokens = role === undefined ? undefined : readTokens(role);
  if (isRefusal(tokens)) return tokens;
  return {
    ...(professional === undefined ? {} : { professional }),
    ...(structure === undefined ? {} : { structure }),
    ...(tokens === undefined ? {} : { professions: tokens.map((token) => token.code) }),
  };
}

function readProfessional(parameters: readonly SearchParameter[]): string | undefined | Refusal {
  const given = parameters.filter(
    ({ name }) => name === 'practitioner' || name === 'practitioner.identifier',
  );
  const [parameter, ...others] = given;
  if (parameter === undefined) return undefined;
  if (others.length > 0) return badParameter(parameter, 'several of them');
  if (parameter.name === 'practitioner' && parameter.modifier !== 'identifier')
    return readReference([parameter], 'Practitioner');
  const ids = readIdentifiers([parameter]);
  if (isRefusal(ids)) return ids;
  const [id, ...more] = ids ?? [];
  // An identifier of another system is nobody's here.
  return more.length > 0 ? badParameter(parameter, 'several of them') : (id ?? '');
}

function readReference(
  parameters: readonly SearchParameter[],
  type: 'Practitioner' | 'Organization',
): string | undefined | Refusal {
  const [parameter, ...others] = parameters;
  if (parameter === undefined) return undefined;
  const refused = refuseModifier(parameter, [type]);
  if (refused !== undefined) return refused;
  const [value = '', ...more] = parameter.values.map(unescapeValue);
  if (others.length > 0 || more.length > 0) return badParameter(parameter, 'several of them');
  return value.startsWith(`${type}/`) ? value.slice(type.length + 1) : value;
}
