import { refuse } from '../errors.ts';
import type { FhirInteraction } from '../fhir/interaction.ts';
import { patientKeyOf } from '../fhir/patient-parameter.ts';
import type { MedicalRecord } from '../model/record.ts';
import { patientResource } from './patient-resource.ts';

/** Read of one Patient by its logical id. Hidden and absent are both NotFound. */
export function patientRead(): FhirInteraction<{ patientKey: number }, MedicalRecord> {
  return {
    resourceType: 'Patient',
    interaction: 'read',
    read: ({ id }) => {
      const patientKey = patientKeyOf(id ?? '');
      return patientKey === undefined ? refuse('NotFound', 'no patient of that logical id') : { patientKey };
    },
    transaction: {
      event: 'ITI-78',
      action: 'R',
      right: 'patient.read',
      record: ({ patientKey }) => ({ patientKey }),
      // A record that the caller may not see is not in its access.
      run: async (_request, { record }) =>
        record === undefined ? refuse('NotFound', 'hidden') : { answer: record, documents: [] },
    },
    write: (record) => ({ kind: 'json', text: JSON.stringify(patientResource(record)) }),
  };
}
