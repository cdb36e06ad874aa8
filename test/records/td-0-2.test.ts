import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import type { Subject } from '../../src/model/subject.ts';
import { existence } from '../../src/records/td-0-2-existence.ts';
import type { Attachments } from '../../src/soap/soap-transaction.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute, element, text, type XmlElement } from '../../src/xml/tree.ts';
import { callers } from '../fhir/callers.ts';
import { startWorld, type World } from '../fhir/test-world.ts';
import { dmpSample } from '../support/dmp-samples.ts';
import { all, existenceRequest, payloadOf, structure, values } from './messages.ts';

const transaction = existence({ rules: { deviceOid: '1.2.250.1.213.4.1.1.1' } });
const none = {} as Attachments;
const read = async (payload: XmlElement) => {
  const request = await transaction.read(payload, none);
  if (isRefusal(request)) throw new Error(JSON.stringify(request));
  return request;
};
const withCard = (subject: Subject): Subject => ({ ...subject, mode: 'DIRECTE' });

/** The values of the observations of a patient. */
const observed = (patient: XmlElement) =>
  all(patient, 'administrativeObservation').map((one) => attribute(element(one, 'value'), 'value'));

describe('given TD0.2, the test of existence', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  const ask = async (payload: XmlElement, subject: Subject = withCard(callers.medecin)) => {
    const call = { subject, from: '::1', requestId: 'test', at: '2026-10-02T10:00:00.000Z' };
    const answer = await world.execute(transaction.transaction, await read(payload), call);
    if (isRefusal(answer)) return answer;
    return parseXml(transaction.write(answer).body.text);
  };
  const answered = async (...given: Parameters<typeof ask>) => {
    const answer = await ask(...given);
    if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
    return answer;
  };

  it('then the record is found, and the caller is not authorised', async () => {
    const answer = await answered(existenceRequest());
    expect(values(answer, 'queryResponseCode', 'code')).to.deep.equal(['OK']);
    expect(values(answer, 'keyWordText', 'code')).to.deep.equal(['AUTORISATION', 'STATUT_MT']);
    expect(
      all(answer, 'attentionLine').map((line) =>
        element(line, 'value')?.attributes.map(({ value }) => value),
      ),
    ).to.deep.equal([
      ['CV', 'NON_EXISTE', '1.2.250.1.213.4.1.2.6.2'],
      ['BL', 'false'],
    ]);
  });

  it('then message and query are acknowledged by their identifiers, and the sender is the receiver', async () => {
    const answer = await answered(existenceRequest());
    expect(values(all(answer, 'targetMessage')[0]!, 'id', 'extension')).to.deep.equal(['message-1']);
    expect(values(answer, 'queryId', 'extension')).to.deep.equal(['query-1']);
    expect(values(all(answer, 'receiver')[0]!, 'id', 'root')).to.deep.equal(['1.2.250.1.999']);
    expect(all(all(answer, 'receiver')[0]!, 'softwareName').map(text)).to.deep.equal(['LPS & Cie']);
    expect(values(answer, 'acknowledgement', 'typeCode')).to.deep.equal(['AA']);
  });

  it('then the traits and the state of the record are told', async () => {
    const [patient] = all(await answered(existenceRequest()), 'patient');
    expect(values(patient!, 'id', 'extension')).to.deep.equal(['294061411802778']);
    expect(values(patient!, 'statusCode', 'code')).to.deep.equal(['active']);
    expect(all(patient!, 'family').map(text)).to.deep.equal(['LEMOINE']);
    expect(all(patient!, 'given').map(text)).to.deep.equal(['CHARLOTTE', 'JEANNE']);
    expect(values(patient!, 'birthTime', 'value')).to.deep.equal(['19940612']);
    expect(values(patient!, 'administrativeGenderCode', 'code')).to.deep.equal(['F']);
    expect(values(patient!, 'code', 'code')).to.deep.equal([
      'COMPTE_INTERNET_OUVERT',
      'RATTACHEMENT_ENS',
      'OPPOSITION_BRIS_DE_GLACE',
      'OPPOSITION_ACCES_URGENCE',
    ]);
    expect(observed(patient!)).to.deep.equal(['true', 'true', 'false', 'false']);
  });

  it('then an authorised caller is told so', async () => {
    await world.authorise('medecin');
    const [line] = all(await answered(existenceRequest()), 'attentionLine');
    expect(values(line!, 'value', 'code')).to.deep.equal(['VALIDE']);
  });

  for (const [choices, told] of [
    [{ brisDeGlace: 'opposed' }, ['true', 'true', 'true', 'false']],
    [{ centre15: 'opposed' }, ['true', 'true', 'false', 'true']],
  ] as const) {
    it(`then ${JSON.stringify(choices)} is told`, async () => {
      await world.write({ kind: 'set-choices', patientKey: world.charlotte, choices });
      const [patient] = all(await answered(existenceRequest()), 'patient');
      await world.write({
        kind: 'set-choices',
        patientKey: world.charlotte,
        choices: { brisDeGlace: 'allowed', centre15: 'allowed' },
      });
      expect(observed(patient!)).to.deep.equal(told);
    });
  }

  it('then a médecin traitant is told so, and once blocked that access is forbidden', async () => {
    const { id, name } = callers.medecin;
    const { charlotte } = world;
    const at = '2026-10-02T09:00:00.000Z';
    const lines = async () =>
      all(await answered(existenceRequest()), 'attentionLine').map((line) => {
        const value = element(line, 'value');
        return attribute(value, 'code') ?? attribute(value, 'value');
      });
    await world.write({ kind: 'name-medecin-traitant', patientKey: charlotte, professional: id, name, at });
    expect(await lines()).to.deep.equal(['VALIDE', 'true']);
    await world.write({ kind: 'block', patientKey: charlotte, blocking: { professional: id, since: at } });
    expect(await lines()).to.deep.equal(['INTERDIT', 'false']);
    await world.write({ kind: 'unblock', patientKey: charlotte, professional: id });
    expect(await lines()).to.deep.equal(['VALIDE', 'true']);
    await world.write({ kind: 'withdraw', patientKey: charlotte, holder: id });
  });

  it('then an authorisation of the structure is no authorisation of a physician', async () => {
    await world.write({
      kind: 'authorise',
      patientKey: world.charlotte,
      authorisation: {
        holder: '1140000027',
        holderKind: 'structure',
        name: 'CH',
        medecinTraitant: false,
        since: '2026-10-02T09:00:00.000Z',
      },
    });
    const stranger = { ...withCard(callers.medecin), id: '810000009999' };
    const [line] = all(await answered(existenceRequest(), stranger), 'attentionLine');
    expect(values(line!, 'value', 'code')).to.deep.equal(['NON_EXISTE']);
  });

  it('then an absent record is NF, without a patient', async () => {
    const answer = await answered(existenceRequest([['294061411802778', '194061411802799']]));
    expect(values(answer, 'queryResponseCode', 'code')).to.deep.equal(['NF']);
    expect(all(answer, 'patient')).to.deep.equal([]);
    expect(all(answer, 'attentionLine')).to.deep.equal([]);
  });

  it('then a patient that the assertion does not name is refused', async () => {
    const subject = { ...withCard(callers.medecin), patientId: '1^^^&1.2.250.1.213.1.4.10&ISO^NH' };
    const answer = await ask(existenceRequest(), subject);
    expect(isRefusal(answer) && answer.refused[0].code).to.equal('AssertionPatient');
  });

  it('then a closed record is told as terminated', async () => {
    await world.write({ kind: 'close-record', patientKey: world.charlotte, at: '2026-10-03T00:00:00.000Z' });
    const answer = await answered(existenceRequest());
    expect(values(all(answer, 'patient')[0]!, 'statusCode', 'code')).to.deep.equal(['terminated']);
  });

  for (const [what, from, to] of [
    ['reasonCode', 'TEST_EXST', 'CNSLT_DATA'],
    ['reasonCode', '1.2.250.1.213.1.1.4.11', '1.2.3'],
    ['patientIdentifier', 'extension="294061411802778"', ''],
    ['patientIdentifier', 'extension="294061411802778"', 'extension="29^4"'],
    ['patientIdentifier', 'value root="1.2.250.1.213.1.4.10"', 'value root="INS"'],
    ['queryId', '<queryId root="1.2.250.1.999.2" extension="query-1"/>', ''],
    ['id', '<id root="1.2.250.1.999.1" extension="message-1"/>', ''],
    ['sender', '<id root="1.2.250.1.999"/>', ''],
    ['PRPA_IN201307UV02', 'urn:hl7-org:v3', 'urn:example'],
  ] as const) {
    it(`then a message with ${to || 'nothing'} for ${from} is refused by the name of ${what}`, async () => {
      const refusal = await transaction.read(existenceRequest([[from, to]]), none);
      if (!isRefusal(refusal)) throw new Error('not refused');
      expect(refusal.refused[0]).to.include({ code: 'MalformedRequest', about: what });
    });
  }

  it('then the official request is read', async function () {
    const request = await read(payloadOf(dmpSample(this, 'TD0.2-existence-request.xml')));
    expect(request.patientId).to.equal('207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH');
    expect(request.sender.softwareName).to.equal('LPS GIE-SV');
  });

  it('then the answer has the structure of the official one, what we do not know apart', async function () {
    const official = payloadOf(dmpSample(this, 'TD0.2-existence-response.xml'));
    const ours = await answered(existenceRequest());
    expect(structure(ours)).to.deep.equal(structure(official, ['prefix', 'telecom']));
  });
});
