import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { contentOf } from '../../src/client/content.ts';
import { registryAnswer } from '../../src/client/dmp-answers.ts';
import { provideRequest } from '../../src/client/dmp-requests.ts';
import { createSoapClient, type SoapClient, type SoapReply } from '../../src/client/soap-client.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import { storedMarkup } from '../../src/xml/write.ts';
import { EVERYTHING } from '../support/deposit-house.ts';
import { iheSubmission } from '../support/ihe-submission.ts';
import { entryOf, lotOf } from '../support/registry-lot.ts';
import { removeDocumentsRequest, removeObjects } from '../support/removal-desk.ts';
import { type RestartableServer, startTestServer, type TestServer } from '../support/server.ts';
import { storeState } from '../support/store-state.ts';

const ABSENT = 'urn:uuid:00000000-0000-4000-8000-000000000000';
const DOCUMENT = '1.2.250.1.999.8.1';

/** Each transaction with its address, its action and that of its answer, and a request that is well formed. */
const TRANSACTIONS = {
  'ITI-61': {
    path: '/xds/registry',
    action: 'urn:ihe:iti:2010:RegisterOnDemandDocumentEntry',
    answer: 'urn:ihe:iti:2010:RegisterOnDemandDocumentResponse',
    body: writeSubmitObjects(lotOf('lot', { entries: [entryOf('One')] })),
  },
  'ITI-62': {
    path: '/xds/registry',
    action: 'urn:ihe:iti:2010:DeleteDocumentSet',
    answer: 'urn:ihe:iti:2010:DeleteDocumentSetResponse',
    body: storedMarkup(removeObjects([ABSENT])),
  },
  'ITI-86': {
    path: '/xds/repository',
    action: 'urn:ihe:iti:2017:RemoveDocuments',
    answer: 'urn:ihe:iti:2017:RemoveDocumentsResponse',
    body: storedMarkup(removeDocumentsRequest([['1.2.3', DOCUMENT]])),
  },
};

function machineAt(server: TestServer): SoapClient {
  const { ca } = server.pki;
  return createSoapClient({ origin: server.url, ca, ...server.pki.credentials('hopital', 'auth') });
}

function contents({ data }: TestServer): number {
  const files = readdirSync(join(data, 'blobs'), { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile()).length;
}

describe('given a server of the domain dmp, where deletion is in name only', function () {
  this.timeout(60_000);
  let server: TestServer;
  let machine: SoapClient;
  before(async () => {
    server = await startTestServer();
    machine = machineAt(server);
  });
  after(async () => {
    machine.close();
    await server.close();
  });

  for (const [name, { path, action, body }] of Object.entries(TRANSACTIONS)) {
    for (const base of ['', '/si-dmp-server/v2/services']) {
      const address = base === '' ? path : `${base}${path.replace('/xds', '')}`;
      it(`then ${name} is unknown at ${address}, and nothing changes`, async () => {
        const before = storeState(server);
        const { fault } = await machine.call({ path: address, action, body });
        expect(fault?.subcode).to.match(/ActionNotSupported$/);
        expect(storeState(server)).to.deep.equal(before);
      });
    }
  }
});

describe('given a server of the domain ihe, and a document in it', function () {
  this.timeout(60_000);
  let server: RestartableServer;
  let machine: SoapClient;
  before(async () => {
    server = await startTestServer({ CARNET_DOMAIN: 'ihe' });
    machine = machineAt(server);
  });
  after(async () => {
    machine.close();
    await server.close();
  });

  const deposit = async (lot: string) => {
    const { objects, documents } = iheSubmission(lot, { [DOCUMENT]: 'text' });
    const [document] = documents;
    const contentId = 'document@test';
    const attachments = [
      { id: document!.id, contentId, mimeType: 'text/plain', ...contentOf(document!.bytes) },
    ];
    const reply = await machine.call({
      path: '/xds/repository',
      action: 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b',
      body: provideRequest(writeSubmitObjects(objects), attachments),
      attachments,
    });
    expect(registryAnswer(reply)).to.include({ status: 'Success' });
    const found = await server.store.documents.find(EVERYTHING, { uniqueIds: [DOCUMENT] }, 'model');
    return found.map((entry) => entry.model());
  };
  const send = (name: keyof typeof TRANSACTIONS, body = TRANSACTIONS[name].body): Promise<SoapReply> =>
    machine.call({ path: TRANSACTIONS[name].path, action: TRANSACTIONS[name].action, body });

  for (const [name, { answer }] of Object.entries(TRANSACTIONS)) {
    it(`then ${name} is answered by its own action, and what it cannot do is an error of the registry`, async () => {
      const reply = await send(name as keyof typeof TRANSACTIONS);
      expect(reply.action).to.equal(answer);
      expect(registryAnswer(reply).status).to.equal('Failure');
      expect(registryAnswer(reply).errors).to.have.length.above(0);
    });
  }

  it('then what a server had not deleted when it ended goes when it starts again', async () => {
    const [entry] = await deposit('1.2.250.1.999.8');
    await server.store.write([{ kind: 'remove-content', entryUuids: [entry!.entryUuid] }]);
    expect(contents(server)).to.equal(1);
    machine.close();
    server = await server.restart();
    machine = machineAt(server);
    expect(contents(server)).to.equal(0);
    expect(await server.store.removal.contentLeft()).to.deep.equal([]);
  });

  it('then the document goes from the repository, then its metadata from the registry', async () => {
    const entries = await deposit('1.2.250.1.999.9');
    const { repositoryUniqueId } = entries[0]!;
    const asked = removeDocumentsRequest([[repositoryUniqueId, DOCUMENT]]);
    expect(registryAnswer(await send('ITI-86', storedMarkup(asked)))).to.include({ status: 'Success' });
    expect(contents(server)).to.equal(0);
    const { associations, documents, submissionSets } = server.store;
    const ids = [
      ...entries.map(({ entryUuid }) => entryUuid),
      ...(await submissionSets.find(EVERYTHING, {})).map(({ id }) => id),
      ...(await associations.find(EVERYTHING, {})).map(({ id }) => id),
    ];
    const removed = await send('ITI-62', storedMarkup(removeObjects(ids)));
    expect(registryAnswer(removed)).to.include({ status: 'Success' });
    expect(await documents.count(EVERYTHING, {})).to.equal(0);
  });
});
