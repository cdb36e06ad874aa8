import { NOTE, type Stage } from '../stage.ts';

/** TD2.1: ITI-41 over MTOM, in a lot signed with XAdES. */
export async function pharmacistDeposits(stage: Stage): Promise<void> {
  stage.tell(
    'The note is a CDA document (LOINC 87273-9). Its header gives all the metadata; the note and its signature',
  );
  stage.tell(
    'travel as two parts of one MTOM message: TD2.1, ITI-41 to repository. The CPS authenticates (DIRECTE).',
  );
  const outcome = await stage.deposit('pharmacien', NOTE);
  stage.expect(`the lot is registered (${outcome.status})`, outcome.status === 'Success');
  for (const { code, context } of outcome.errors) stage.tell(`${code}: ${context}`);

  const again = await stage.deposit('pharmacien', NOTE);
  stage.expect(
    `the same note sent again is acknowledged, and stored once (${again.status})`,
    again.status === 'Success',
  );
}
