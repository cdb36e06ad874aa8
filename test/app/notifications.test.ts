import { join } from 'node:path';
import { expect } from 'chai';
import { NOTE, type OpenStage, openStage } from '../../src/commands/demo/stage.ts';
import { bodyOf, header, type MailServer, startMailServer } from '../support/mail-server.ts';
import { filesOf } from '../support/notification-house.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const ADDED = 'Un nouveau document dans votre dossier médical partagé';
const FIRST = "Premier accès d'un professionnel à votre dossier médical partagé";

/** The subject of a mail in words (RFC 2047, quoted-printable or base64). */
function subject(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_, kind: string, text: string) => {
      if (kind.toUpperCase() === 'B') return Buffer.from(text, 'base64').toString('utf8');
      const bytes = text
        .replaceAll('_', ' ')
        .replace(/=([0-9A-F]{2})/g, (__, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      return Buffer.from(bytes, 'latin1').toString('utf8');
    });
}

describe('given a server with a mail server', () => {
  let mails: MailServer;
  let server: TestServer;
  let stage: OpenStage;
  before(async () => {
    mails = await startMailServer();
    server = await startTestServer({
      CARNET_SMTP_URL: mails.url,
      CARNET_SMTP_PLAIN: 'true',
      CARNET_MAIL_FROM: 'dmp@example.fr',
      CARNET_HTTP_PORT: '0',
    });
    stage = openStage(server, () => {});
  });
  after(async () => {
    stage.close();
    await server.close();
    await mails.close();
  });
  const search = () => `DocumentReference?patient.identifier=${encodeURIComponent(stage.patientToken)}`;
  const sent = async (work: () => Promise<unknown>) => {
    const before = mails.received.length;
    await work();
    await server.deliverNotifications();
    return mails.received.slice(before);
  };
  const subjects = async (work: () => Promise<unknown>) =>
    (await sent(work)).map((mail) => subject(header(mail, 'Subject') ?? ''));

  it('then a document deposited over SOAP is one mail, which tells nothing of it, and none when it is sent again', async () => {
    const [mail, ...others] = await sent(() => stage.deposit('pharmacien', NOTE));
    expect(others).to.deep.equal([]);
    expect(subject(header(mail!, 'Subject') ?? '')).to.equal(ADDED);
    expect(mail?.to).to.deep.equal(['charlotte.lemoine@example.org']);
    const text = `${mail?.source}${bodyOf(mail!)}`;
    expect(text).not.to.match(/vaccin|87273|pharmac|CARON|294061411802778/i);
    expect(await subjects(() => stage.deposit('pharmacien', NOTE))).to.deep.equal([]);
  });

  it('then the first access of a professional is one mail, over whichever face it comes', async () => {
    const doctor = stage.dmp('medecin');
    await doctor.setAuthorization(stage.patientId);
    const overSoap = () => doctor.findDocuments(stage.patientId);
    const overFhir = async (slug: string) => {
      expect((await stage.fhir(slug, 'hopital').get(search())).status).to.equal(200);
    };
    expect(await subjects(overSoap)).to.deep.equal([FIRST]);
    expect(await subjects(() => overFhir('medecin'))).to.deep.equal([]);
    expect(await subjects(overSoap)).to.deep.equal([]);
    await stage.dmp('medecin-traitant').setAuthorization(stage.patientId);
    expect(await subjects(() => overFhir('medecin-traitant'))).to.deep.equal([FIRST]);
  });

  it('then an emergency is told to the patient by mail and to the médecin traitant by letter, once', async () => {
    const patient = await server.store.records.byIdentifier(stage.matricule, '1.2.250.1.213.1.4.10');
    await server.store.write([
      {
        kind: 'name-medecin-traitant',
        patientKey: patient!.patient.key,
        professional: '810000000999',
        name: 'BONNET Luc',
        at: new Date().toISOString(),
      },
    ]);
    const nurse = stage.fhir('infirmier', 'hopital');
    const breakGlass = async () => {
      const [system, value] = stage.patientToken.split('|');
      const reply = await nurse.send('POST', 'Patient/$bris-de-glace', {
        resourceType: 'Parameters',
        parameter: [
          { name: 'patient', valueIdentifier: { system, value } },
          { name: 'nom', valueString: 'Lemoine' },
          { name: 'prenom', valueString: 'Charlotte' },
          { name: 'date-naissance', valueDate: '1994-06-12' },
          { name: 'motif', valueString: 'Patiente inconsciente' },
        ],
      });
      expect(reply.status).to.equal(200);
    };
    expect(await subjects(breakGlass)).to.deep.equal([
      'Votre dossier médical partagé a été consulté en urgence',
    ]);
    const letters = filesOf(join(server.data, 'mail', 'letters'), '.txt');
    expect(letters).to.have.length(1);
    expect(letters[0]).to.contain('\n\nBONNET Luc\n\n');
    expect(letters[0]).not.to.match(/LEMOINE|inconsciente/i);
    const wrong = await subjects(() =>
      nurse.send('POST', 'Patient/$bris-de-glace', { resourceType: 'Parameters', parameter: [] }),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('then the médecin traitant who was told of it finds whose record it was, and another doctor nothing', async () => {
    const record = await server.store.records.byIdentifier(stage.matricule, '1.2.250.1.213.1.4.10');
    const patientKey = record!.patient.key;
    const doctor = '810000000029';
    const at = new Date().toISOString();
    await server.store.write([
      { kind: 'name-medecin-traitant', patientKey, professional: doctor, name: 'BELLAMY Hugo', at },
    ]);
    const asked = (slug: string, id: string) =>
      stage
        .fhir(slug, 'hopital')
        .get(`AuditEvent?patient.general-practitioner:identifier=${id}&purpose=BTG,ETREAT`);
    const own = await asked('medecin-traitant', doctor);
    expect(own.status).to.equal(200);
    expect(Buffer.from(own.bytes).toString())
      .to.include(stage.matricule)
      .and.include('Patiente inconsciente');
    for (const id of [doctor, '810000000011']) {
      const others = await asked('medecin', id);
      expect(others.status).to.equal(200);
      expect(Buffer.from(others.bytes).toString()).not.to.match(/294061411802778|inconsciente/);
      expect(JSON.parse(Buffer.from(others.bytes).toString())).to.include({ total: 0 });
    }
  });

  it('then what the patient does is no mail', async () => {
    const read = () => stage.patient().get(search());
    expect(await subjects(read)).to.deep.equal([]);
  });

  it('then an access that is refused is no mail', async () => {
    expect(
      await subjects(() =>
        stage
          .dmp('infirmier')
          .findDocuments(stage.patientId)
          .catch(() => undefined),
      ),
    ).to.deep.equal([]);
  });

  it('then the operator sees how long the queue is', async () => {
    const patientKey = (await server.store.records.byIdentifier(stage.matricule, '1.2.250.1.213.1.4.10'))
      ?.patient.key;
    const at = new Date(Date.now() + 3_600_000).toISOString();
    await server.store.write([
      {
        kind: 'notify',
        notification: { recipient: { patientKey: patientKey! }, message: { kind: 'document-added' } },
        at,
      },
    ]);
    const text = await (await fetch(`http://127.0.0.1:${server.httpPort}/metrics`)).text();
    expect(text).to.match(/^carnet_notifications_waiting 1$/m);
    expect(text).to.match(/^carnet_notifications_oldest_seconds -?[0-9.]+$/m);
  });
});
