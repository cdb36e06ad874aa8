import { equal } from 'node:assert/strict';
import { attribute, descendants, text, type XmlElement } from '../../../src/xml/tree.ts';
import { deposited, found } from '../documents.ts';
import type { Scenario } from '../scenario.ts';
import type { World } from '../worlds/world.ts';

const DENIED = 'DMPAccessDeniedByRightsService';

/** Why TD1.3b and TD1.4 cannot be tried, where the server does not serve them: a nurse may not, and is told so where it does. */
async function notServed(world: World, patient: string): Promise<string | undefined> {
  const { reply } = await world.by('infirmier').changeUsualName(patient, 'ESSAI');
  return reply.fault?.subcode === 'ActionNotSupported'
    ? 'the server serves neither TD1.3b nor TD1.4: its setting CARNET_RECORD_ADMINISTRATION is off'
    : undefined;
}

function nameIn(payload: XmlElement, qualifier: 'BR' | 'SP'): string | undefined {
  const family = [...descendants(payload)].find(
    (one) => one.local === 'family' && attribute(one, 'qualifier') === qualifier,
  );
  return family === undefined ? undefined : text(family);
}

export const administrativeChange: Scenario = {
  id: 'TD1.3b',
  title: 'the médecin traitant changes the name in use',
  async play(world, step) {
    const patient = await world.patient();
    const reason = await notServed(world, patient);
    if (reason !== undefined) return reason;
    const traitant = world.by('medecin-traitant');
    await traitant.setAuthorization(patient, { medecinTraitant: true });
    const read = async () => (await world.by('medecin').administrativeData(patient)).reply.payload;
    const before = await read();
    const [usual, birth = ''] = [nameIn(before, 'SP'), nameIn(before, 'BR')];
    const other = usual === 'ESSAI-USAGE' ? 'ESSAI-AUTRE' : 'ESSAI-USAGE';
    await step('others may not, and the name stays', async () => {
      await world.by('medecin').setAuthorization(patient);
      for (const slug of ['medecin', 'pharmacien', 'secretaire', 'hopital'])
        equal((await world.by(slug).changeUsualName(patient, other)).reply.fault?.subcode, DENIED);
      equal(nameIn(await read(), 'SP'), usual);
    });
    await step('the médecin traitant may not in bris de glace', async () => {
      const client = world.by('medecin-traitant', {
        purpose: 'bris_de_glace',
        reason: 'Patient inconscient',
      });
      equal((await client.changeUsualName(patient, other)).reply.fault?.subcode, DENIED);
    });
    await step(
      'the médecin traitant does: TD1.3a has the new name, and that of birth as it was',
      async () => {
        equal((await traitant.changeUsualName(patient, other)).code, 'AA');
        const after = await read();
        equal(nameIn(after, 'SP'), other);
        equal(nameIn(after, 'BR'), birth);
      },
    );
    await step('and puts the name back', async () => {
      equal((await traitant.changeUsualName(patient, usual ?? birth)).code, 'AA');
      equal(nameIn(await read(), 'SP'), usual ?? birth);
    });
    await traitant.setAuthorization(patient, { action: 'SUPPRESSION', medecinTraitant: true });
  },
};

export const closing: Scenario = {
  id: 'TD1.4',
  title: 'the médecin traitant closes the record for the patient, who opens it again',
  needsPatient: true,
  async play(world, step) {
    const patient = await world.patient();
    const reason = await notServed(world, patient);
    if (reason !== undefined) return reason;
    const traitant = world.by('medecin-traitant');
    const doctor = world.by('medecin');
    await traitant.setAuthorization(patient, { medecinTraitant: true });
    await doctor.setAuthorization(patient);
    const { uniqueId } = await deposited(world, 'pharmacien', patient);
    await world.deciding!.lookUp(patient);
    await step('others may not, and the record stays open', async () => {
      for (const slug of ['medecin', 'pharmacien', 'secretaire', 'hopital'])
        equal((await world.by(slug).closeRecord(patient)).reply.fault?.subcode, DENIED);
      equal((await doctor.existence(patient)).patientStatus, 'active');
    });
    await step('the médecin traitant does: it is terminated, and as absent to searches', async () => {
      equal((await traitant.closeRecord(patient)).code, 'AA');
      equal((await doctor.existence(patient)).patientStatus, 'terminated');
      equal(await found(world, doctor, patient), 'XDSUnknownPatientId');
    });
    await step('the patient opens it again, with what was in it', async () => {
      await world.deciding!.reopenRecord(patient);
      equal((await doctor.existence(patient)).patientStatus, 'active');
      await doctor.setAuthorization(patient);
      equal((await found(world, doctor, patient)).includes(uniqueId), true);
    });
  },
};
