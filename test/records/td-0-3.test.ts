import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import type { Subject } from '../../src/model/subject.ts';
import { setAuthorization } from '../../src/records/td-0-3-set-authorization.ts';
import type { Attachments } from '../../src/soap/soap-transaction.ts';
import type { WriteCommand } from '../../src/store/store.ts';
import { parseXml } from '../../src/xml/parse.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import { text } from '../../src/xml/tree.ts';
import { callers, EDUCATEUR, SECRETAIRE } from '../fhir/callers.ts';
import { startWorld, type World } from '../fhir/test-world.ts';
import { dmpSample } from '../support/dmp-samples.ts';
import { PATIENT_ID } from '../support/submission-builder.ts';
import { all, authorizationRequest, payloadOf, structure } from './messages.ts';

const transaction = setAuthorization();
const none = {} as Attachments;
const AJOUT = '<action>AJOUT</action>';
const SUPPRESSION = '<action>SUPPRESSION</action>';
const MT = '<role>MEDECIN_TRAITANT</role>';
const medecin: Subject = { ...callers.medecin, mode: 'DIRECTE', patientId: PATIENT_ID };
const secretaire: Subject = { ...medecin, ...SECRETAIRE };
const educateur: Subject = { ...medecin, ...EDUCATEUR };

describe('given TD0.3, the authorisation', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(() => world.close());

  /** @param meanwhile what is written after the decision and before what the transaction writes. */
  const ask = async (payload: XmlElement, subject: Subject = medecin, meanwhile?: WriteCommand) => {
    const request = await transaction.read(payload, none);
    if (isRefusal(request)) return request;
    const call = { subject, from: '::1', requestId: 'test', at: '2026-10-02T10:00:00.000Z' };
    const run: typeof transaction.transaction.run = async (...given) => {
      const outcome = await transaction.transaction.run(...given);
      if (meanwhile !== undefined) await world.write(meanwhile);
      return outcome;
    };
    const answer = await world.execute({ ...transaction.transaction, run }, request, call);
    return isRefusal(answer) ? answer : parseXml(transaction.write(answer).body.text);
  };
  const told = async (inside: string, subject?: Subject, meanwhile?: WriteCommand) => {
    const answer = await ask(authorizationRequest(inside), subject, meanwhile);
    if (isRefusal(answer)) return answer.refused[0].code;
    return [...all(answer, 'status'), ...all(answer, 'context')].map(text);
  };
  const held = async () =>
    (await world.store.records.authorisations(world.charlotte)).map(
      ({ holder, holderKind, medecinTraitant }) => [holder, holderKind, medecinTraitant],
    );

  it('then a professional is authorised in person', async () => {
    expect(await told(AJOUT)).to.deep.equal(['DMPOk']);
    expect(await held()).to.deep.equal([['810000000011', 'professional', false]]);
  });

  it('then a second time changes nothing and says so', async () => {
    await told(AJOUT);
    const [status, context] = await told(AJOUT);
    expect(status).to.equal('DMPOk');
    expect(context).to.match(/déjà/);
    expect(await held()).to.have.length(1);
  });

  it('then a physician becomes médecin traitant, before or after', async () => {
    await told(AJOUT);
    expect(await told(AJOUT + MT)).to.deep.equal(['DMPOk']);
    expect(await held()).to.deep.equal([['810000000011', 'professional', true]]);
  });

  it('then to declare oneself again takes nothing from a médecin traitant', async () => {
    await told(AJOUT + MT);
    await told(AJOUT);
    expect(await held()).to.deep.equal([['810000000011', 'professional', true]]);
  });

  it('then a médecin traitant withdraws as such and stays authorised', async () => {
    await told(AJOUT + MT);
    expect(await told(SUPPRESSION + MT)).to.deep.equal(['DMPOk']);
    expect(await held()).to.deep.equal([['810000000011', 'professional', false]]);
  });

  it('then the journal says that a physician has become médecin traitant, or is none any more, and not that nothing changed', async () => {
    for (const asked of [AJOUT, AJOUT + MT, AJOUT + MT, SUPPRESSION + MT]) await told(asked);
    const events = await world.store.events.ofPatient(world.charlotte, { limit: 4, offset: 0 });
    expect(events.map(({ type }) => type).reverse()).to.deep.equal([
      'TD0.3',
      'CHOICE-name-medecin-traitant',
      'TD0.3',
      'CHOICE-dismiss-medecin-traitant',
    ]);
  });

  it('then one who is authorised and no médecin traitant does not withdraw as such', async () => {
    await told(AJOUT);
    expect(await told(SUPPRESSION + MT)).to.equal('AccessDenied');
    expect(await held()).to.deep.equal([['810000000011', 'professional', false]]);
  });

  for (const inside of [AJOUT, AJOUT + MT, SUPPRESSION]) {
    it(`then whom the patient blocks is refused ${inside}, and has what it had`, async () => {
      const { id } = medecin;
      await told(AJOUT);
      const blocking = { professional: id, since: '2026-10-02T09:00:00.000Z' };
      await world.write({ kind: 'block', patientKey: world.charlotte, blocking });
      const answer = await told(inside);
      await world.write({ kind: 'unblock', patientKey: world.charlotte, professional: id });
      expect(answer).to.equal('AccessDenied');
      expect(await held()).to.deep.equal([['810000000011', 'professional', false]]);
    });
  }

  it('then whom the patient blocks in the meantime is refused, traced, and holds nothing', async () => {
    const blocking = { professional: medecin.id, since: '2026-10-02T09:00:00.000Z' };
    const block: WriteCommand = { kind: 'block', patientKey: world.charlotte, blocking };
    expect(await told(AJOUT, medecin, block)).to.equal('AccessDenied');
    expect(await held()).to.deep.equal([]);
    const [event] = await world.store.events.ofPatient(world.charlotte, { limit: 1, offset: 0 });
    expect(event).to.include({ type: 'TD0.3', granted: false });
  });

  for (const inside of [AJOUT, SUPPRESSION + MT]) {
    it(`then ${inside} of a record that is closed in the meantime is refused`, async () => {
      if (inside !== AJOUT) await told(AJOUT + MT);
      const before = await held();
      const at = '2026-10-02T09:30:00.000Z';
      const close: WriteCommand = { kind: 'close-record', patientKey: world.charlotte, at };
      expect(await told(inside, medecin, close)).to.equal('XDSUnknownPatientId');
      expect(await held()).to.deep.equal(before);
    });
  }

  it('then whom the patient names médecin traitant in the meantime is one', async () => {
    const { id: professional, name } = medecin;
    const named = { patientKey: world.charlotte, professional, name, at: '2026-10-02T09:30:00.000Z' };
    expect(await told(AJOUT, medecin, { kind: 'name-medecin-traitant', ...named })).to.deep.equal(['DMPOk']);
    expect(await held()).to.deep.equal([['810000000011', 'professional', true]]);
  });

  it('then a professional withdraws', async () => {
    await told(AJOUT);
    expect(await told(SUPPRESSION)).to.deep.equal(['DMPOk']);
    expect(await held()).to.deep.equal([]);
  });

  it('then to withdraw what is not there changes nothing and says so', async () => {
    const [status, context] = await told(SUPPRESSION);
    expect([status, typeof context]).to.deep.equal(['DMPOk', 'string']);
  });

  it('then a pharmacist does not become médecin traitant', async () => {
    const pharmacien = { ...callers.pharmacien, patientId: PATIENT_ID };
    expect(await told(AJOUT + MT, pharmacien)).to.equal('AccessDenied');
    expect(await held()).to.deep.equal([]);
  });

  for (const [who, subject] of [
    ['a CPE', secretaire],
    ['a social role', educateur],
  ] as const) {
    it(`then the authorisation of ${who} goes to the structure`, async () => {
      expect(await told(AJOUT, subject)).to.deep.equal(['DMPOk']);
      expect(await held()).to.deep.equal([['1140000027', 'structure', false]]);
    });
  }

  it('then a professional cannot withdraw what the structure holds', async () => {
    await told(AJOUT, secretaire);
    await told(SUPPRESSION);
    expect(await held()).to.deep.equal([['1140000027', 'structure', false]]);
  });

  it('then the trace has it', async () => {
    await told(AJOUT);
    const [event] = await world.store.events.ofPatient(world.charlotte, { limit: 1, offset: 0 });
    expect(event).to.include({ type: 'TD0.3', action: 'U' });
  });

  for (const inside of ['', '<action>AUTRE</action>', `${AJOUT}<role>AUTRE</role>`]) {
    it(`then a request with '${inside}' is refused`, async () => {
      expect(await told(inside)).to.equal('MalformedRequest');
    });
  }

  it('then without a record nothing is authorised', async () => {
    const patientId = '194061411802799^^^&1.2.250.1.213.1.4.10&ISO^NH';
    expect(await told(AJOUT, { ...medecin, patientId })).to.equal('XDSUnknownPatientId');
  });

  it('then an assertion without a patient is refused', async () => {
    const { patientId: _, ...nameless } = medecin;
    expect(await told(AJOUT, nameless)).to.equal('AssertionPatient');
  });

  it('then the official request is read, and the answer has the structure of the official one', async function () {
    const official = payloadOf(dmpSample(this, 'TD0.3-set-authorization-request.xml'));
    await ask(official);
    const ours = await ask(official);
    if (isRefusal(ours)) throw new Error(JSON.stringify(ours));
    const theirs = payloadOf(dmpSample(this, 'TD0.3-set-authorization-response.xml'));
    expect(structure(ours)).to.deep.equal(structure(theirs));
    expect([...all(ours, 'status')].map(text)).to.deep.equal([...all(theirs, 'status')].map(text));
    expect(ours.namespace).to.equal(theirs.namespace);
  });
});
