import { deepEqual, equal } from 'node:assert/strict';
import { archiveDocument, changeVisibility, deleteDocument } from '../../../src/client/update.ts';
import { APPROVED, ARCHIVED, DELETED } from '../../../src/model/document-entry.ts';
import type { Visibility } from '../../../src/model/visibility.ts';
import { deposited, entryOf, found, read, updateBy, uuidOf } from '../documents.ts';
import type { Scenario } from '../scenario.ts';
import type { World } from '../worlds/world.ts';

/** A note by the pharmacist on a record that authorises a nurse too, and has a médecin traitant. */
async function begin(world: World, visibility: readonly Visibility[] = []) {
  const patient = await world.patient();
  await world.by('pharmacien').setAuthorization(patient);
  await world.by('infirmier').setAuthorization(patient);
  await world.by('medecin-traitant').setAuthorization(patient, { medecinTraitant: true });
  const { uniqueId } = await deposited(world, 'pharmacien', patient, { visibility });
  const change = async (slug: string, wish: Partial<Record<Visibility, boolean>>) => {
    const entry = await entryOf(updateBy(world, 'medecin-traitant', patient), uniqueId);
    return (await changeVisibility(updateBy(world, slug, patient), entry, wish)).status;
  };
  return { patient, uniqueId, change, nurse: world.by('infirmier') };
}

export const masking: Scenario = {
  id: 'TD3.3a',
  title: 'to mask a document from professionals, and to unmask it',
  async play(world, step) {
    const { patient, uniqueId, change, nurse } = await begin(world);
    await step(
      'its author masks it: the nurse has it no longer, the author and the médecin traitant do',
      async () => {
        equal(await change('pharmacien', { MASQUE_PS: true }), 'Success');
        deepEqual(await found(world, nurse, patient), []);
        equal(await read(world, nurse, patient, uniqueId), undefined);
        for (const slug of ['pharmacien', 'medecin-traitant'])
          deepEqual(await found(world, world.by(slug), patient), [uniqueId]);
      },
    );
    await step('the nurse does not unmask it', async () => {
      equal((await change('infirmier', { MASQUE_PS: false })) === 'Success', false);
      deepEqual(await found(world, nurse, patient), []);
    });
    await step('the médecin traitant unmasks it, and masks it', async () => {
      equal(await change('medecin-traitant', { MASQUE_PS: false }), 'Success');
      deepEqual(await found(world, nurse, patient), [uniqueId]);
      equal(await change('medecin-traitant', { MASQUE_PS: true }), 'Success');
    });
    await step('its author unmasks it', async () => {
      equal(await change('pharmacien', { MASQUE_PS: false }), 'Success');
      deepEqual(await found(world, nurse, patient), [uniqueId]);
    });
  },
};

export const announcing: Scenario = {
  id: 'TD3.3b',
  title: 'to show the patient what waited to be announced',
  async play(world, step) {
    const { patient, uniqueId, change, nurse } = await begin(world, ['INVISIBLE_PATIENT']);
    await step('professionals have it meanwhile', async () => {
      deepEqual(await found(world, nurse, patient), [uniqueId]);
    });
    await step('whoever announces it shows it, without being its author', async () => {
      equal(await change('infirmier', { INVISIBLE_PATIENT: false }), 'Success');
      const { confidentialityCodes } = await entryOf(updateBy(world, 'infirmier', patient), uniqueId);
      equal(
        confidentialityCodes.some(({ code }) => code === 'INVISIBLE_PATIENT'),
        false,
      );
    });
  },
};

export const deleting: Scenario = {
  id: 'TD3.3c',
  title: 'to delete a document',
  async play(world, step) {
    const { patient, uniqueId, nurse } = await begin(world);
    const uuid = await uuidOf(updateBy(world, 'pharmacien', patient), uniqueId);
    const deletes = async (slug: string) =>
      (await deleteDocument(updateBy(world, slug, patient), uuid)).status === 'Success';
    await step('neither the nurse nor the médecin traitant nor a structure deletes it', async () => {
      for (const slug of ['infirmier', 'medecin-traitant', 'hopital']) equal(await deletes(slug), false);
      deepEqual(await found(world, nurse, patient), [uniqueId]);
    });
    await step('its author does, and nobody has it any more', async () => {
      equal(await deletes('pharmacien'), true);
      for (const slug of ['infirmier', 'pharmacien', 'medecin-traitant']) {
        deepEqual(await found(world, world.by(slug), patient, [APPROVED, ARCHIVED, DELETED]), []);
        equal(await read(world, world.by(slug), patient, uniqueId), undefined);
      }
    });
    await step('a structure deletes its own', async () => {
      const own = await deposited(world, 'esat', patient);
      const options = updateBy(world, 'esat', patient);
      const answer = await deleteDocument(options, await uuidOf(options, own.uniqueId));
      equal(answer.status, 'Success');
    });
  },
};

export const archiving: Scenario = {
  id: 'TD3.3d',
  title: 'to archive a document, and to take it out of the archive',
  async play(world, step) {
    const { patient, uniqueId, nurse } = await begin(world);
    const uuid = await uuidOf(updateBy(world, 'pharmacien', patient), uniqueId);
    const archives = async (slug: string, operation?: 'unarchive') =>
      (await archiveDocument(updateBy(world, slug, patient), uuid, operation)).status === 'Success';
    await step('the nurse does not', async () => {
      equal(await archives('infirmier'), false);
    });
    await step('its author does: it is found as archived alone, and still read', async () => {
      equal(await archives('pharmacien'), true);
      deepEqual(await found(world, nurse, patient), []);
      deepEqual(await found(world, nurse, patient, [ARCHIVED]), [uniqueId]);
      equal((await read(world, nurse, patient, uniqueId)) !== undefined, true);
    });
    await step('the médecin traitant takes it out', async () => {
      equal(await archives('medecin-traitant', 'unarchive'), true);
      deepEqual(await found(world, nurse, patient), [uniqueId]);
    });
  },
};
