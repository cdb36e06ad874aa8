import { refuse } from '../errors.ts';
import type { FhirInteraction } from '../fhir/interaction.ts';
import { immunization, immunizationPlace } from './immunization.ts';
import type { Immunization } from './immunization-resource.ts';
import { findVaccinations, type VaccinationContext } from './vaccination-documents.ts';

export interface ImmunizationPlace {
  readonly logicalId: string;
  readonly index: number;
}

/** Reads one Immunization by its id. An id that names nothing and one that names what is hidden answer the same. */
export function immunizationRead(
  context: VaccinationContext,
): FhirInteraction<ImmunizationPlace, Immunization> {
  return {
    resourceType: 'Immunization',
    interaction: 'read',
    read: ({ id = '' }) => immunizationPlace(id) ?? refuse('NotFound', 'no id of an Immunization'),
    transaction: {
      event: 'PCC-44',
      action: 'R',
      right: 'vaccination.read',
      record: ({ logicalId }) => ({ entryUuid: logicalId }),
      run: async ({ logicalId, index }, access) => {
        const found = await findVaccinations(access, context, logicalId);
        const match = found.find(({ vaccination }) => vaccination.index === index);
        if (match === undefined) return refuse('NotFound', `no vaccination ${index} in ${logicalId}`);
        return {
          answer: immunization(match.vaccination, match.source),
          documents: [match.source.uniqueId],
        };
      },
    },
    write: (resource) => ({ kind: 'json', text: JSON.stringify(resource) }),
  };
}
