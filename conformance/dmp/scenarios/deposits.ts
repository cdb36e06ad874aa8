import { deepEqual, equal } from 'node:assert/strict';
import { contentOf } from '../../../src/client/content.ts';
import { updateSet } from '../../../src/client/update.ts';
import { writeSubmitObjects } from '../../../src/ebrim/write-submission.ts';
import { APPROVED, DEPRECATED, NO_EXTRAS, STABLE } from '../../../src/model/document-entry.ts';
import { HAS_MEMBER } from '../../../src/model/submission.ts';
import { deposited, entryOf, found, read, send, updateBy } from '../documents.ts';
import type { Scenario } from '../scenario.ts';

const DENIED = 'DMPAccessDeniedByRightsService';

export const deposit: Scenario = {
  id: 'TD2.1',
  title: 'deposit of a signed lot, and its replacement',
  async play(world, step) {
    const patient = await world.patient();
    const nurse = world.by('infirmier');
    await nurse.setAuthorization(patient);
    const first = await deposited(world, 'pharmacien', patient);
    await step(
      'a pharmacist who is not authorised deposits, and a nurse who is finds and reads it',
      async () => {
        deepEqual(await found(world, nurse, patient), [first.uniqueId]);
        equal((await read(world, nurse, patient, first.uniqueId))?.equals(first.bytes), true);
      },
    );
    await step('the same document again gets the first answer and stands once', async () => {
      const again = await send(world, 'pharmacien', patient, { uniqueId: first.uniqueId });
      equal(again.status, 'Success');
      deepEqual(await found(world, nurse, patient), [first.uniqueId]);
    });
    await step("a lot under an author's name by somebody else is refused, and nothing is there", async () => {
      const sent = await send(world, 'pharmacien', patient, { client: nurse });
      equal(sent.status === 'Success', false);
      deepEqual(await found(world, nurse, patient), [first.uniqueId]);
    });
    await step('a lot without a signature is refused, and nothing is there', async () => {
      const options = updateBy(world, 'pharmacien', patient);
      const known = await entryOf(updateBy(world, 'infirmier', patient), first.uniqueId);
      const {
        entryUuid: _uuid,
        availabilityStatus: _status,
        logicalId: _lid,
        version: _version,
        ...entry
      } = known;
      const submitted = { ...entry, id: 'Document01', objectType: STABLE, uniqueId: `${first.uniqueId}1` };
      const set = updateSet(options);
      const answer = await options.client.provide(
        patient,
        writeSubmitObjects({
          submissionSets: [set],
          entries: [submitted],
          folders: [],
          associations: [
            {
              id: 'Member01',
              type: HAS_MEMBER,
              source: set.id,
              target: submitted.id,
              slots: [{ name: 'SubmissionSetStatus', values: ['Original'] }],
              extras: NO_EXTRAS,
            },
          ],
        }),
        [{ id: submitted.id, mimeType: submitted.mimeType, ...contentOf(first.bytes) }],
      );
      equal(answer.status === 'Success', false);
      deepEqual(await found(world, nurse, patient), [first.uniqueId]);
    });
    await step('its author replaces it: the old one is deprecated', async () => {
      const second = await deposited(world, 'pharmacien', patient, { replaces: first.uniqueId });
      deepEqual(await found(world, nurse, patient), [second.uniqueId]);
      deepEqual(await found(world, nurse, patient, [DEPRECATED]), [first.uniqueId]);
    });
    await step('somebody else does not replace it', async () => {
      const [present = ''] = await found(world, nurse, patient, [APPROVED]);
      const sent = await send(world, 'infirmier', patient, { replaces: present });
      equal(sent.status === 'Success', false);
      deepEqual(await found(world, nurse, patient), [present]);
    });
    await step('an occupational physician deposits', async () => {
      equal((await send(world, 'medecin-travail', patient)).status, 'Success');
    });
    await step('with INDIRECTE_RENFORCEE nobody does', async () => {
      const client = world.through('hopital', 'medecin');
      const { errors } = await send(world, 'medecin', patient, { client });
      equal(errors[0]?.code, DENIED);
    });
  },
};

export const depositByStaff: Scenario = {
  id: 'TD2.2',
  title: 'deposits that are imputed to the structure',
  async play(world, step) {
    const patient = await world.patient();
    const doctor = world.by('medecin');
    await doctor.setAuthorization(patient);
    await step('a member of staff deposits for the hospital, which finds it as its own', async () => {
      const { uniqueId } = await deposited(world, 'secretaire', patient);
      deepEqual(await found(world, doctor, patient), [uniqueId]);
      equal((await world.by('secretaire').getDocuments(patient, [uniqueId])).objects.length, 1);
    });
    await step('the software of an establishment deposits with the certificate of it', async () => {
      const { uniqueId } = await deposited(world, 'esat', patient);
      equal((await world.by('esat').getDocuments(patient, [uniqueId])).objects.length, 1);
      equal((await world.by('hopital').getDocuments(patient, [uniqueId])).objects.length, 0);
    });
  },
};
