import { expect } from 'chai';
import type { AcknowledgedAnswer } from '../../src/client/dmp-answers.ts';
import type { SandboxClient } from '../../src/client/sandbox-client.ts';
import type { SoapReply } from '../../src/client/soap-client.ts';
import { isRefusal } from '../../src/errors.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { administrativeChange } from '../../src/records/td-1-3b-administrative-change.ts';
import { closing } from '../../src/records/td-1-4-closing.ts';
import type { Attachments } from '../../src/soap/soap-transaction.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { text } from '../../src/xml/tree.ts';
import { storedMarkup } from '../../src/xml/write.ts';
import { type ClientServer, clientServer } from '../client/running-server.ts';
import { startTestServer } from '../support/server.ts';
import { lastTrace, storeState, tracesAfter } from '../support/store-state.ts';
import { all, values } from './messages.ts';

const CX = '294061411802778^^^&1.2.250.1.213.1.4.10&ISO^NH';
const ABSENT = '194061411802799^^^&1.2.250.1.213.1.4.10&ISO^NH';
const PATH = '/si-dmp-server/v2/services/patients';
const rules = { deviceOid: '1.2.250.1.213.4.1.1.1' };
const none = {} as Attachments;

const change = (client: SandboxClient, patient = CX) => client.changeUsualName(patient, 'DUPRÉ');
const close = (client: SandboxClient, patient = CX) => client.closeRecord(patient);

describe('given TD1.3b and TD1.4, with the setting on', function () {
  this.timeout(60_000);
  let server: ClientServer;
  before(async () => {
    server = await clientServer({ CARNET_RECORD_ADMINISTRATION: 'true' });
    await server.as('medecin-traitant').setAuthorization(CX, { medecinTraitant: true });
    await server.as('medecin').setAuthorization(CX);
  });
  after(() => server.close());
  const mt = (vihf?: Parameters<ClientServer['as']>[1]) => server.as('medecin-traitant', vihf);

  for (const [name, send] of [
    ['TD1.3b', change],
    ['TD1.4', close],
  ] as const) {
    for (const [who, as, vihf] of [
      ['a doctor who is authorised', 'medecin', {}],
      ['a pharmacist', 'pharmacien', {}],
      ['a secretary', 'secretaire', {}],
      ['a structure', 'hopital', { mode: 'INDIRECTE' }],
      [
        'the médecin traitant in bris de glace',
        'medecin-traitant',
        { purpose: 'bris_de_glace', reason: 'x' },
      ],
    ] as const) {
      it(`then ${name} of ${who} is refused in French, and changes nothing`, async () => {
        const before = storeState(server);
        const mark = lastTrace(server);
        const { reply } = await send(server.as(as, vihf));
        expect(reply.fault?.subcode).to.equal('DMPAccessDeniedByRightsService');
        expect(reply.fault?.reason).to.include("n'est pas autorisé");
        expect(storeState(server)).to.deep.equal(before);
        expect(tracesAfter(server, mark).map(({ type, granted }) => [type, granted])).to.deep.equal([
          [name, false],
        ]);
      });
    }

    it(`then ${name} of a record that is absent is told in an acknowledgement`, async () => {
      const before = storeState(server);
      const answer = await send(mt(), ABSENT);
      expect(answer).to.include({ code: 'AE', detail: 'XDSUnknownPatientId' });
      expect(all(answer.reply.payload, 'PRPA_IN201316UV02')).to.have.lengthOf(1);
      expect(all(answer.reply.payload, 'acknowledgementDetail').map(text).join()).to.match(/patient/i);
      expect(storeState(server)).to.deep.equal(before);
    });
  }

  for (const [what, person] of [
    [
      'family name of birth',
      '<name><family qualifier="BR">LEMOIGNE</family><family qualifier="SP">DUPRÉ</family></name>',
    ],
    ['first name', '<name><given>CAROLE</given><family qualifier="SP">DUPRÉ</family></name>'],
    ['date of birth', '<name><family qualifier="SP">DUPRÉ</family></name><birthTime value="19940613"/>'],
    ['sex', '<name><family qualifier="SP">DUPRÉ</family></name><administrativeGenderCode code="M"/>'],
  ] as const) {
    it(`then TD1.3b with another ${what} is refused in French, and changes nothing`, async () => {
      const before = storeState(server);
      const { fault } = await send(person);
      expect(fault?.subcode).to.equal('IdentityTraitsFixed');
      expect(fault?.reason).to.include('INSi');
      expect(storeState(server)).to.deep.equal(before);
    });
  }

  it('then TD1.3b that tells where the patient is reached is refused by name, and changes nothing', async () => {
    const before = storeState(server);
    const { fault } = await send(
      '<name><family qualifier="SP">DUPRÉ</family></name><telecom value="mailto:a@example.org"/>',
    );
    expect(fault?.subcode).to.equal('MalformedRequest');
    expect(fault?.reason).to.include("n'est pas conforme").and.include('telecom');
    expect(storeState(server)).to.deep.equal(before);
  });

  it('then TD1.3b that repeats the traits as they are, in another writing, is taken', async () => {
    const { fault } = await send(
      '<name><given>Charlotte</given><family qualifier="BR">Lemoine</family><family qualifier="SP">DURAND</family></name><administrativeGenderCode code="F"/><birthTime value="19940612"/>',
    );
    expect(fault).to.equal(undefined);
  });

  /** TD1.3b of the médecin traitant with a person of its own. */
  function send(person: string): Promise<SoapReply> {
    const body = storedMarkup(
      `<PRPA_IN201314UV02 xmlns="urn:hl7-org:v3" ITSVersion="XML_1.0"><id root="1.2"/><sender><device><id root="1.3"/></device></sender><controlActProcess><reasonCode code="MODIF_DATA" codeSystem="1.2.250.1.213.1.1.4.11"/><subject><registrationEvent><subject1><patient><id root="1.2.250.1.213.1.4.10" extension="294061411802778"/><patientPerson>${person}</patientPerson></patient></subject1></registrationEvent></subject></controlActProcess></PRPA_IN201314UV02>`,
    );
    const assertion = makeVihf(server.pki, { as: 'medecin-traitant', patient: CX });
    return mt().soap.call({ path: PATH, action: 'urn:hl7-org:v3:PRPA_IN201314UV02', body, assertion });
  }

  it('then the médecin traitant gives the record another name in use, by which TD0.5 finds it', async () => {
    const mark = lastTrace(server);
    const answer = await change(mt());
    expect(answer.code).to.equal('AA');
    expect(all(answer.reply.payload, 'PRPA_IN201315UV02')).to.have.lengthOf(1);
    const told = (await mt().administrativeData(CX)).reply.payload;
    expect(all(told, 'family').map(text)).to.deep.equal(['LEMOINE', 'DUPRÉ']);
    expect(tracesAfter(server, mark)[0]).to.deep.equal({
      type: 'TD1.3b',
      granted: true,
      reason: 'functional-right',
    });
    const found = await server
      .as('medecin-regulateur', { purpose: 'centre_15' })
      .searchPatients({ family: 'dupre' });
    expect(found.patientIds).to.deep.equal([CX]);
  });

  it('then the médecin traitant closes the record, which is as absent to a second closing', async () => {
    const answer: AcknowledgedAnswer = await close(mt());
    expect(answer.code).to.equal('AA');
    expect(values(answer.reply.payload, 'statusCode', 'code')).to.deep.equal(['completed', 'terminated']);
    expect((await mt().existence(CX)).patientStatus).to.equal('terminated');
    expect(await close(mt())).to.include({ code: 'AE', detail: 'XDSUnknownPatientId' });
  });
});

describe('given TD1.3b and TD1.4, without the setting', function () {
  this.timeout(60_000);

  it('then their action is not served', async () => {
    const server = await clientServer();
    try {
      for (const send of [change, close]) {
        expect((await send(server.as('medecin-traitant'))).reply.fault?.subcode).to.equal(
          'ActionNotSupported',
        );
      }
    } finally {
      await server.close();
    }
  });

  it('then a domain without médecin traitant does not start with it', async () => {
    const started = startTestServer({ CARNET_DOMAIN: 'ihe', CARNET_RECORD_ADMINISTRATION: 'true' });
    const outcome = await started.then(
      async (server) => {
        await server.close();
        return 'started';
      },
      (error: Error) => error.message,
    );
    expect(outcome).to.include('CARNET_RECORD_ADMINISTRATION');
  });
});

describe('given messages that revise a record', () => {
  const message = (reason: string, patient: string, issue = '') =>
    parseXml(
      `<PRPA_IN201314UV02 xmlns="urn:hl7-org:v3"><id root="1.2"/><sender><device><id root="1.3"/></device></sender><controlActProcess><reasonCode code="${reason}" codeSystem="1.2.250.1.213.1.1.4.11"/><subject><registrationEvent><subject1><patient>${patient}</patient></subject1></registrationEvent></subject>${issue}</controlActProcess></PRPA_IN201314UV02>`,
    );
  const ID = '<id root="1.2.250.1.213.1.4.10" extension="294061411802778"/>';
  const person = (inside: string) => `${ID}<patientPerson>${inside}</patientPerson>`;
  const NAMED = '<name><family qualifier="SP">DUPRÉ</family></name>';
  const issue = (code: string) =>
    `<reasonOf><detectedIssueEvent><code code="${code}" codeSystem="1.2.250.1.213.4.1.2.4"/></detectedIssueEvent></reasonOf>`;

  for (const [about, patient] of [
    ['id', ''],
    ['id', `${ID}${ID}<patientPerson>${NAMED}</patientPerson>`],
    ['patientPerson', ID],
    ['family', person('<name><family qualifier="BR">LEMOINE</family></name>')],
    ['family', person('<name><family qualifier="SP">&lt;x&gt;</family></name>')],
    ['telecom', person(`${NAMED}<telecom value="mailto:a@b.fr"/>`)],
    ['addr', person(`${NAMED}<addr><city>CAEN</city></addr>`)],
  ] as const) {
    it(`then TD1.3b with '${patient}' is refused by the name of ${about}`, async () => {
      const refusal = await administrativeChange({ rules }).read(message('MODIF_DATA', patient), none);
      expect(isRefusal(refusal) && refusal.refused[0]).to.include({ code: 'MalformedRequest', about });
    });
  }

  for (const code of ['', 'FERMETURE_AUTRE']) {
    it(`then TD1.4 for the reason '${code}' is refused by the name of it`, async () => {
      const payload = message('FERM', ID, code === '' ? '' : issue(code));
      const refusal = await closing({ rules }).read(payload, none);
      expect(isRefusal(refusal) && refusal.refused[0]).to.include({
        code: 'MalformedRequest',
        about: 'detectedIssueEvent',
      });
    });
  }

  it('then TD1.4 at the request of the patient is read', async () => {
    const request = await closing({ rules }).read(
      message('FERM', ID, issue('FERMETURE_DEMANDE_PATIENT')),
      none,
    );
    expect(isRefusal(request)).to.equal(false);
  });
});
