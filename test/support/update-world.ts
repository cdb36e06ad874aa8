import type { SubmittedDocumentEntry } from '../../src/model/document-entry.ts';
import { APND, type Folder } from '../../src/model/submission.ts';
import { type RegistryDesk, registryDesk } from './registry-desk.ts';
import { entryOf, folderOf, lotOf, uniqueIdOf } from './registry-lot.ts';
import type { NewVersion } from './registry-update.ts';

/** A registry of the domain `ihe` with a document in a folder, an addendum to it, and another document. */
export interface UpdateWorld {
  readonly desk: RegistryDesk;
  readonly ids: Readonly<Record<'Original' | 'Addendum' | 'Bystander' | 'Folder', string>>;
  /** `Original` as its next version, in the message under `Next`. */
  next(changes?: Partial<SubmittedDocumentEntry>): NewVersion<SubmittedDocumentEntry>;
  /** `Folder` as its next version, in the message under `NextFolder`. */
  nextFolder(changes?: Partial<Folder>): NewVersion<Folder>;
}

export async function updateWorld(): Promise<UpdateWorld> {
  const desk = await registryDesk();
  const idOf = (name: string) => desk.idOf(uniqueIdOf(name));
  await desk.take(
    lotOf('first', {
      entries: [entryOf('Original'), entryOf('Bystander')],
      folders: [folderOf('Folder')],
      members: [['Folder', 'Original']],
    }),
  );
  const Original = await idOf('Original');
  await desk.take(
    lotOf('second', { entries: [entryOf('Addendum')], relations: [['Addendum', APND, Original]] }),
  );
  const ids = {
    Original,
    Addendum: await idOf('Addendum'),
    Bystander: await idOf('Bystander'),
    Folder: await idOf('Folder'),
  };
  return {
    desk,
    ids,
    next: (changes = {}) => ({
      of: {
        ...entryOf('Original'),
        id: 'Next',
        logicalId: ids.Original,
        title: [{ value: 'Mis à jour' }],
        ...changes,
      },
    }),
    nextFolder: (changes = {}) => ({
      of: {
        ...folderOf('Folder'),
        id: 'NextFolder',
        logicalId: ids.Folder,
        title: [{ value: 'Mis à jour' }],
        ...changes,
      },
    }),
  };
}
