import { isRefusal } from '../errors.ts';
import type { FhirInteraction } from '../fhir/interaction.ts';
import { readPatientParameter } from '../fhir/patient-parameter.ts';
import { pageOf, searchset } from '../fhir/searchset.ts';
import type { RecordReference } from '../transaction.ts';
import { consolidate } from './consolidate.ts';
import { immunization } from './immunization.ts';
import { type Condition, readConditions } from './immunization-criteria.ts';
import type { Immunization } from './immunization-resource.ts';
import { type FoundVaccination, findVaccinations, type VaccinationContext } from './vaccination-documents.ts';

export interface ImmunizationQuery {
  readonly patient: RecordReference;
  readonly conditions: readonly Condition[];
  readonly page: { readonly count: number; readonly offset: number };
}

export interface ImmunizationPage {
  readonly total: number;
  readonly resources: readonly Immunization[];
}

/** Newest first; what has no date comes last. */
function byDate(left: FoundVaccination, right: FoundVaccination): number {
  const one = left.vaccination.date ?? '';
  const other = right.vaccination.date ?? '';
  return one === other ? 0 : one < other ? 1 : -1;
}

/**
 * PCC-44 (IHE QEDm) for Immunization: read out of the vaccination documents of the record, so that what a caller finds
 * here is what it may read there (design 5.10).
 */
export function immunizationSearch(
  context: VaccinationContext,
): FhirInteraction<ImmunizationQuery, ImmunizationPage> {
  return {
    resourceType: 'Immunization',
    interaction: 'search-type',
    searchParameters: [
      { name: 'patient', type: 'reference' },
      { name: 'patient.identifier', type: 'token' },
      { name: 'date', type: 'date' },
      { name: 'vaccine-code', type: 'token' },
      { name: 'lot-number', type: 'string' },
      { name: 'status', type: 'token' },
      { name: 'target-disease', type: 'token' },
    ],
    read: (request) => {
      const patient = readPatientParameter(request.parameters);
      if (isRefusal(patient)) return patient;
      const conditions = readConditions(request.parameters);
      return isRefusal(conditions) ? conditions : { patient, conditions, page: pageOf(request) };
    },
    transaction: {
      event: 'PCC-44',
      action: 'E',
      right: 'vaccination.read',
      record: ({ patient }) => patient,
      run: async ({ conditions, page }, access) => {
        const found = consolidate(await findVaccinations(access, context));
        const matches = found.sort(byDate).flatMap((match) => {
          const resource = immunization(match.vaccination, match.source);
          const fits = conditions.every((condition) => condition(match.vaccination, resource));
          return fits ? [{ resource, uniqueId: match.source.uniqueId }] : [];
        });
        const shown = matches.slice(page.offset, page.offset + page.count);
        return {
          answer: { total: matches.length, resources: shown.map(({ resource }) => resource) },
          documents: [...new Set(shown.map(({ uniqueId }) => uniqueId))],
        };
      },
    },
    write: ({ total, resources }, request) => ({
      kind: 'json',
      text: searchset(
        request,
        'Immunization',
        total,
        resources.map((resource) => ({
          fullUrl: `${request.base}/Immunization/${resource.id}`,
          resource: JSON.stringify(resource),
        })),
      ),
    }),
  };
}
