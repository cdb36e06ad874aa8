import { expect } from 'chai';
import { contentOf } from '../../src/client/content.ts';
import { readRetrieved, registryAnswer } from '../../src/client/dmp-answers.ts';
import { findDocumentsRequest, provideRequest, retrieveRequest } from '../../src/client/dmp-requests.ts';
import {
  createSoapClient,
  type SoapCall,
  type SoapClient,
  type SoapReply,
} from '../../src/client/soap-client.ts';
import { readDocumentEntry } from '../../src/ebrim/read-document-entry.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import { APPROVED } from '../../src/model/document-entry.ts';
import { elements, path } from '../../src/xml/tree.ts';
import type { Markup } from '../../src/xml/write.ts';
import { iheSubmission } from '../support/ihe-submission.ts';
import { ELSEWHERE, entryOf, lotOf, uniqueIdOf } from '../support/registry-lot.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const ACTIONS = {
  provide: 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b',
  query: 'urn:ihe:iti:2007:RegistryStoredQuery',
  retrieve: 'urn:ihe:iti:2007:RetrieveDocumentSet',
} as const;

const elsewhere = { patientId: 'ailleurs^^^&1.3.6.1.4.1.21367.13.20.1000&ISO' };

describe('given a server of the domain ihe, and a machine with a certificate and no assertion', function () {
  this.timeout(60_000);
  let server: TestServer;
  let machine: SoapClient;

  before(async () => {
    server = await startTestServer({ CARNET_DOMAIN: 'ihe' });
    machine = createSoapClient({
      origin: server.url,
      ca: server.pki.ca,
      ...server.pki.credentials('hopital', 'auth'),
    });
  });
  after(async () => {
    machine.close();
    await server.close();
  });

  function call(
    action: keyof typeof ACTIONS,
    body: Markup,
    parts: SoapCall['attachments'] = [],
  ): Promise<SoapReply> {
    return machine.call({
      path: action === 'query' ? '/xds/registry' : '/xds/repository',
      action: ACTIONS[action],
      body,
      ...(action === 'query' ? {} : { attachments: parts }),
    });
  }

  async function deposit(): Promise<{
    patientId: string;
    uniqueId: string;
    bytes: Buffer;
    reply: SoapReply;
  }> {
    const { objects, documents } = iheSubmission('1.2.3.1', { '1.2.4.1': 'a text of any kind' });
    const [document] = documents;
    const parts = [
      {
        id: document!.id,
        contentId: `${document!.id}@test`,
        mimeType: 'text/plain',
        ...contentOf(document!.bytes),
      },
    ];
    const reply = await call('provide', provideRequest(writeSubmitObjects(objects), parts), parts);
    const [entry] = objects.entries;
    return { patientId: entry!.patientId, uniqueId: entry!.uniqueId, bytes: document!.bytes, reply };
  }

  it('then the first document of a patient makes the patient known, and comes back byte for byte', async () => {
    const { patientId, uniqueId, bytes, reply } = await deposit();
    expect(registryAnswer(reply)).to.include({ status: 'Success' });

    const found = await call('query', findDocumentsRequest(patientId, [APPROVED], 'LeafClass', {}));
    const objects = elements(path(found.payload, 'RegistryObjectList')!);
    expect(objects).to.have.lengthOf(1);
    const entry = readDocumentEntry(objects[0]!);
    expect(entry.uniqueId).to.equal(uniqueId);

    const { repositoryUniqueId } = entry;
    const retrieved = await call('retrieve', retrieveRequest([{ repositoryUniqueId, uniqueId }]));
    const [document] = readRetrieved(retrieved);
    expect((await document?.content.bytes())?.equals(bytes)).to.equal(true);
  });

  it('then another patient has no documents', async () => {
    const other = '999999^^^&1.3.6.1.4.1.21367.13.20.1000&ISO';
    const found = await call('query', findDocumentsRequest(other, [APPROVED], 'LeafClass', {}));
    expect(registryAnswer(found).status).to.equal('Success');
    expect(elements(path(found.payload, 'RegistryObjectList')!)).to.deep.equal([]);
  });

  it('then a repository elsewhere registers what it keeps, which is found here and not handed out', async () => {
    const lot = lotOf('lot', { set: elsewhere, entries: [entryOf('Document', elsewhere)] });
    const reply = await machine.call({
      path: '/xds/registry',
      action: 'urn:ihe:iti:2007:RegisterDocumentSet-b',
      body: writeSubmitObjects(lot),
    });
    expect(registryAnswer(reply)).to.include({ status: 'Success' });

    const { patientId } = elsewhere;
    const found = await call('query', findDocumentsRequest(patientId, [APPROVED], 'LeafClass', {}));
    const [object] = elements(path(found.payload, 'RegistryObjectList')!);
    const { repositoryUniqueId, uniqueId } = readDocumentEntry(object!);
    expect([repositoryUniqueId, uniqueId]).to.deep.equal([ELSEWHERE, uniqueIdOf('Document')]);

    const codes = async (of: string) => {
      const request = retrieveRequest([{ repositoryUniqueId: of, uniqueId }]);
      return registryAnswer(await call('retrieve', request)).errors.map(({ code }) => code);
    };
    expect(await codes(ELSEWHERE)).to.deep.equal(['XDSUnknownRepositoryId']);
    expect(await codes('1.2.250.1.999.2.1.2')).to.deep.equal(['XDSDocumentUniqueIdError']);
  });

  it('then a machine without a certificate is refused', async () => {
    const stranger = createSoapClient({ origin: server.url, ca: server.pki.ca });
    const reply = await stranger.call({
      path: '/xds/registry',
      action: ACTIONS.query,
      body: findDocumentsRequest('1^^^&1.3.6.1.4.1.21367.13.20.1000&ISO', [APPROVED], 'ObjectRef', {}),
    });
    stranger.close();
    expect(reply.fault?.subcode).to.contain('DMPInvalidCertificate');
  });
});
