import { deepEqual, equal } from 'node:assert/strict';
import { deposited, found, read } from '../documents.ts';
import type { Scenario } from '../scenario.ts';

const DENIED = 'DMPAccessDeniedByRightsService';

export const regulation: Scenario = {
  id: 'centre-15',
  title: 'the regulating doctor of a SAMU',
  async play(world, step) {
    const patient = await world.patient();
    const { uniqueId } = await deposited(world, 'pharmacien', patient);
    const masked = await deposited(world, 'pharmacien', patient, { visibility: ['MASQUE_PS'] });
    const regulator = world.by('medecin-regulateur', { purpose: 'centre_15' });
    await step('reads without being authorised and without a reason, but not what is masked', async () => {
      deepEqual(await found(world, regulator, patient), [uniqueId]);
      equal((await read(world, regulator, patient, uniqueId)) !== undefined, true);
      equal(await read(world, regulator, patient, masked.uniqueId), undefined);
    });
    await step('somebody whose structure is not on the list does not', async () => {
      equal(await found(world, world.by('medecin', { purpose: 'centre_15' }), patient), DENIED);
    });
    await step('the certificate of the centre alone does not', async () => {
      equal(await found(world, world.by('samu', { purpose: 'centre_15' }), patient), DENIED);
    });
  },
};

export const oppositions: Scenario = {
  id: 'oppositions',
  title: 'what the patient decides of emergencies and of masks',
  needsPatient: true,
  async play(world, step) {
    const deciding = world.deciding!;
    const patient = await world.patient();
    const { uniqueId } = await deposited(world, 'pharmacien', patient);
    const masked = await deposited(world, 'pharmacien', patient, { visibility: ['MASQUE_PS'] });
    const regulator = world.by('medecin-regulateur', { purpose: 'centre_15' });
    const doctor = world.by('medecin');
    await doctor.setAuthorization(patient);
    await world.by('pharmacien').setAuthorization(patient);
    await step(
      'a patient who opposes regulation stops it, and is not found by it; normal mode goes on',
      async () => {
        await deciding.choose(patient, { centre15: 'opposed' });
        equal(await found(world, regulator, patient), DENIED);
        deepEqual(await found(world, doctor, patient), [uniqueId]);
      },
    );
    await step('a patient who lets masked documents be read in it, has them read', async () => {
      await deciding.choose(patient, { centre15: 'allowed-with-masked' });
      const both = await found(world, regulator, patient);
      deepEqual([...both].sort(), [uniqueId, masked.uniqueId].sort());
      await deciding.choose(patient, { centre15: 'allowed' });
    });
    await step(
      'masking all hides everything from all but author and médecin traitant, what comes later too',
      async () => {
        const traitant = world.by('medecin-traitant');
        await traitant.setAuthorization(patient, { medecinTraitant: true });
        await deciding.choose(patient, { maskAll: true });
        const later = await deposited(world, 'pharmacien', patient);
        const all = [uniqueId, masked.uniqueId, later.uniqueId].sort();
        deepEqual(await found(world, doctor, patient), []);
        equal(await read(world, doctor, patient, uniqueId), undefined);
        deepEqual([...(await found(world, world.by('pharmacien'), patient))].sort(), all);
        deepEqual([...(await found(world, traitant, patient))].sort(), all);
        await deciding.choose(patient, { maskAll: false });
        deepEqual([...(await found(world, doctor, patient))].sort(), [uniqueId, later.uniqueId].sort());
      },
    );
  },
};

export const blocking: Scenario = {
  id: 'blocking',
  title: 'a professional whom the patient keeps out',
  needsPatient: true,
  async play(world, step) {
    const deciding = world.deciding!;
    const patient = await world.patient();
    const { uniqueId } = await deposited(world, 'pharmacien', patient);
    const doctor = world.by('medecin');
    const nurse = world.by('infirmier');
    await nurse.setAuthorization(patient);
    await deciding.block(patient, 'medecin');
    await step('is told INTERDIT, before any access', async () => {
      equal((await doctor.existence(patient)).authorisation, 'INTERDIT');
    });
    await step('does not become authorised, finds nothing, reads nothing', async () => {
      equal((await doctor.setAuthorization(patient)).status, DENIED);
      equal(await found(world, doctor, patient), DENIED);
      equal(await read(world, doctor, patient, uniqueId), undefined);
    });
    await step('is listed as such to those who are authorised', async () => {
      const { listed } = await nurse.authorisations(patient, 'INTERDITE');
      deepEqual(
        listed.map(({ nationalId, mode }) => [nationalId, mode]),
        [[world.pki.identity('medecin').id, 'INTERDITE']],
      );
    });
    await step('unblocked, is let in again', async () => {
      await deciding.block(patient, 'medecin', false);
      equal((await doctor.setAuthorization(patient)).status, 'DMPOk');
      deepEqual(await found(world, doctor, patient), [uniqueId]);
    });
  },
};

export const closed: Scenario = {
  id: 'closed',
  title: 'a record that has been closed',
  needsPatient: true,
  async play(world, step) {
    const patient = await world.patient();
    const doctor = world.by('medecin');
    await doctor.setAuthorization(patient);
    await deposited(world, 'pharmacien', patient);
    await world.deciding!.closeRecord(patient);
    await step('is terminated in TD0.2', async () => {
      equal((await doctor.existence(patient)).patientStatus, 'terminated');
    });
    await step('is as absent to searches and deposits', async () => {
      equal(await found(world, doctor, patient), 'XDSUnknownPatientId');
      const sent = await deposited(world, 'pharmacien', patient).catch((error: Error) => error.message);
      equal(typeof sent === 'string' && sent.includes('XDSUnknownPatientId'), true);
    });
    await step('is open again when the patient changes her mind', async () => {
      await world.deciding!.reopenRecord(patient);
      equal((await doctor.existence(patient)).patientStatus, 'active');
    });
  },
};
