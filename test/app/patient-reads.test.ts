import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { depositDocument } from '../../src/client/deposit.ts';
import { CERTIFICATE, NOTE, type OpenStage, openStage } from '../../src/commands/demo/stage.ts';
import { isRefusal, publicText } from '../../src/errors.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const HEALTH_INSURANCE = 'assurance-maladie';

describe('given documents of a professional and of health insurance', () => {
  let server: TestServer;
  let stage: OpenStage;
  before(async () => {
    server = await startTestServer();
    stage = openStage(server, () => {});
  });
  after(async () => {
    stage.close();
    await server.close();
  });

  /** The certificate of the fixtures, as health insurance would have written it. */
  const depositOfHealthInsurance = async (): Promise<Buffer> => {
    const insurance = server.pki.identities.find(({ slug }) => slug === HEALTH_INSURANCE)!;
    const text = (await stage.document(CERTIFICATE))
      .toString('utf8')
      .replaceAll('3140000019/DUI', `${insurance.id}/AM`)
      .replaceAll('1140000019', insurance.structure.id)
      .replaceAll('ESAT LES POMMIERS', 'ASSURANCE MALADIE');
    const file = join(server.data, 'certificate.xml');
    await writeFile(file, text);
    const outcome = await depositDocument({
      client: stage.dmp(HEALTH_INSURANCE),
      pki: server.pki,
      as: HEALTH_INSURANCE,
      domain: loadAffinityDomain('dmp'),
      document: file,
      at: new Date(),
    });
    if (isRefusal(outcome)) throw new Error(outcome.refused.map(publicText).join('; '));
    expect(outcome.errors).to.deep.equal([]);
    return readFile(file);
  };

  it('then the patient finds both and reads them, byte for byte', async () => {
    await stage.deposit('pharmacien', NOTE);
    const certificate = await depositOfHealthInsurance();
    const patient = stage.patient();
    const found = await patient.get(`DocumentReference?patient.identifier=${stage.patientToken}`);
    const urls: string[] = found.resource.entry.map(
      ({ resource }: { resource: { content: { attachment: { url: string } }[] } }) =>
        resource.content[0]!.attachment.url,
    );
    const read = await Promise.all(urls.map(async (url) => (await patient.get(url, '*/*')).bytes));
    const expected = [await stage.document(NOTE), certificate];
    expect(read).to.have.length(2);
    for (const bytes of expected) expect(read.some((one) => one.equals(bytes))).to.equal(true);
  });
});
