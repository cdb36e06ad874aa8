import { folderNames } from '../../ebrim/known-names.ts';
import type { Fault } from '../../errors.ts';
import type { Folder } from '../../model/submission.ts';
import { codeFaults } from './codes.ts';
import * as types from './data-types.ts';
import type { EntryRules } from './entry.ts';
import { extrasFaults, textFaults } from './extras.ts';
import { metadataFault } from './metadata-fault.ts';
import { patientIdFaults } from './patient-id.ts';

/**
 * Every fault of one Folder, taken by itself (ITI TF-3 Table 4.2.3.4-1). What a source says of lastUpdateTime is not
 * looked at, because the registry sets it. Some domains (the DMP) have no folders.
 */
export function folderFaults(folder: Folder, rules: EntryRules): Fault[] {
  const { id } = folder;
  if (!rules.domain.rules.folders) return [metadataFault(id, 'Folder', 'not-supported')];
  const faults: Fault[] = [];
  const problem = folder.uniqueId === '' ? 'required' : types.oid(folder.uniqueId);
  if (problem !== undefined) faults.push(metadataFault(id, 'Folder.uniqueId', problem, folder.uniqueId));
  if (folder.codes.length === 0) faults.push(metadataFault(id, 'folderCodeList', 'required'));
  if (!folder.title.some(({ value }) => value.trim() !== '')) {
    faults.push(metadataFault(id, 'title', 'required'));
  }
  if (folder.limitedMetadata) faults.push(metadataFault(id, 'limitedMetadata', 'not-supported'));
  if (folder.homeCommunityId !== undefined && types.homeCommunityId(folder.homeCommunityId) !== undefined) {
    faults.push(metadataFault(id, 'homeCommunityId', 'malformed-oid', folder.homeCommunityId));
  }
  faults.push(
    ...patientIdFaults(id, folder.patientId, { ...rules, rules: rules.domain.rules }),
    ...folder.codes.flatMap((code) => codeFaults(id, 'folderCodeList', code, rules)),
    ...textFaults(id, 'title', folder.title),
    ...textFaults(id, 'comments', folder.comments),
    ...extrasFaults(id, folder.extras, folderNames),
  );
  return faults;
}
