import { deepEqual, equal } from 'node:assert/strict';
import type { Scenario } from '../scenario.ts';

const DENIED = 'DMPAccessDeniedByRightsService';

export const authorisation: Scenario = {
  id: 'TD0.3',
  title: 'to declare oneself authorised, to withdraw, médecin traitant',
  async play(world, step) {
    const patient = await world.patient();
    const doctor = world.by('medecin');
    await step('a doctor declares herself authorised', async () => {
      const answer = await doctor.setAuthorization(patient);
      deepEqual([answer.status, answer.context], ['DMPOk', '']);
    });
    await step('a second time it is there already, and the answer says so', async () => {
      const { status, context } = await doctor.setAuthorization(patient);
      equal(status, 'DMPOk');
      equal(context !== '', true);
    });
    await step('she withdraws, and withdrawing again says that nothing was there', async () => {
      equal((await doctor.setAuthorization(patient, { action: 'SUPPRESSION' })).context, '');
      const { status, context } = await doctor.setAuthorization(patient, { action: 'SUPPRESSION' });
      equal(status, 'DMPOk');
      equal(context !== '', true);
    });
    await step('one who is no physician does not become médecin traitant', async () => {
      const { status } = await world.by('infirmier').setAuthorization(patient, { medecinTraitant: true });
      equal(status, DENIED);
    });
    await step('one who is no médecin traitant does not cease to be it', async () => {
      await doctor.setAuthorization(patient);
      const asked = { action: 'SUPPRESSION', medecinTraitant: true } as const;
      equal((await doctor.setAuthorization(patient, asked)).status, DENIED);
    });
    await step('a physician becomes médecin traitant and ceases to be it', async () => {
      const traitant = world.by('medecin-traitant');
      const named = async () => {
        const { listed } = await traitant.authorisations(patient);
        return listed.find(({ nationalId }) => nationalId === world.pki.identity('medecin-traitant').id)
          ?.specificRight;
      };
      equal((await traitant.setAuthorization(patient, { medecinTraitant: true })).status, 'DMPOk');
      equal(await named(), 'MEDECIN_TRAITANT');
      const asked = { action: 'SUPPRESSION', medecinTraitant: true } as const;
      equal((await traitant.setAuthorization(patient, asked)).status, 'DMPOk');
      equal(await named(), undefined);
    });
    await step('what a member of staff declares is for the structure', async () => {
      equal((await world.by('secretaire').setAuthorization(patient)).status, 'DMPOk');
      const { listed } = await doctor.authorisations(patient);
      const { structure } = world.pki.identity('secretaire');
      equal(
        listed.some(({ nationalId }) => nationalId === structure.id),
        true,
      );
    });
    for (const [who, client] of [
      ['a structure', world.by('hopital')],
      ['an occupational physician', world.by('medecin-travail')],
      ['a regulating doctor in regulation', world.by('medecin-regulateur', { purpose: 'centre_15' })],
    ] as const) {
      await step(`${who} may not`, async () => {
        equal((await client.setAuthorization(patient)).status, DENIED);
      });
    }
  },
};

export const lists: Scenario = {
  id: 'TD0.4',
  title: 'the records that the caller is authorised for',
  async play(world, step) {
    const patient = await world.patient();
    const [value] = patient.split('^');
    const doctor = world.by('medecin');
    const listed = async (options = {}) =>
      (await doctor.patientList(options)).listed.filter(({ nationalId }) => nationalId === value).length;
    await step('a record that authorises the caller is listed, and no other', async () => {
      equal(await listed(), 0);
      await doctor.setAuthorization(patient);
      equal(await listed(), 1);
    });
    await step('by the date of the authorisation', async () => {
      const dateType = 'LASTAUTORIZATION' as const;
      equal(await listed({ startDate: '20200101000000', dateType }), 1);
      equal(await listed({ startDate: '29990101000000', dateType }), 0);
    });
    await step('a structure asks for new authorisations, and for nothing else', async () => {
      const structure = world.by('hopital');
      equal((await structure.patientList()).status, DENIED);
      const asked = { startDate: '20200101000000', dateType: 'LASTAUTORIZATION' } as const;
      equal((await structure.patientList(asked)).status, 'DMPOk');
    });
  },
};

export const professionals: Scenario = {
  id: 'TD1.6',
  title: 'who is authorised for a record',
  async play(world, step) {
    const patient = await world.patient();
    const doctor = world.by('medecin');
    await doctor.setAuthorization(patient);
    await step('who is authorised reads who is', async () => {
      const { status, listed } = await doctor.authorisations(patient, 'ACTIVE');
      equal(status, 'DMPOk');
      equal(
        listed.some(({ nationalId }) => nationalId === world.pki.identity('medecin').id),
        true,
      );
    });
    await step('nobody is forbidden', async () => {
      deepEqual((await doctor.authorisations(patient, 'INTERDITE')).listed, []);
    });
    await step('who is not authorised reads nothing', async () => {
      equal((await world.by('pharmacien').authorisations(patient)).status, DENIED);
    });
    await step('a structure reads nothing', async () => {
      equal((await world.by('hopital').authorisations(patient)).status, DENIED);
    });
  },
};
