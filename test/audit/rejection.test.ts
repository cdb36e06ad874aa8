import { expect } from 'chai';
import { createSandboxClient } from '../../src/client/sandbox-client.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { xml } from '../../src/xml/write.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const INS = '294061411802778';
const AUTHORITY = '1.2.250.1.213.1.4.10';

describe('given a request that cannot be read, from somebody who is known', function () {
  this.timeout(60_000);
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.close());

  it('then the refused attempt stands in the journal of the patient whom the assertion names', async () => {
    const record = await server.store.records.byIdentifier(INS, AUTHORITY);
    const nurse = createSandboxClient(server.pki, server.url, 'infirmier');
    const reply = await nurse.soap.call({
      path: '/si-dmp-server/v2/services/repository',
      action: 'urn:ihe:iti:2007:RetrieveDocumentSet',
      body: xml`<nothing xmlns="urn:x"/>`,
      assertion: makeVihf(server.pki, { as: 'infirmier', patient: INS }),
    });
    nurse.close();
    expect(reply.fault?.subcode).to.contain('MalformedRequest');
    const [event] = await server.store.events.ofPatient(record!.patient.key, { limit: 1, offset: 0 });
    expect(event).to.include({ type: 'SOAP', granted: false, reason: 'MalformedRequest' });
    expect(event?.subject).to.include({ kind: 'professional', name: 'DUVAL Samir' });
  });
});
