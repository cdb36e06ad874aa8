import { isRefusal, type Refusal } from '../../errors.ts';
import type { FolderCriteria } from '../../store/store.ts';
import { repeatedCodesOf } from './document-parameters.ts';
import { metadataLevel } from './metadata-level.ts';
import { timeRange } from './parameters.ts';
import { patientOf, statusesOf } from './shared-parameters.ts';
import {
  atMost,
  NOTHING_FOUND,
  type QueryDefinition,
  type QueryRules,
  type StoredQuery,
} from './stored-query.ts';

export const FIND_FOLDERS = 'urn:uuid:958f3006-baad-4929-a4de-ff1114824431';

export const FOLDER = '$XDSFolder';

/**
 * What FindFolders asks of folders. The patient is not among the criteria.
 * @returns XDSStoredQueryMissingParam, XDSStoredQueryParamNumber, XDSRegistryError for a value.
 */
export function findFolders(query: StoredQuery, rules: QueryRules): FolderCriteria | Refusal {
  const statuses = statusesOf(query, `${FOLDER}Status`, rules);
  if (isRefusal(statuses)) return statuses;
  const lastUpdateTime = timeRange(query, `${FOLDER}LastUpdateTime`);
  if (isRefusal(lastUpdateTime)) return lastUpdateTime;
  const codes = repeatedCodesOf(query, `${FOLDER}CodeList`);
  if (isRefusal(codes)) return codes;
  const level = metadataLevel(query);
  if (isRefusal(level)) return level;
  return {
    ...level.folders,
    statuses,
    ...(lastUpdateTime === undefined ? {} : { lastUpdateTime }),
    ...(codes === undefined ? {} : { codes }),
  };
}

/** FindFolders (ITI TF-2 3.18.4.1.2.3.7.3). */
export const findFoldersQuery: QueryDefinition = {
  id: FIND_FOLDERS,
  read(query, rules) {
    const patient = patientOf(query, `${FOLDER}PatientId`, rules);
    if (isRefusal(patient)) return patient;
    const criteria = findFolders(query, rules);
    if (isRefusal(criteria)) return criteria;
    return {
      ...patient,
      run: async ({ folders }, scope, view) => ({
        ...NOTHING_FOUND,
        folders: await folders.find(scope, { ...criteria, ...atMost(view) }),
      }),
    };
  },
};
