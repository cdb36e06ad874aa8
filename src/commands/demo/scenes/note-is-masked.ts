import type { DmpClient } from '../../../client/dmp-client.ts';
import { changeVisibility, currentEntry } from '../../../client/update.ts';
import { APPROVED, ARCHIVED, DELETED, DEPRECATED } from '../../../model/document-entry.ts';
import { NOTE, type Stage } from '../stage.ts';

/** TD3.3a, ITI-57: the author masks the note and takes the mask off again. */
export async function noteIsMasked(stage: Stage): Promise<void> {
  const uniqueId = stage.deposited.get(NOTE) ?? '';
  const [nurse, pharmacist] = [stage.dmp('infirmier'), stage.dmp('pharmacien')];
  await pharmacist.setAuthorization(stage.patientId);
  const nurseFinds = async () => finds(nurse, stage.patientId);

  const byNurse = stage.updating('infirmier');
  const seen = await currentEntry(byNurse, uniqueId);
  const refused = seen === undefined ? undefined : await changeVisibility(byNurse, seen, { MASQUE_PS: true });
  stage.expect(
    `the nurse may not mask what another wrote (${refused?.errors[0]?.code})`,
    refused?.status === 'Fault',
  );

  const byAuthor = stage.updating('pharmacien');
  const masked = await change(true);
  stage.expect(`its author masks it (${masked})`, masked === 'Success');
  stage.expect('the nurse finds it no longer, whatever status she asks for', (await nurseFinds()) === 0);
  const unmasked = await change(false);
  stage.expect(`and takes the mask off again (${unmasked})`, unmasked === 'Success');
  stage.expect('the nurse finds it as before', (await nurseFinds()) === 1);

  async function change(mask: boolean): Promise<string | undefined> {
    const entry = await currentEntry(byAuthor, uniqueId);
    return entry && (await changeVisibility(byAuthor, entry, { MASQUE_PS: mask })).status;
  }
}

async function finds(client: DmpClient, patientId: string): Promise<number> {
  const { objects } = await client.findDocuments(patientId, {
    statuses: [APPROVED, DEPRECATED, ARCHIVED, DELETED],
    parameters: { $XDSDocumentEntryTypeCode: ['87273-9^^2.16.840.1.113883.6.1'] },
  });
  return objects.length;
}
