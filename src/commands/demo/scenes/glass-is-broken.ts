import type { Stage } from '../stage.ts';

/** What the midwife declares; the journal shows it. */
export const DECLARED_RISK = 'Patiente inconsciente, antécédents à connaître';

const MODE = { name: 'mode', valueCode: 'bris_de_glace' };
const IN_EMERGENCY = { 'x-mode-acces': 'bris_de_glace' };

/** Patient/$bris-de-glace, then reads in that mode over FHIR and SOAP, until the patient opposes it. */
export async function glassIsBroken(stage: Stage): Promise<void> {
  const midwife = stage.fhir('sage-femme', 'hopital');
  const byCard = stage.dmp('sage-femme', { purpose: 'bris_de_glace', reason: DECLARED_RISK });
  const search = `DocumentReference?patient.identifier=${stage.patientToken}&type=http://loinc.org|87273-9`;
  const read = () => midwife.get(search, undefined, IN_EMERGENCY);
  const open = (birthDate: string) => {
    const [system, value] = stage.patientToken.split('|');
    return midwife.send('POST', 'Patient/$bris-de-glace', {
      resourceType: 'Parameters',
      parameter: [
        { name: 'patient', valueIdentifier: { system, value } },
        { name: 'nom', valueString: 'Lemoine' },
        { name: 'prenom', valueString: 'Charlotte' },
        { name: 'date-naissance', valueDate: birthDate },
        { name: 'motif', valueString: DECLARED_RISK },
      ],
    });
  };

  const before = await read();
  stage.expect(`the midwife is not authorised, and refused (HTTP ${before.status})`, before.status === 403);
  const wrong = await open('1994-06-13');
  stage.expect(`with a wrong date of birth nothing opens (HTTP ${wrong.status})`, wrong.status === 403);
  const opened = await open('1994-06-12');
  const end = opened.resource?.parameter?.find(({ name }: { name: string }) => name === 'fin')?.valueInstant;
  stage.expect(
    `with name, first name, date of birth and reason it opens, up to ${end}`,
    opened.status === 200,
  );
  stage.expect('she finds the note by FHIR, in that mode', (await read()).resource?.total === 1);
  const bySoap = await byCard.findDocuments(stage.patientId);
  stage.expect('and with her card by SOAP', bySoap.status === 'Success' && bySoap.objects.length > 0);
  stage.expect('but not in normal mode', (await midwife.get(search)).status === 403);

  await stage.decide('refuser-urgence', MODE);
  const opposed = await open('1994-06-12');
  stage.expect(
    'Charlotte opposes it: nothing opens, and nobody learns why',
    opposed.status === 403 && opposed.bytes.equals(wrong.bytes),
  );
  stage.expect('and what was open is closed', (await read()).status === 403);
  await stage.decide('autoriser-urgence', MODE);
}
