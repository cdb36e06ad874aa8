import { Agent } from 'node:https';
import { expect } from 'chai';
import { type Client, ClientSSLSecurity, createClientAsync } from 'soap';
import { refuse } from '../../src/errors.ts';
import type { SoapService, SoapTransaction } from '../../src/soap/soap-transaction.ts';
import { loadWsdl } from '../../src/soap/wsdl.ts';
import { SERVICES, type ServiceName } from '../../src/terminology/affinity-domain.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute, descendants, element, elements, path, text } from '../../src/xml/tree.ts';
import { xml } from '../../src/xml/write.ts';
import { security } from './messages.ts';
import { certificates, startTestServer, type TestServer } from './test-server.ts';

const ITI = 'urn:ihe:iti:';
const HL7 = 'urn:hl7-org:v3:';

/** Every operation that a WSDL can have, with its action and that of its answer. */
const OPERATIONS: Record<ServiceName, readonly (readonly [name: string, action: string, answer: string])[]> =
  {
    registry: [
      ['RegistryStoredQuery', `${ITI}2007:RegistryStoredQuery`, `${ITI}2007:RegistryStoredQueryResponse`],
      [
        'MultiPatientStoredQuery',
        `${ITI}2009:MultiPatientStoredQuery`,
        `${ITI}2009:MultiPatientStoredQueryResponse`,
      ],
      [
        'RegisterDocumentSet-b',
        `${ITI}2007:RegisterDocumentSet-b`,
        `${ITI}2007:RegisterDocumentSet-bResponse`,
      ],
      ['UpdateDocumentSet', `${ITI}2010:UpdateDocumentSet`, `${ITI}2010:UpdateDocumentSetResponse`],
      [
        'RegisterOnDemandDocumentEntry',
        `${ITI}2010:RegisterOnDemandDocumentEntry`,
        `${ITI}2010:RegisterOnDemandDocumentResponse`,
      ],
      ['DeleteDocumentSet', `${ITI}2010:DeleteDocumentSet`, `${ITI}2010:DeleteDocumentSetResponse`],
      [
        'RestrictedUpdateDocumentSet',
        `${ITI}2018:RestrictedUpdateDocumentSet`,
        `${ITI}2018:RestrictedUpdateDocumentSetResponse`,
      ],
      ['PRPA_IN201301UV02', `${HL7}PRPA_IN201301UV02`, `${HL7}MCCI_IN000002UV01`],
      ['PRPA_IN201302UV02', `${HL7}PRPA_IN201302UV02`, `${HL7}MCCI_IN000002UV01`],
      ['PRPA_IN201304UV02', `${HL7}PRPA_IN201304UV02`, `${HL7}MCCI_IN000002UV01`],
    ],
    repository: [
      [
        'ProvideAndRegisterDocumentSet-b',
        `${ITI}2007:ProvideAndRegisterDocumentSet-b`,
        `${ITI}2007:ProvideAndRegisterDocumentSet-bResponse`,
      ],
      ['RetrieveDocumentSet', `${ITI}2007:RetrieveDocumentSet`, `${ITI}2007:RetrieveDocumentSetResponse`],
      ['RemoveDocuments', `${ITI}2017:RemoveDocuments`, `${ITI}2017:RemoveDocumentsResponse`],
    ],
    patients: [
      ['PRPA_IN201307UV02', `${HL7}PRPA_IN201307UV02`, `${HL7}PRPA_IN201308UV02`],
      ['PRPA_IN201314UV02', `${HL7}PRPA_IN201314UV02`, `${HL7}PRPA_IN201314ResponseUV02`],
    ],
    patientsPDQ: [['findCandidatesQuery', `${HL7}PRPA_IN201305UV02`, `${HL7}PRPA_IN201306UV02`]],
    patientsSpecific: [
      [
        'patientList',
        'urn:si-dmp-patients:PatientSpecificEndPoint:patientList',
        'urn:si-dmp-patients:PatientSpecificEndPoint:patientListResponse',
      ],
    ],
    habilitations: [
      [
        'setAuthorization',
        'urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization',
        'urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorizationResponse',
      ],
      [
        'listAuthorizationByPatient',
        'urn:si-dmp-habilitations:HabilitationsEndPoint:listAuthorizationByPatient',
        'urn:si-dmp-habilitations:HabilitationsEndPoint:listAuthorizationByPatientResponse',
      ],
    ],
  };

const actions = (name: ServiceName) => OPERATIONS[name].map(([, action]) => ({ action }));
/** Names are those of the actor, then of the operation. */
const shortName = (operation: string) =>
  operation.replace(/^(DocumentRegistry|DocumentRepository|PatientGetDemographics|PatientRevise)_/, '');

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
    const services = SERVICES.map(
      (name): SoapService => ({
        path: `/services/${name}`,
        name,
        transactions: name === 'registry' ? [query] : [],
        wsdl: loadWsdl(name, actions(name)),
      }),
    );
    server = await startTestServer({ services });
  });
  after(() => server.close());

  async function client(name: ServiceName): Promise<Client> {
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

  for (const name of SERVICES) {
    it(`then the soap package reads ${name} over HTTPS and finds its operations`, async () => {
      const described = (await client(name)).describe() as Record<string, Record<string, object>>;
      const [service] = Object.values(described);
      const [port] = Object.values(service!);
      expect(Object.keys(port!).map(shortName)).to.have.members(
        OPERATIONS[name].map(([operation]) => operation),
      );
    });

    it(`then ${name} stands alone and is well formed`, () => {
      const document = loadWsdl(name, actions(name))('https://host/a?b&c');
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

    it(`then ${name} names the action of each request and of its answer`, () => {
      const root = parseXml(loadWsdl(name, actions(name))('https://host'));
      const port = element(root, 'portType')!;
      const told = elements(port, 'operation').map((operation) => [
        shortName(attribute(operation, 'name') ?? ''),
        ...['input', 'output'].map((end) => attribute(element(operation, end), 'wsaw:Action')),
      ]);
      expect(told).to.have.deep.members(OPERATIONS[name].map((row) => [...row]));
    });

    for (const [operation, action] of OPERATIONS[name]) {
      it(`then ${name} with ${operation} alone has nothing of the others`, () => {
        const root = parseXml(loadWsdl(name, [{ action }])('https://host'));
        const named = (kind: string) =>
          [...descendants(root)]
            .filter((node) => node.name === `wsdl:${kind}`)
            .map((node) => attribute(node, 'name'));
        expect(named('operation').map((one) => shortName(one ?? ''))).to.deep.equal([operation, operation]);
        expect(named('message')).to.have.lengthOf(2);
      });
    }
  }

  it('then a transaction that does not stand in the file is a bug', () => {
    expect(() => loadWsdl('patients', [{ action: 'urn:other' }])).to.throw('profiles/wsdl/patients.wsdl');
  });

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
