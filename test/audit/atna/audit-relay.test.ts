import { expect } from 'chai';
import { startServer } from '../../../src/app.ts';
import { createSandboxClient, type SandboxClient } from '../../../src/client/sandbox-client.ts';
import { createSoapClient } from '../../../src/client/soap-client.ts';
import { readConfig } from '../../../src/config.ts';
import { attribute, element, elements, text, type XmlElement } from '../../../src/xml/tree.ts';
import { xml } from '../../../src/xml/write.ts';
import { temporaryFolder } from '../../store/sample.ts';
import {
  type AuditRepositoryDouble,
  auditRepository,
  type ReceivedMessage,
} from '../../support/audit-repository.ts';
import { bringSandboxPki, sandboxPki } from '../../support/pki.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const typeOf = ({ message }: ReceivedMessage) =>
  attribute(element(element(message, 'EventIdentification')!, 'EventTypeCode'), 'csd-code');
const queryOf = (message: XmlElement) =>
  elements(message, 'ParticipantObjectIdentification')
    .map((one) => text(element(one, 'ParticipantObjectQuery')))
    .find((query) => query !== '');

/** The settings of a server that tells a repository. */
async function tellingTo({ port }: AuditRepositoryDouble): Promise<Record<string, string>> {
  const { directory } = await sandboxPki();
  return { CARNET_ATNA_REPOSITORY: `tls://localhost:${port}`, CARNET_ATNA_CA: `${directory}/ca.pem` };
}

describe('given a server with an audit record repository', () => {
  let repository: AuditRepositoryDouble;
  let server: TestServer;
  let client: SandboxClient;
  let patient: string;

  const search = () => client.findDocuments(patient);
  const searches = (received: readonly ReceivedMessage[]) =>
    received.filter((one) => typeOf(one) === 'ITI-18');

  before(async () => {
    repository = await auditRepository();
    server = await startTestServer({ ...(await tellingTo(repository)), CARNET_ATNA_NODE: 'carnet.example' });
    client = createSandboxClient(server.pki, server.url, 'infirmier');
    const [charlotte] = server.pki.patients;
    patient = `${charlotte!.ins}^^^&${charlotte!.authority}&ISO^NH`;
  });
  after(async () => {
    client?.close();
    await server?.close();
    await repository?.close();
  });

  it('then its start is told, over a connection on which it shows its certificate', async () => {
    await repository.until((received) => received.some((one) => typeOf(one) === '110120'));
    expect(repository.nodes).to.include('localhost');
  });

  it('then a refused search is told with its query, its patient and the address that it came in at', async () => {
    await search();
    await repository.until((received) => searches(received).length > 0);
    const { header, message } = searches(repository.received)[0]!;
    expect(header).to.include({ priority: '84', host: 'carnet.example', id: 'IHE+RFC-3881' });
    const ids = elements(message, 'ParticipantObjectIdentification').map((one) =>
      attribute(one, 'ParticipantObjectID'),
    );
    expect(ids[0]).to.match(/^\d{15}\^\^\^&1\.2\.250\.1\.213\.1\.4\.\d+&ISO$/);
    expect(Buffer.from(queryOf(message)!, 'base64').toString('utf8')).to.contain(
      '$XDSDocumentEntryPatientId',
    );
    const users = elements(message, 'ActiveParticipant').map((one) => attribute(one, 'UserID'));
    expect(users).to.include(`${server.url}/xds/registry`);
  });

  it('then a granted one is a notice', async () => {
    await client.setAuthorization(patient);
    const before = searches(repository.received).length;
    await search();
    await repository.until((received) => searches(received).length > before);
    expect(searches(repository.received).at(-1)?.header.priority).to.equal('85');
  });

  it('then a caller without certificate is a failed authentication of a node', async () => {
    const stranger = createSoapClient({ origin: server.url, ca: server.pki.ca });
    await stranger.call({
      path: '/xds/registry',
      action: 'urn:ihe:iti:2007:RegistryStoredQuery',
      body: xml`<x/>`,
      assertion: undefined,
    });
    stranger.close();
    await repository.until((received) => received.some((one) => typeOf(one) === '110126'));
  });

  it('then what happened while the repository was away is told when it is back, in order, nothing twice but what was on its way', async () => {
    await repository.breakOff();
    const before = searches(repository.received).length;
    for (let count = 0; count < 3; count++) await search();
    await repository.listen();
    await repository.until(
      (received) => new Set(searches(received).map((one) => one.text)).size >= before + 3,
    );
    const times = searches(repository.received)
      .slice(-3)
      .map(({ header }) => header.time);
    expect(times).to.deep.equal([...times].sort());
  });

  it('then nothing of a document or its name stands in what is told', () => {
    const all = repository.received.map((one) => one.text).join('\n');
    expect(all).to.not.contain('ExtrinsicObject');
  });
});

describe('given a server that stops while its audit record repository is away', () => {
  it('then the next start tells what is left, the stop before it first', async () => {
    const repository = await auditRepository();
    const folder = await temporaryFolder();
    await bringSandboxPki(folder.path);
    const config = readConfig({
      CARNET_DATA: folder.path,
      CARNET_PORT: '0',
      CARNET_LOG: 'silent',
      ...(await tellingTo(repository)),
    });
    const first = await startServer(config);
    await repository.until((received) => received.length > 0);
    await repository.breakOff();
    await first.close();
    await repository.listen();
    const second = await startServer(config);
    const told = (type: string, received: readonly ReceivedMessage[]) =>
      new Set(received.filter((one) => typeOf(one) === type).map((one) => one.text)).size;
    await repository.until((received) => told('110121', received) === 1 && told('110120', received) === 2);
    const order = repository.received.map(typeOf);
    expect(order.indexOf('110121')).to.be.lessThan(order.lastIndexOf('110120'));
    await second.close();
    await repository.close();
    await folder.remove();
  });
});

describe('given a server that stops while its audit record repository listens', () => {
  it('then the stop is told before it has ended', async () => {
    const repository = await auditRepository();
    const server = await startTestServer(await tellingTo(repository));
    await server.close();
    expect(repository.received.map(typeOf)).to.include('110121');
    await repository.close();
  });
});
