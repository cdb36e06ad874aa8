import { isRefusal, refuse } from '../errors.ts';
import type { FhirInteraction } from '../fhir/interaction.ts';
import { readPatientIdentifier } from '../fhir/patient-parameter.ts';
import { badParameter, named } from '../fhir/search-parameters.ts';
import { pageOf, searchset } from '../fhir/searchset.ts';
import type { MedicalRecord } from '../model/record.ts';
import { patientResource } from './patient-resource.ts';

/**
 * ITI-78 Patient Demographics Query for Mobile, by INS alone: `identifier=urn:oid:<authority>|<matricule>`. Nobody is
 * found by traits (PDT-INF-526: TD0.5 is for regulation only). None or one Patient; none where the record is absent.
 */
export function patientSearch(): FhirInteraction<{ patientId: string }, MedicalRecord | undefined> {
  return {
    resourceType: 'Patient',
    interaction: 'search-type',
    searchParameters: [
      {
        name: 'identifier',
        type: 'token',
        definition: 'http://hl7.org/fhir/SearchParameter/Patient-identifier',
      },
    ],
    read: ({ parameters }) => {
      const [parameter, ...others] = named(parameters, 'identifier');
      if (parameter === undefined) {
        return refuse('SearchParameterMissing', 'no identifier', { about: 'identifier' });
      }
      if (others.length > 0 || parameter.modifier !== undefined) {
        return badParameter(parameter, 'not one plain identifier');
      }
      const patientId = readPatientIdentifier(parameter);
      return isRefusal(patientId) ? patientId : { patientId };
    },
    transaction: {
      event: 'ITI-78',
      action: 'E',
      right: 'patient.read',
      record: ({ patientId }) => ({ patientId }),
      // A record that the caller may not see is not in its access.
      run: async (_request, { record }) => ({ answer: record, documents: [] }),
    },
    write: (record, request) => {
      const { count, offset } = pageOf(request);
      const inPage = record !== undefined && count > 0 && offset === 0;
      const matches = inPage ? [match(record, request.base)] : [];
      const total = record === undefined ? 0 : 1;
      return { kind: 'json', text: searchset(request, 'Patient', total, matches) };
    },
  };
}

function match(record: MedicalRecord, base: string) {
  const patient = patientResource(record);
  return { fullUrl: `${base}/Patient/${patient.id}`, resource: JSON.stringify(patient) };
}
