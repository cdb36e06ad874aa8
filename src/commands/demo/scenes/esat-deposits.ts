import { CERTIFICATE, NOTE, type Stage } from '../stage.ts';

/** The ESAT is the author of its lot, and has no right to search or to read. */
export async function esatDeposits(stage: Stage): Promise<void> {
  stage.tell(
    'A certificate (CERT_DECL): a PDF in a level 1 CDA, in a lot that the structure signs with its cachet.',
  );
  const outcome = await stage.deposit('esat', CERTIFICATE);
  stage.expect(`the lot is registered (${outcome.status})`, outcome.status === 'Success');
  for (const { code, context } of outcome.errors) stage.tell(`${code}: ${context}`);

  const esat = stage.dmp('esat');
  const declared = await esat.setAuthorization(stage.patientId);
  stage.expect(
    `it cannot declare itself authorised (${declared.status})`,
    declared.status === 'DMPAccessDeniedByRightsService',
  );
  const searched = await esat.findDocuments(stage.patientId);
  const search = searched.errors[0]?.code ?? '';
  stage.expect(`it cannot search metadata (${search})`, search === 'DMPAccessDeniedByRightsService');
  const uniqueId = stage.deposited.get(NOTE) ?? '';
  const read = await esat.retrieve(stage.patientId, [
    { repositoryUniqueId: '1.2.250.1.999.2.1.1', uniqueId },
  ]);
  const reading = read.errors[0]?.code ?? '';
  stage.expect(
    `it cannot read (${reading})`,
    reading === 'DMPAccessDeniedByRightsService' && read.documents.length === 0,
  );
}
