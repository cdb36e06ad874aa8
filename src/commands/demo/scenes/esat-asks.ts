import type { Stage } from '../stage.ts';

/** TD0.2 with the structure's certificate (INDIRECTE). */
export async function esatAsks(stage: Stage): Promise<void> {
  stage.tell("The ESAT's software (DUI) shows its structure certificate and a VIHF signed with its cachet,");
  stage.tell('and asks by INS alone: TD0.2, message PRPA_IN201307UV02 to patients.');
  const esat = stage.dmp('esat');
  const answer = await esat.existence(stage.patientId);
  stage.expect(`the record exists (${answer.code})`, answer.code === 'OK');
  stage.expect(`it is open (${answer.patientStatus})`, answer.patientStatus === 'active');
  stage.expect(
    `nobody of the ESAT is authorised (${answer.authorisation})`,
    answer.authorisation === 'NON_EXISTE',
  );
}
