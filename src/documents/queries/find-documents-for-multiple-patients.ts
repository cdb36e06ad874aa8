import { isRefusal, type Refusal } from '../../errors.ts';
import { ENTRY } from './document-parameters.ts';
import { findDocuments } from './find-documents.ts';
import { findDocumentsByReferenceId, REFERENCE_IDS } from './find-documents-by-reference-id.ts';
import { type AskedOfPatients, patientsOf, within } from './of-patients.ts';
import { NOTHING_FOUND, type QueryDefinition, type QueryRules, type StoredQuery } from './stored-query.ts';

export const FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS = 'urn:uuid:3d1bdb10-39a2-11de-89c2-2f44d94eaa9f';
export const FIND_DOCUMENTS_BY_REFERENCE_ID_FOR_MULTIPLE_PATIENTS =
  'urn:uuid:1191642d-86c4-42d8-b784-f95445f9f0d5';

/** What may stand in place of a patient. */
const CODES = ['ClassCode', 'EventCodeList', 'HealthcareFacilityTypeCode'].map((name) => ENTRY + name);

/** A search of documents of several patients. @param criteriaOf reads what is asked of them. */
function searchOfPatients(
  query: StoredQuery,
  rules: QueryRules,
  criteriaOf: typeof findDocuments,
  others: readonly string[],
): AskedOfPatients | Refusal {
  const patientIds = patientsOf(query, `${ENTRY}PatientId`, others);
  if (isRefusal(patientIds)) return patientIds;
  const criteria = criteriaOf(query, rules);
  if (isRefusal(criteria)) return criteria;
  return {
    patientIds,
    run: async ({ documents }, scope, view) => ({
      ...NOTHING_FOUND,
      entries: await documents.find(scope, { ...criteria, ...within(view) }, view.want),
    }),
  };
}

/** FindDocumentsForMultiplePatients (ITI TF-2 3.51.4.1.2.1.1): FindDocuments of several patients, or by code of anybody. */
export const findDocumentsForMultiplePatientsQuery: QueryDefinition<AskedOfPatients> = {
  id: FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS,
  read: (query, rules) => searchOfPatients(query, rules, findDocuments, CODES),
};

/** FindDocumentsByReferenceIdForMultiplePatients: the same by reference id, with patients or without. */
export const findDocumentsByReferenceIdForMultiplePatientsQuery: QueryDefinition<AskedOfPatients> = {
  id: FIND_DOCUMENTS_BY_REFERENCE_ID_FOR_MULTIPLE_PATIENTS,
  read: (query, rules) => searchOfPatients(query, rules, findDocumentsByReferenceId, [REFERENCE_IDS]),
};
