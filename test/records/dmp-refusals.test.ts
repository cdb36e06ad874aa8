import { expect } from 'chai';
import { type ServiceAnswer, serviceAnswer } from '../../src/client/dmp-answers.ts';
import type { SandboxClient } from '../../src/client/sandbox-client.ts';
import { type ClientServer, clientServer } from '../client/running-server.ts';
import { lastTrace, storeState, tracesAfter } from '../support/store-state.ts';

const CX = '294061411802778^^^&1.2.250.1.213.1.4.10&ISO^NH';
const OTHER_CX = '207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH';
const DENIED = { status: 'DMPAccessDeniedByRightsService', text: "L'accès demandé n'est pas autorisé." };
const MALFORMED = { status: 'MalformedRequest', text: "La requête n'est pas conforme." };

type Vihf = Parameters<ClientServer['as']>[1];
interface Refused {
  readonly name: string;
  readonly event: string;
  readonly as: string;
  readonly vihf?: Vihf;
  readonly send: (client: SandboxClient) => Promise<ServiceAnswer>;
  readonly told: { readonly status: string; readonly text: string };
  readonly reason: string;
}

const CASES: readonly Refused[] = [
  {
    name: 'TD0.4 of a structure that gives no date',
    event: 'TD0.4',
    as: 'hopital',
    send: (client) => client.patientList(),
    told: DENIED,
    reason: 'AccessDenied',
  },
  {
    name: "TD0.4 of somebody else's records",
    event: 'TD0.4',
    as: 'medecin',
    send: (client) => client.patientList({ psOwnerId: '810000000029' }),
    told: DENIED,
    reason: 'AccessDenied',
  },
  {
    name: 'TD0.4 in bris de glace, which is not open',
    event: 'TD0.4',
    as: 'medecin',
    vihf: { purpose: 'bris_de_glace', reason: 'urgence' },
    send: (client) => client.patientList(),
    told: DENIED,
    reason: 'bris-de-glace-not-open',
  },
  {
    name: 'TD0.4 since a day that does not exist',
    event: 'SOAP',
    as: 'medecin',
    send: (client) => client.patientList({ startDate: '20260231', dateType: 'LASTDOC' }),
    told: MALFORMED,
    reason: 'MalformedRequest',
  },
  {
    name: 'TD1.6 of one whom the record does not authorise',
    event: 'TD1.6',
    as: 'infirmier',
    send: (client) => client.authorisations(CX),
    told: { status: DENIED.status, text: "Aucune autorisation d'accès à ce dossier" },
    reason: 'authorisation-missing',
  },
  {
    name: 'TD1.6 of a structure',
    event: 'TD1.6',
    as: 'hopital',
    send: (client) => client.authorisations(CX),
    told: DENIED,
    reason: 'transaction-not-allowed',
  },
  {
    name: 'TD0.5 by no name at all',
    event: 'SOAP',
    as: 'medecin-regulateur',
    vihf: { purpose: 'centre_15' },
    send: async (client) => serviceAnswer((await client.searchPatients({ family: ' - ' })).reply),
    told: { ...MALFORMED, text: `${MALFORMED.text} (livingSubjectName)` },
    reason: 'MalformedRequest',
  },
  {
    name: 'TD0.5 by a day that does not exist',
    event: 'SOAP',
    as: 'medecin-regulateur',
    vihf: { purpose: 'centre_15' },
    send: async (client) =>
      serviceAnswer((await client.searchPatients({ family: 'LEMOINE', birthDate: '19940230' })).reply),
    told: { ...MALFORMED, text: `${MALFORMED.text} (livingSubjectBirthTime)` },
    reason: 'MalformedRequest',
  },
  {
    name: 'TD0.3 as médecin traitant by a nurse',
    event: 'TD0.3',
    as: 'infirmier',
    send: (client) => client.setAuthorization(CX, { medecinTraitant: true }),
    told: DENIED,
    reason: 'AccessDenied',
  },
  {
    name: 'TD0.3 that ends a médecin traitant who is none',
    event: 'TD0.3',
    as: 'medecin',
    send: (client) => client.setAuthorization(CX, { action: 'SUPPRESSION', medecinTraitant: true }),
    told: DENIED,
    reason: 'AccessDenied',
  },
  {
    name: 'TD1.3a from a centre that is not on the list',
    event: 'TD1.3a',
    as: 'medecin',
    vihf: { purpose: 'centre_15' },
    send: async (client) => serviceAnswer((await client.administrativeData(CX)).reply),
    told: DENIED,
    reason: 'centre-15-not-listed',
  },
  {
    name: 'TD1.3a of another patient than the assertion names',
    event: 'TD1.3a',
    as: 'medecin',
    vihf: { overrides: { attributes: { 'urn:oasis:names:tc:xacml:2.0:resource:resource-id': OTHER_CX } } },
    send: async (client) => serviceAnswer((await client.administrativeData(CX)).reply),
    told: { status: 'AssertionPatient', text: "Le patient de la requête n'est pas celui du jeton présenté." },
    reason: 'AssertionPatient',
  },
];

describe('given requests about records that are refused, over SOAP', function () {
  this.timeout(60_000);
  let server: ClientServer;
  before(async () => {
    server = await clientServer();
  });
  after(() => server.close());

  for (const { name, event, as, vihf, send, told, reason } of CASES) {
    it(`then ${name} is told so in French, changes nothing and leaves one trace`, async () => {
      const before = storeState(server);
      const mark = lastTrace(server);
      const answer = await send(server.as(as, vihf));
      expect(answer.status.replace(/^.*:/, '')).to.equal(told.status);
      expect(answer.context).to.include(told.text);
      expect(storeState(server)).to.deep.equal(before);
      expect(tracesAfter(server, mark)).to.deep.equal([{ type: event, granted: false, reason }]);
    });
  }
});
