import { ownEntryUuid } from '../../src/client/replaced-entry.ts';
import { ebrimRenderings } from '../../src/ebrim/renderings.ts';
import { code } from '../../src/model/code.ts';
import { APPROVED, type DocumentEntry, NO_EXTRAS } from '../../src/model/document-entry.ts';
import { HAS_MEMBER, type RegisteredAssociation } from '../../src/model/submission.ts';
import type { RegisterCommand } from '../../src/store/register-command.ts';
import { registerCommand } from '../support/registered-document.ts';

/** The ids of what stands around a document: its submission set, a folder that it is in, and what ties it to them. */
export interface Surroundings {
  readonly set: { readonly id: string; readonly uniqueId: string };
  readonly folder: { readonly id: string; readonly uniqueId: string };
  readonly inSet: string;
  readonly inFolder: string;
}

/** @param entry gives the same ids in every server. */
export function surroundingsOf({ uniqueId }: Pick<DocumentEntry, 'uniqueId'>): Surroundings {
  const named = (place: number) => ({
    uniqueId: `${uniqueId}.${place}`,
    id: ownEntryUuid(`${uniqueId}.${place}`),
  });
  return { set: named(9), folder: named(8), inSet: named(7).id, inFolder: named(6).id };
}

/** The command that registers one document in a submission set and a folder of its own. */
export function surroundedCommand(
  entry: DocumentEntry,
  patientKey: number,
  blob: string,
  at: string,
): RegisterCommand {
  const { set, folder, inSet, inFolder } = surroundingsOf(entry);
  const { submissionSet: made, ...command } = registerCommand(entry, patientKey, blob, at);
  const submissionSet = { ...made, ...set };
  const tie = (id: string, source: string, target: string): RegisteredAssociation => ({
    id,
    type: HAS_MEMBER,
    source,
    target,
    slots: [],
    extras: NO_EXTRAS,
    availabilityStatus: APPROVED,
  });
  return {
    ...command,
    submissionSet,
    submissionSetEbrim: ebrimRenderings.submissionSet(submissionSet),
    folders: [
      {
        ...folder,
        patientId: entry.patientId,
        codes: [code('Referrals', '1.2', folder.uniqueId)],
        title: [{ value: folder.uniqueId }],
        comments: [],
        limitedMetadata: false,
        extras: NO_EXTRAS,
        logicalId: folder.id,
        version: 1,
        availabilityStatus: APPROVED,
        lastUpdateTime: entry.creationTime?.padEnd(14, '0').slice(0, 14) ?? '',
      },
    ],
    associations: [tie(inSet, set.id, entry.entryUuid), tie(inFolder, folder.id, entry.entryUuid)],
  };
}
