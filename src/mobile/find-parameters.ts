import type { FhirInteraction } from '../fhir/interaction.ts';

const FHIR = 'http://hl7.org/fhir/SearchParameter';

/** What ITI-67 understands (MHD 4.2.3, CapabilityStatement of the Document Responder), `_lastUpdated` aside; title and specialty are ours. */
export const FIND_PARAMETERS: NonNullable<FhirInteraction<never, never>['searchParameters']> = [
  { name: '_id', type: 'token', definition: `${FHIR}/Resource-id` },
  { name: 'author.family', type: 'string' },
  { name: 'author.given', type: 'string' },
  { name: 'author.specialty', type: 'token' },
  { name: 'category', type: 'token', definition: `${FHIR}/DocumentReference-category` },
  {
    name: 'creation',
    type: 'date',
    definition: 'https://profiles.ihe.net/ITI/MHD/SearchParameter/DocumentReference-Creation',
  },
  { name: 'date', type: 'date', definition: `${FHIR}/DocumentReference-date` },
  { name: 'event', type: 'token', definition: `${FHIR}/DocumentReference-event` },
  { name: 'facility', type: 'token', definition: `${FHIR}/DocumentReference-facility` },
  { name: 'format', type: 'token', definition: `${FHIR}/DocumentReference-format` },
  { name: 'identifier', type: 'token', definition: `${FHIR}/clinical-identifier` },
  { name: 'patient', type: 'reference', definition: `${FHIR}/clinical-patient` },
  { name: 'patient.identifier', type: 'token' },
  { name: 'period', type: 'date', definition: `${FHIR}/DocumentReference-period` },
  { name: 'related', type: 'reference', definition: `${FHIR}/DocumentReference-related` },
  { name: 'related.identifier', type: 'token' },
  { name: 'security-label', type: 'token', definition: `${FHIR}/DocumentReference-security-label` },
  { name: 'setting', type: 'token', definition: `${FHIR}/DocumentReference-setting` },
  { name: 'status', type: 'token', definition: `${FHIR}/DocumentReference-status` },
  { name: 'title', type: 'string' },
  { name: 'type', type: 'token', definition: `${FHIR}/clinical-type` },
];
