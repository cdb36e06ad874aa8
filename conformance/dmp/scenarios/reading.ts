import { deepEqual, equal } from 'node:assert/strict';
import { deposited, found, read } from '../documents.ts';
import type { Scenario } from '../scenario.ts';

const DENIED = 'DMPAccessDeniedByRightsService';

export const searching: Scenario = {
  id: 'TD3.1',
  title: 'search of documents: metadata and references',
  async play(world, step) {
    const patient = await world.patient();
    const doctor = world.by('medecin');
    const { uniqueId } = await deposited(world, 'pharmacien', patient);
    await step('who is not authorised is refused', async () => {
      equal(await found(world, doctor, patient), DENIED);
    });
    await doctor.setAuthorization(patient);
    await step('who is finds it', async () => {
      deepEqual(await found(world, doctor, patient), [uniqueId]);
    });
    await step('by a time of service in which it does not lie it is not found', async () => {
      const parameters = { $XDSDocumentEntryServiceStartTimeTo: ['19500101'] };
      const { objects } = await doctor.findDocuments(patient, { parameters });
      equal(objects.length, 0);
    });
    await step('a reference is found by the uniqueId, and none by another', async () => {
      equal((await doctor.getDocuments(patient, [uniqueId])).objects.length, 1);
      equal((await doctor.getDocuments(patient, ['1.2.250.1.999.404'])).objects.length, 0);
    });
    await step('staff and structures search no metadata, authorised or not', async () => {
      await world.by('secretaire').setAuthorization(patient);
      for (const slug of ['secretaire', 'hopital'])
        equal(await found(world, world.by(slug), patient), DENIED);
    });
    await step('an occupational physician finds nothing', async () => {
      deepEqual(await found(world, world.by('medecin-travail'), patient), []);
    });
  },
};

export const reading: Scenario = {
  id: 'TD3.2',
  title: 'reading of documents',
  async play(world, step) {
    const patient = await world.patient();
    const { uniqueId, bytes } = await deposited(world, 'pharmacien', patient);
    const reads = async (client: Parameters<typeof read>[1]) =>
      (await read(world, client, patient, uniqueId))?.equals(bytes) === true;
    const doctor = world.by('medecin');
    await step('who is not authorised reads nothing', async () => {
      equal(await reads(doctor), false);
    });
    await step('who is reads it byte for byte', async () => {
      await doctor.setAuthorization(patient);
      equal(await reads(doctor), true);
    });
    await step('the same through the hospital (INDIRECTE_RENFORCEE)', async () => {
      equal(await reads(world.through('hopital', 'medecin')), true);
    });
    await step('a profession that the matrix gives no such type reads nothing', async () => {
      const psychomotricien = world.by('psychomotricien');
      await psychomotricien.setAuthorization(patient);
      equal(await reads(psychomotricien), false);
      deepEqual(await found(world, psychomotricien, patient), []);
    });
    await step('an occupational physician, staff and a structure read nothing', async () => {
      await world.by('secretaire').setAuthorization(patient);
      for (const slug of ['medecin-travail', 'secretaire', 'hopital'])
        equal(await reads(world.by(slug)), false);
    });
    await step('what is not there is told as unknown', async () => {
      const { repositoryUniqueId } = world.domain.rules;
      const asked = [{ repositoryUniqueId, uniqueId: '1.2.250.1.999.404' }];
      equal((await doctor.retrieve(patient, asked)).errors[0]?.code, 'XDSDocumentUniqueIdError');
    });
  },
};
