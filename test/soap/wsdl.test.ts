import { Agent } from 'node:https';
import { expect } from 'chai';
import { type Client, ClientSSLSecurity, createClientAsync } from 'soap';
import { refuse } from '../../src/errors.ts';
import type { SoapService, SoapTransaction } from '../../src/soap/soap-transaction.ts';
import { loadWsdl, type WsdlName } from '../../src/soap/wsdl.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute, descendants, element, path, text } from '../../src/xml/tree.ts';
import { xml } from '../../src/xml/write.ts';
import { security } from './messages.ts';
import { certificates, startTestServer, type TestServer } from './test-server.ts';

const OPERATIONS: Record<WsdlName, string[]> = {
  registry: ['DocumentRegistry_RegistryStoredQuery', 'DocumentRegistry_RegisterDocumentSet-b'],
  repository: [
    'DocumentRepository_ProvideAndRegisterDocumentSet-b',
    'DocumentRepository_RetrieveDocumentSet',
  ],
  patients: ['PatientGetDemographics_PRPA_IN201307UV02'],
  habilitations: ['setAuthorization'],
};
const NAMES = Object.keys(OPERATIONS) as WsdlName[];

const ADDRESSING = 'http://www.w3.org/2005/08/addressing';

/** A small real transaction under the WSDL of the registry: answers with the id of the query that it was asked. */
const query: SoapTransaction<string, string> = {
  action: 'urn:ihe:iti:2007:RegistryStoredQuery',
  responseAction: 'urn:ihe:iti:2007:RegistryStoredQueryResponse',
  answers: 'simple',
  read: (body) => {
    const asked = element(body, 'AdhocQuery');
    const value = text(path(asked, 'Slot', 'ValueList', 'Value'));
    if (body.local !== 'AdhocQueryRequest' || asked === undefined)
      return refuse('MalformedRequest', body.name);
    return `${attribute(asked, 'id')} ${value}`;
  },
  transaction: {
    event: 'ITI-18',
    action: 'R',
    right: 'document.search',
    record: () => ({ ofSubject: true }),
    run: async (request) => ({ answer: request, documents: [] }),
  },
  write: (answer) => ({
    body: xml`<q:AdhocQueryResponse xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0" status="Success"><rim:RegistryObjectList><rim:ObjectRef id="${answer}"/></rim:RegistryObjectList></q:AdhocQueryResponse>`,
  }),
};

describe('given the WSDL documents', () => {
  let server: TestServer;
  before(async () => {
    const services = NAMES.map(
      (name): SoapService => ({
        path: `/services/${name}`,
        name,
        transactions: name === 'registry' ? [query] : [],
        wsdl: loadWsdl(name),
      }),
    );
    server = await startTestServer({ services });
  });
  after(() => server.close());

  async function client(name: WsdlName): Promise<Client> {
    const { authority, client: own } = certificates();
    const address = `https://127.0.0.1:${server.listener.port}/services/${name}`;
    const key = Buffer.from(own.key);
    const tls = new ClientSSLSecurity(key, Buffer.from(own.cert), Buffer.from(authority.cert));
    const made = await createClientAsync(`${address}?wsdl`, {
      forceSoap12Headers: true,
      wsdl_options: { httpsAgent: new Agent({ ca: authority.cert }) },
    });
    made.setSecurity(tls);
    return made;
  }

  for (const name of NAMES) {
    it(`then the soap package reads ${name} over HTTPS and finds its operations`, async () => {
      const described = (await client(name)).describe() as Record<string, Record<string, object>>;
      const [service] = Object.values(described);
      const [port] = Object.values(service!);
      expect(Object.keys(port!)).to.deep.equal(OPERATIONS[name]);
    });

    it(`then ${name} stands alone and is well formed`, () => {
      const document = loadWsdl(name)('https://host/a?b&c');
      expect(document).not.to.match(/\{\{|schemaLocation|<xs:include/);
      expect(document).to.contain('location="https://host/a?b&amp;c"');
      const root = parseXml(document);
      const schemas = [...descendants(root)].filter((node) => node.local === 'schema');
      const own = new Set(schemas.map((schema) => attribute(schema, 'targetNamespace')));
      for (const schema of schemas) {
        for (const node of descendants(schema)) {
          if (node.local === 'import') expect([...own]).to.include(attribute(node, 'namespace'));
        }
      }
    });
  }

  it('then a call made from the WSDL alone goes through', async () => {
    const caller = await client('registry');
    caller.addSoapHeader(`<Action xmlns="${ADDRESSING}">urn:ihe:iti:2007:RegistryStoredQuery</Action>`);
    caller.addSoapHeader(security());
    const [result] = (await caller.DocumentRegistry_RegistryStoredQueryAsync({
      ResponseOption: { attributes: { returnType: 'ObjectRef', returnComposedObjects: 'true' } },
      AdhocQuery: {
        attributes: { id: 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d' },
        Slot: [
          { attributes: { name: '$XDSDocumentEntryPatientId' }, ValueList: { Value: ["'1^^^&1.2&ISO'"] } },
        ],
      },
    })) as [{ RegistryObjectList: { ObjectRef: { attributes: { id: string } } } }];
    expect(result.RegistryObjectList.ObjectRef.attributes.id).to.equal(
      "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d '1^^^&1.2&ISO'",
    );
  });
});
