import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { expect } from 'chai';
import { type Client, ClientSSLSecurity, createClientAsync } from 'soap';
import { depositDocument } from '../../src/client/deposit.ts';
import { createSandboxClient } from '../../src/client/sandbox-client.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const INS = '294061411802778';
const TEST_INS = '1.2.250.1.213.1.4.10';
const CX = `${INS}^^^&${TEST_INS}&ISO^NH`;
const ADDRESSING = 'http://www.w3.org/2005/08/addressing';
const SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const NOTE = new URL('../../fixtures/documents/note-de-vaccination-charlotte.xml', import.meta.url).pathname;

type Answer = Record<string, never>;

describe('given the soap package, which knows of the server only its WSDL', function () {
  this.timeout(60_000);
  let server: TestServer;

  before(async () => {
    server = await startTestServer();
    const client = createSandboxClient(server.pki, server.url, 'pharmacien');
    await depositDocument({
      client,
      pki: server.pki,
      as: 'pharmacien',
      domain: loadAffinityDomain('dmp'),
      document: NOTE,
      at: new Date(),
    });
    client.close();
  });
  after(() => server.close());

  /** A client of one service, with the card or certificate of an identity. */
  async function clientOf(service: string, as: string, action: string): Promise<Client> {
    const { pki, url } = server;
    const { certificate, key } = pki.credentials(as, 'auth');
    const client = await createClientAsync(`${url}/si-dmp-server/v2/services/${service}?wsdl`, {
      forceSoap12Headers: true,
      wsdl_options: { httpsAgent: new Agent({ ca: pki.ca }) },
    });
    client.setSecurity(
      new ClientSSLSecurity(Buffer.from(key), Buffer.from(certificate), Buffer.from(pki.ca)),
    );
    client.addSoapHeader(`<Action xmlns="${ADDRESSING}">${action}</Action>`);
    client.addSoapHeader(
      `<w:Security xmlns:w="${SECURITY}">${makeVihf(pki, { as, patient: CX })}</w:Security>`,
    );
    return client;
  }

  async function call(client: Client, operation: string, message: unknown): Promise<Answer> {
    const run = client[`${operation}Async`] as (message: unknown) => Promise<[Answer]>;
    const [answer] = await run.call(client, message);
    return answer;
  }

  it('then the ESAT asks whether the record exists (TD0.2)', async () => {
    const client = await clientOf('patients', 'esat', 'urn:hl7-org:v3:PRPA_IN201307UV02');
    const parameters = {
      patientIdentifier: {
        value: { attributes: { root: TEST_INS, extension: INS } },
        semanticsText: 'Patient.id',
      },
    };
    const answer = await call(client, 'PatientGetDemographics_PRPA_IN201307UV02', {
      attributes: { ITSVersion: 'XML_1.0' },
      id: { attributes: { root: '1.2.250.1.999.3', extension: '1' } },
      creationTime: { attributes: { value: '20261122000000' } },
      interactionId: { attributes: { root: '2.16.840.1.113883.1.6', extension: 'PRPA_IN201307UV02' } },
      processingCode: { attributes: { code: 'D' } },
      processingModeCode: { attributes: { code: 'T' } },
      acceptAckCode: { attributes: { code: 'AL' } },
      receiver: { device: { id: { attributes: { root: '1.2.250.1.213.4.1.1.1' } } } },
      sender: { device: { id: { attributes: { root: '1.2.250.1.999.3' } } } },
      controlActProcess: {
        attributes: { classCode: 'CACT', moodCode: 'EVN' },
        reasonCode: { attributes: { code: 'TEST_EXST', codeSystem: '1.2.250.1.213.1.1.4.11' } },
        queryByParameter: {
          queryId: { attributes: { root: '1.2.250.1.999.3.2', extension: '1' } },
          statusCode: { attributes: { code: 'new' } },
          parameterList: parameters,
        },
      },
    });
    expect(JSON.stringify(answer)).to.contain('"queryResponseCode":{"attributes":{"code":"OK"}}');
  });

  it('then a nurse declares herself authorised and finds the note (TD0.3, TD3.1)', async () => {
    const habilitations = await clientOf(
      'habilitations',
      'infirmier',
      'urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization',
    );
    const declared = await call(habilitations, 'setAuthorization', { action: 'AJOUT' });
    expect(JSON.stringify(declared)).to.contain('DMPOk');

    const registry = await clientOf('registry', 'infirmier', 'urn:ihe:iti:2007:RegistryStoredQuery');
    const slot = (name: string, value: string) => ({ attributes: { name }, ValueList: { Value: [value] } });
    const found = (await call(registry, 'DocumentRegistry_RegistryStoredQuery', {
      ResponseOption: { attributes: { returnType: 'LeafClass', returnComposedObjects: 'true' } },
      AdhocQuery: {
        attributes: { id: 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d' },
        Slot: [
          slot('$XDSDocumentEntryPatientId', `'${CX}'`),
          slot('$XDSDocumentEntryStatus', "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')"),
        ],
      },
    })) as unknown as { RegistryObjectList: { ExtrinsicObject: { attributes: { mimeType: string } } } };
    expect(found.RegistryObjectList.ExtrinsicObject.attributes.mimeType).to.equal('text/xml');
  });

  it('then a refusal reaches it as a SOAP fault whose reason it can show', async () => {
    const registry = await clientOf('registry', 'esat', 'urn:ihe:iti:2007:RegistryStoredQuery');
    let told = '';
    try {
      await call(registry, 'DocumentRegistry_RegistryStoredQuery', {
        ResponseOption: { attributes: { returnType: 'ObjectRef' } },
        AdhocQuery: { attributes: { id: 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d' } },
      });
    } catch (error) {
      told = error instanceof Error ? error.message : String(error);
    }
    const sentences = JSON.parse(
      readFileSync(new URL('../../profiles/texts/refusals.fr.json', import.meta.url), 'utf8'),
    ) as Record<string, string>;
    expect(told).to.contain(sentences.AccessDenied);
  });
});
