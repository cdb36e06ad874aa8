import { deepEqual, equal } from 'node:assert/strict';
import { descendants, text } from '../../../src/xml/tree.ts';
import type { Scenario } from '../scenario.ts';

const DENIED = 'DMPAccessDeniedByRightsService';

export const administrativeData: Scenario = {
  id: 'TD1.3a',
  title: 'administrative data of a record',
  async play(world, step) {
    const patient = await world.patient();
    await step('every kind of caller reads them, authorised or not', async () => {
      for (const slug of ['medecin', 'infirmier', 'medecin-travail', 'secretaire', 'hopital'])
        equal((await world.by(slug).administrativeData(patient)).code, 'OK');
    });
    await step('in regulation from a centre that is not on the list, nobody does', async () => {
      const { reply } = await world.by('medecin', { purpose: 'centre_15' }).administrativeData(patient);
      equal(reply.fault?.subcode, DENIED);
    });
  },
};

export const search: Scenario = {
  id: 'TD0.5',
  title: 'search of a patient by traits, in regulation',
  async play(world, step) {
    const patient = await world.patient();
    const { reply } = await world.by('medecin').administrativeData(patient);
    const said = (name: string) =>
      [...descendants(reply.payload)].filter(({ local }) => local === name).map(text);
    const [family = ''] = said('family');
    const givens = said('given');
    const regulator = world.by('medecin-regulateur', { purpose: 'centre_15' });
    await step('a regulating doctor finds the patient by the family name, in any writing', async () => {
      equal((await regulator.searchPatients({ family })).patientIds.includes(patient), true);
      const { patientIds } = await regulator.searchPatients({ family: family.toLowerCase() });
      equal(patientIds.includes(patient), true);
    });
    await step('first names narrow the search, and another finds nobody', async () => {
      equal((await regulator.searchPatients({ family, givens })).patientIds.includes(patient), true);
      const { code, patientIds } = await regulator.searchPatients({ family, givens: ['PERSONNE'] });
      deepEqual([code, patientIds], ['NF', []]);
    });
    await step('a part of the name finds nobody', async () => {
      equal((await regulator.searchPatients({ family: family.slice(0, -1) })).code, 'NF');
    });
    await step('in normal mode nobody searches', async () => {
      for (const slug of ['medecin', 'medecin-regulateur', 'samu'])
        equal((await world.by(slug).searchPatients({ family })).code, DENIED);
    });
  },
};
