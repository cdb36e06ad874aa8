import { NOTE, type Stage } from '../stage.ts';

const NURSE = { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '810000000045' };

/** The patient's choices over FHIR: everything masked, one document masked, one professional blocked; and all taken back. */
export async function charlotteDecides(stage: Stage): Promise<void> {
  const nurse = stage.dmp('infirmier');
  const finds = async () => {
    const { status, objects } = await nurse.findDocuments(stage.patientId);
    return status === 'Success' ? objects.length : status;
  };
  const before = await finds();

  const masked = await stage.decide('masquer-tout');
  stage.expect(`$masquer-tout (HTTP ${masked.status})`, masked.status === 200);
  stage.expect('the nurse finds nothing any more', (await finds()) === 0);
  const author = await stage.dmp('pharmacien').findDocuments(stage.patientId);
  stage.expect('the pharmacist still finds the note, which is her own', author.objects.length === 1);
  const unmasked = await stage.decide('demasquer-tout');
  stage.expect('$demasquer-tout: the nurse finds what she found', (await finds()) === before);

  await maskedAlone(stage);

  const professionnel = { name: 'professionnel', valueIdentifier: NURSE };
  const blocked = await stage.decide('bloquer', professionnel);
  stage.expect(
    '$bloquer names the nurse in her Consent',
    JSON.stringify(blocked.resource).includes(NURSE.value),
  );
  const refused = await finds();
  stage.expect(`the nurse is refused (${refused})`, refused === 'Fault');
  const free = await stage.decide('debloquer', professionnel);
  stage.expect('$debloquer: she finds them again', free.status === 200 && (await finds()) === before);
  stage.expect('her Consent says what it said', free.bytes.equals(unmasked.bytes));
}

/** PATCH of the DocumentReference of the note, by the patient. */
async function maskedAlone(stage: Stage): Promise<void> {
  const charlotte = stage.patient();
  const note = async () => {
    const { resource } = await charlotte.get(
      `DocumentReference?patient.identifier=${stage.patientToken}&type=http://loinc.org|87273-9`,
    );
    return `DocumentReference/${resource?.entry?.[0]?.resource?.id}`;
  };
  const patch = async (operation: object) =>
    charlotte.send('PATCH', await note(), [operation], { 'content-type': 'application/json-patch+json' });
  const uniqueId = stage.deposited.get(NOTE) ?? '';
  const seen = async () =>
    (await stage.dmp('infirmier').getDocuments(stage.patientId, [uniqueId])).objects.length === 1;

  const masked = await patch({ op: 'add', path: '/securityLabel/-', value: 'MASQUE_PS' });
  stage.expect(
    `a patch masks the note alone (HTTP ${masked.status})`,
    masked.status === 200 && !(await seen()),
  );
  const unmasked = await patch({ op: 'remove', path: '/securityLabel/1' });
  stage.expect('another takes the mask off', unmasked.status === 200 && (await seen()));
}
