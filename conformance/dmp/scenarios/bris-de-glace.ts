import { deepEqual, equal } from 'node:assert/strict';
import { createFhirClient, type FhirClient } from '../../../src/client/fhir-client.ts';
import { makeProfessionalToken } from '../../../src/identity/sandbox/token-maker.ts';
import { parseCx } from '../../../src/model/hl7v2.ts';
import { attribute, descendants, text } from '../../../src/xml/tree.ts';
import { deposited, found, read } from '../documents.ts';
import type { Scenario } from '../scenario.ts';
import type { World } from '../worlds/world.ts';

const DENIED = 'DMPAccessDeniedByRightsService';
const REASON = 'Patient inconscient';
/** The structure on whose certificate the token comes (RFC 8705). */
const THROUGH = 'hopital';

interface Traits {
  readonly family: string;
  readonly given: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
}

/** The traits by which an access is opened, as TD1.3a tells them. */
async function traitsOf(world: World, patient: string): Promise<Traits> {
  const { payload } = (await world.by('infirmier').administrativeData(patient)).reply;
  const all = [...descendants(payload)];
  const named = (local: string) => all.filter((one) => one.local === local);
  const family = named('family').find((one) => attribute(one, 'qualifier') === 'BR');
  const [given] = named('given');
  const birth = attribute(named('birthTime')[0], 'value') ?? '';
  return {
    family: family === undefined ? '' : text(family),
    given: given === undefined ? '' : text(given),
    birthDate: birth.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'),
  };
}

/** `Patient/$bris-de-glace` with what is declared. */
function declare(client: FhirClient, patient: string, traits: Traits, reason: string | undefined) {
  const { value, authority } = parseCx(patient);
  return client.send('POST', 'Patient/$bris-de-glace', {
    resourceType: 'Parameters',
    parameter: [
      { name: 'patient', valueIdentifier: { system: `urn:oid:${authority}`, value } },
      { name: 'nom', valueString: traits.family },
      { name: 'prenom', valueString: traits.given },
      { name: 'date-naissance', valueDate: traits.birthDate },
      ...(reason === undefined ? [] : [{ name: 'motif', valueString: reason }]),
    ],
  });
}

export const brisDeGlace: Scenario = {
  id: 'bris-de-glace',
  title: 'a doctor who is not authorised reads because of an immediate risk',
  async play(world, step) {
    const { origin, ca, pki } = world;
    const patient = await world.patient();
    const { uniqueId } = await deposited(world, 'pharmacien', patient);
    const masked = await deposited(world, 'pharmacien', patient, { visibility: ['MASQUE_PS'] });
    const doctor = world.by('medecin', { purpose: 'bris_de_glace', reason: REASON });
    const nurse = world.by('infirmier', { purpose: 'bris_de_glace', reason: REASON });
    const client = createFhirClient({
      origin,
      ca,
      credentials: pki.credentials(THROUGH, 'auth'),
      token: () => makeProfessionalToken(pki, { as: 'medecin', client: THROUGH }),
    });
    try {
      const traits = await traitsOf(world, patient);
      const opened = await declare(client, patient, traits, REASON);
      const byReason = typeof (await found(world, nurse, patient)) !== 'string';
      if (opened.status !== 200 && !byReason)
        return `the server opens no access by Patient/$bris-de-glace (HTTP ${opened.status}), nor by a reason alone: its setting CARNET_BRIS_DE_GLACE is not reason`;
      if (opened.status === 200) {
        await step('the access that was opened has an end', async () => {
          const ends = opened.resource.parameter.map(({ valueInstant }: { valueInstant?: string }) =>
            Date.parse(valueInstant ?? ''),
          );
          equal(
            ends.some((end: number) => end > Date.now()),
            true,
          );
        });
        await step('another date of birth, and no reason, are refused in the same words', async () => {
          const wrong = await declare(client, patient, { ...traits, birthDate: '1901-01-01' }, REASON);
          const silent = await declare(client, patient, traits, undefined);
          deepEqual([wrong.status, silent.status], [403, 403]);
          deepEqual(wrong.resource, silent.resource);
        });
      }
      await step('the doctor finds and reads over SOAP, but not what is masked', async () => {
        deepEqual(await found(world, doctor, patient), [uniqueId]);
        equal((await read(world, doctor, patient, uniqueId)) !== undefined, true);
        equal(await read(world, doctor, patient, masked.uniqueId), undefined);
      });
      await step('without a reason the doctor does not', async () => {
        const silent = world.by('medecin', { purpose: 'bris_de_glace' });
        equal(typeof (await found(world, silent, patient)), 'string');
      });
      await step('in normal mode the doctor does not', async () => {
        equal(await found(world, world.by('medecin'), patient), DENIED);
      });
      if (!byReason) {
        await step('somebody else who has opened no access does not', async () => {
          equal(await found(world, nurse, patient), DENIED);
        });
      }
      const { deciding } = world;
      if (deciding !== undefined) {
        await step('a patient who opposes it ends it, and no other is opened', async () => {
          await deciding.choose(patient, { brisDeGlace: 'opposed' });
          equal(await found(world, doctor, patient), DENIED);
          if (!byReason) equal((await declare(client, patient, traits, REASON)).status, 403);
        });
        await step('allowed again, it begins with another declaration', async () => {
          await deciding.choose(patient, { brisDeGlace: 'allowed' });
          if (!byReason) {
            equal(await found(world, doctor, patient), DENIED);
            equal((await declare(client, patient, traits, REASON)).status, 200);
          }
          deepEqual(await found(world, doctor, patient), [uniqueId]);
        });
      }
    } finally {
      client.close();
    }
    return undefined;
  },
};
