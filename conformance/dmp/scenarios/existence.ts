import { equal } from 'node:assert/strict';
import { createDmpClient } from '../../../src/client/dmp-client.ts';
import { createSoapClient } from '../../../src/client/soap-client.ts';
import { makeVihf } from '../../../src/identity/sandbox/vihf-maker.ts';
import type { Scenario } from '../scenario.ts';

/** An INS of nobody. */
const NOBODY = '194061411802799^^^&1.2.250.1.213.1.4.10&ISO^NH';

export const existence: Scenario = {
  id: 'TD0.2',
  title: 'existence of a record, and what the caller is to it',
  async play(world, step) {
    const patient = await world.patient();
    const doctor = world.by('medecin');
    await step('a record that is absent is NF', async () => {
      equal((await doctor.existence(NOBODY)).code, 'NF');
    });
    await step('a record that is open is OK and active', async () => {
      const { code, patientStatus, authorisation } = await doctor.existence(patient);
      equal(code, 'OK');
      equal(patientStatus, 'active');
      equal(authorisation, 'NON_EXISTE');
    });
    await step('every kind of caller may ask', async () => {
      for (const slug of ['infirmier', 'medecin-travail', 'secretaire', 'hopital'])
        equal((await world.by(slug).existence(patient)).code, 'OK');
    });
    await step('who is authorised is told so, and no longer after withdrawing', async () => {
      await doctor.setAuthorization(patient);
      equal((await doctor.existence(patient)).authorisation, 'VALIDE');
      await doctor.setAuthorization(patient, { action: 'SUPPRESSION' });
      equal((await doctor.existence(patient)).authorisation, 'NON_EXISTE');
    });
  },
};

export const assertions: Scenario = {
  id: 'TD0.1',
  title: 'authentication: certificate of the connection and VIHF',
  async play(world, step) {
    const { origin, pki } = world;
    const patient = await world.patient();
    const { ca } = world;
    const soap = createSoapClient({ origin, ca, ...pki.credentials('medecin', 'auth') });
    const asks = async (assertion: string | undefined) =>
      (await createDmpClient({ soap, assertion: () => assertion }).existence(patient)).reply.fault?.subcode;
    const vihf = (overrides: Parameters<typeof makeVihf>[1]['overrides'], more = {}) =>
      makeVihf(pki, { as: 'medecin', patient, ...more, ...(overrides === undefined ? {} : { overrides }) });
    await step('a message without assertion is refused', async () => {
      equal((await asks(undefined)) !== undefined, true);
    });
    await step('an assertion that is not signed is refused', async () => {
      equal((await asks(vihf({ unsigned: true }))) !== undefined, true);
    });
    await step('one signed with the key of authentication is DMPInvalidCertificate', async () => {
      equal(await asks(vihf({ keyPair: 'auth' })), 'DMPInvalidCertificate');
    });
    await step("one of somebody else's card is refused", async () => {
      equal((await asks(makeVihf(pki, { as: 'infirmier', patient }))) !== undefined, true);
    });
    await step('one that is a day old is refused', async () => {
      equal((await asks(vihf(undefined, { at: new Date(Date.now() - 86_400_000) }))) !== undefined, true);
    });
    await step('one whose text was changed after signing is refused', async () => {
      equal(
        (await asks(
          vihf(undefined).replace('>normal<', '>centre_15<').replace('code="normal"', 'code="centre_15"'),
        )) !== undefined,
        true,
      );
    });
    await step('one of another patient is refused', async () => {
      equal((await asks(makeVihf(pki, { as: 'medecin', patient: NOBODY }))) !== undefined, true);
    });
    await step('a good one is taken', async () => {
      equal(await asks(vihf(undefined)), undefined);
    });
    soap.close();
  },
};
