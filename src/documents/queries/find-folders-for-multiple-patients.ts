import { isRefusal } from '../../errors.ts';
import { FOLDER, findFolders } from './find-folders.ts';
import { type AskedOfPatients, patientsOf, within } from './of-patients.ts';
import { NOTHING_FOUND, type QueryDefinition } from './stored-query.ts';

export const FIND_FOLDERS_FOR_MULTIPLE_PATIENTS = 'urn:uuid:50d3f5ac-39a2-11de-a1ca-b366239e58df';

/** FindFoldersForMultiplePatients (ITI TF-2 3.51.4.1.2.1.2): FindFolders of several patients, or by code of anybody. */
export const findFoldersForMultiplePatientsQuery: QueryDefinition<AskedOfPatients> = {
  id: FIND_FOLDERS_FOR_MULTIPLE_PATIENTS,
  read(query, rules) {
    const patientIds = patientsOf(query, `${FOLDER}PatientId`, [`${FOLDER}CodeList`]);
    if (isRefusal(patientIds)) return patientIds;
    const criteria = findFolders(query, rules);
    if (isRefusal(criteria)) return criteria;
    return {
      patientIds,
      run: async ({ folders }, scope, view) => ({
        ...NOTHING_FOUND,
        folders: await folders.find(scope, { ...criteria, ...within(view) }),
      }),
    };
  },
};
