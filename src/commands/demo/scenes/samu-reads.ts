import type { Stage } from '../stage.ts';

const MODE = { name: 'mode', valueCode: 'centre_15' };

/** The regulating doctor of the SAMU reads without a reason, in the mode centre_15; the patient may oppose it. */
export async function samuReads(stage: Stage): Promise<void> {
  const regulator = stage.dmp('medecin-regulateur', { purpose: 'centre_15' });
  const search = () => regulator.findDocuments(stage.patientId);
  const found = await search();
  stage.expect(
    `the regulating doctor finds ${found.objects.length} documents, without a reason`,
    found.status === 'Success' && found.objects.length > 0,
  );
  await stage.decide('refuser-urgence', MODE);
  const opposed = await search();
  stage.expect(`Charlotte opposes it: he is refused (${opposed.status})`, opposed.status === 'Fault');
  await stage.decide('autoriser-urgence', MODE);
  stage.expect('and has it again when she allows it', (await search()).status === 'Success');
}
