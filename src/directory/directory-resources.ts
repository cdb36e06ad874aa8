import { concept } from '../fhir/code-systems.ts';
import { present } from '../fhir/present.ts';
import type { Identifier, Reference, Resource } from '../fhir/resources.ts';
import type { DirectoryPractice, DirectoryProfessional, DirectoryStructure } from '../model/directory.ts';

/** Identifiers as fr-core names them: PS_IdNat, RPPS, Struct_IdNat, FINESS, SIRET. */
export const IDENTIFIER_SYSTEMS = {
  professional: 'urn:oid:1.2.250.1.71.4.2.1',
  rpps: 'https://rpps.esante.gouv.fr',
  structure: 'urn:oid:1.2.250.1.71.4.2.2',
  finess: 'https://finess.esante.gouv.fr',
  siret: 'https://sirene.fr',
} as const;

/** The type digit of an RPPS number in PS_IdNat (facts: rights and identity 3.4). */
export const RPPS_TYPE = '8';

/** A professional of the Annuaire santé; its logical id is its PS_IdNat. */
export function practitionerResource({ id, family, given }: DirectoryProfessional): Resource {
  const name = present({ use: 'usual' as const, family, given: given === '' ? [] : [given] });
  return {
    resourceType: 'Practitioner',
    id,
    ...{
      identifier: [
        { use: 'official', system: IDENTIFIER_SYSTEMS.professional, value: id },
        ...(id.startsWith(RPPS_TYPE)
          ? [{ use: 'official', system: IDENTIFIER_SYSTEMS.rpps, value: id.slice(1) }]
          : []),
      ],
      active: true,
      name: [name],
    },
  };
}

/** An activity of a professional: profession and role, savoir-faire, where. */
export function practitionerRoleResource(practice: DirectoryPractice): Resource {
  const { id, professional, profession, qualifications, sector, structure } = practice;
  const practitioner: Reference = {
    reference: `Practitioner/${professional.id}`,
    display: `${professional.family} ${professional.given}`.trim(),
  };
  return {
    resourceType: 'PractitionerRole',
    id,
    ...present({
      active: true,
      practitioner,
      organization:
        structure === undefined
          ? undefined
          : { reference: `Organization/${structure.id}`, display: structure.name },
      code: [concept(profession), ...qualifications.map(concept)],
      specialty: sector === undefined ? undefined : [concept(sector)],
    }),
  };
}

export function organizationResource(structure: DirectoryStructure): Resource {
  const { id, nationalId, finess, siret, name, postalCode, city } = structure;
  const identifier = (system: string, value: string | undefined): Identifier[] =>
    value === undefined ? [] : [{ use: 'official', system, value }];
  const address = present({ postalCode, city });
  return {
    resourceType: 'Organization',
    id,
    ...present({
      identifier: [
        ...identifier(IDENTIFIER_SYSTEMS.structure, nationalId),
        ...identifier(IDENTIFIER_SYSTEMS.finess, finess),
        ...identifier(IDENTIFIER_SYSTEMS.siret, siret),
      ],
      active: true,
      name,
      address: Object.keys(address).length === 0 ? undefined : [address],
    }),
  };
}
