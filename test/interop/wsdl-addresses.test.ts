import { Agent } from 'node:https';
import { expect } from 'chai';
import { type Client, ClientSSLSecurity, createClientAsync } from 'soap';
import { createSoapClient } from '../../src/client/soap-client.ts';
import { TRANSACTIONS, type TransactionName } from '../../src/terminology/affinity-domain.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute, element, elements } from '../../src/xml/tree.ts';
import { xml } from '../../src/xml/write.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const ITI = 'urn:ihe:iti:';
const HL7 = 'urn:hl7-org:v3:';
const ADDRESSING = 'http://www.w3.org/2005/08/addressing';

/** The service in which a transaction stands, and its actions. */
const SERVED: Record<TransactionName, readonly [service: string, ...actions: string[]]> = {
  'ITI-18': ['registry', `${ITI}2007:RegistryStoredQuery`],
  'ITI-41': ['repository', `${ITI}2007:ProvideAndRegisterDocumentSet-b`],
  'ITI-42': ['registry', `${ITI}2007:RegisterDocumentSet-b`],
  'ITI-43': ['repository', `${ITI}2007:RetrieveDocumentSet`],
  'ITI-44': ['registry', `${HL7}PRPA_IN201301UV02`, `${HL7}PRPA_IN201302UV02`, `${HL7}PRPA_IN201304UV02`],
  'ITI-51': ['registry', `${ITI}2009:MultiPatientStoredQuery`],
  'ITI-57': ['registry', `${ITI}2010:UpdateDocumentSet`],
  'ITI-61': ['registry', `${ITI}2010:RegisterOnDemandDocumentEntry`],
  'ITI-62': ['registry', `${ITI}2010:DeleteDocumentSet`],
  'ITI-86': ['repository', `${ITI}2017:RemoveDocuments`],
  'ITI-92': ['registry', `${ITI}2018:RestrictedUpdateDocumentSet`],
  'TD0.2': ['patients', `${HL7}PRPA_IN201307UV02`],
  'TD0.3': ['habilitations', 'urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization'],
  'TD0.4': ['patientsSpecific', 'urn:si-dmp-patients:PatientSpecificEndPoint:patientList'],
  'TD1.3a': ['patients', `${HL7}PRPA_IN201307UV02`],
  'TD0.5': ['patientsPDQ', `${HL7}PRPA_IN201305UV02`],
  'TD1.3b': ['patients', `${HL7}PRPA_IN201314UV02`],
  'TD1.4': ['patients', `${HL7}PRPA_IN201314UV02`],
  'TD1.6': ['habilitations', 'urn:si-dmp-habilitations:HabilitationsEndPoint:listAuthorizationByPatient'],
};
const ACTIONS = [...new Set(TRANSACTIONS.flatMap((name) => SERVED[name].slice(1)))];

/** The domains as they are, and the one of the DMP with the transactions that a setting adds. */
const SERVERS: readonly {
  readonly domain: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly more: readonly TransactionName[];
}[] = [
  { domain: 'dmp', settings: {}, more: [] },
  { domain: 'dmp', settings: { CARNET_RECORD_ADMINISTRATION: 'true' }, more: ['TD1.3b', 'TD1.4'] },
  { domain: 'ihe', settings: {}, more: [] },
];

for (const { domain, settings, more } of SERVERS) {
  const { rules } = loadAffinityDomain(domain);
  const transactions = [...rules.transactions, ...more];
  // Transactions may share an action.
  const actionsOf = (service: string) => [
    ...new Set(transactions.flatMap((name) => (SERVED[name][0] === service ? SERVED[name].slice(1) : []))),
  ];

  describe(`given a server of the domain ${[domain, ...more].join(' with ')}, and a client that knows its addresses alone`, function () {
    this.timeout(60_000);
    let server: TestServer;
    before(async () => {
      server = await startTestServer({ CARNET_DOMAIN: domain, ...settings });
    });
    after(() => server.close());

    async function clientOf(path: string): Promise<Client> {
      const { pki, url } = server;
      const { certificate, key } = pki.credentials('hopital', 'auth');
      const client = await createClientAsync(`${url}${path}?wsdl`, {
        forceSoap12Headers: true,
        wsdl_options: { httpsAgent: new Agent({ ca: pki.ca }) },
      });
      client.setSecurity(
        new ClientSSLSecurity(Buffer.from(key), Buffer.from(certificate), Buffer.from(pki.ca)),
      );
      return client;
    }

    for (const [base, names] of Object.entries(rules.addresses)) {
      for (const name of names) {
        const path = `${base}/${name}`;

        it(`then the WSDL of ${path} has every action that is served there, and no other`, async () => {
          const client = await clientOf(path);
          const port = element(parseXml(client.wsdl.toXML()), 'portType')!;
          const told = elements(port, 'operation').map((operation) =>
            attribute(element(operation, 'input'), 'wsaw:Action'),
          );
          expect(told).to.have.members(actionsOf(name));
          const [described] = Object.values(client.describe() as Record<string, Record<string, object>>);
          expect(Object.keys(Object.values(described!)[0]!)).to.have.lengthOf(told.length);
        });

        it(`then ${path} knows each of these actions, and no other`, async () => {
          const { pki, url } = server;
          const soap = createSoapClient({ origin: url, ca: pki.ca, ...pki.credentials('hopital', 'auth') });
          const known: string[] = [];
          for (const action of ACTIONS) {
            const { fault } = await soap.call({ path, action, body: xml`<nothing xmlns="urn:nothing"/>` });
            if (fault?.subcode !== 'ActionNotSupported') known.push(action);
          }
          soap.close();
          expect(known).to.have.members(actionsOf(name));
        });
      }
    }

    if (domain !== 'ihe') return;

    /** Calls an operation as the soap package makes it from the WSDL; the answer as it came. */
    async function call(path: string, operation: string, action: string, message: unknown): Promise<string> {
      const client = await clientOf(path);
      client.addSoapHeader(`<Action xmlns="${ADDRESSING}">${action}</Action>`);
      const run = client[`${operation}Async`] as (message: unknown) => Promise<[unknown, string]>;
      return (await run.call(client, message))[1];
    }

    it('then the soap package removes what is not there from the registry (ITI-62)', async () => {
      const id = 'urn:uuid:a0000000-0000-4000-8000-000000000001';
      const action = SERVED['ITI-62'][1]!;
      const answer = await call('/xds/registry', 'DocumentRegistry_DeleteDocumentSet', action, {
        ObjectRefList: { ObjectRef: [{ attributes: { id } }] },
      });
      expect(answer).to.contain('UnresolvedReferenceException').and.contain(id);
    });

    it('then the soap package removes a document that is not there from the repository (ITI-86)', async () => {
      const action = SERVED['ITI-86'][1]!;
      const answer = await call('/xds/repository', 'DocumentRepository_RemoveDocuments', action, {
        DocumentRequest: [{ RepositoryUniqueId: rules.repositoryUniqueId, DocumentUniqueId: '1.2.3' }],
      });
      expect(answer).to.contain('XDSDocumentUniqueIdError').and.contain('1.2.3');
    });
  });
}
