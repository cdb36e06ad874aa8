import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import type { Authorisation } from '../../src/model/record.ts';
import type { Subject } from '../../src/model/subject.ts';
import { authorisedProfessionals } from '../../src/records/td-1-6-authorised-professionals.ts';
import type { Attachments } from '../../src/soap/soap-transaction.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { elements, text } from '../../src/xml/tree.ts';
import { callers, EDUCATEUR, SECRETAIRE } from '../fhir/callers.ts';
import { startWorld, type World } from '../fhir/test-world.ts';
import { PATIENT_ID } from '../support/submission-builder.ts';
import { all } from './messages.ts';

const medecin: Subject = { ...callers.medecin, mode: 'DIRECTE', patientId: PATIENT_ID };
const infirmier: Subject = { ...callers.infirmier, mode: 'DIRECTE', patientId: PATIENT_ID };
const educateur: Subject = { ...medecin, ...EDUCATEUR };
const secretaire: Subject = { ...medecin, ...SECRETAIRE };
const HOPITAL: Authorisation = {
  holder: '1140000027',
  holderKind: 'structure',
  name: 'CENTRE HOSPITALIER DES TILLEULS',
  medecinTraitant: false,
  since: '2026-10-03T08:00:00.000Z',
};
const MEDECIN: Authorisation = {
  holder: medecin.id,
  holderKind: 'professional',
  name: 'DE LA TOUR-AUBERT Claire-Anne Marie',
  medecinTraitant: true,
  since: '2026-10-02T08:00:00.000Z',
};

describe('given TD1.6, the list of authorised professionals', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(async () => {
    for (const { holder } of await world.store.records.authorisations(world.charlotte)) {
      await world.write({ kind: 'withdraw', patientKey: world.charlotte, holder });
    }
  });
  after(() => world.close());

  const authorise = (authorisation: Authorisation) =>
    world.write({ kind: 'authorise', patientKey: world.charlotte, authorisation });
  const ask = async (inside = '<mode>TOUTE</mode>', subject: Subject = medecin) => {
    const transaction = authorisedProfessionals({ store: world.store });
    const request = await transaction.read(
      parseXml(
        `<listAuthorizationByPatient xmlns="urn:si-dmp-habilitations">${inside}</listAuthorizationByPatient>`,
      ),
      {} as Attachments,
    );
    if (isRefusal(request)) return request;
    const call = { subject, from: '::1', requestId: 'test', at: '2026-10-09T10:00:00.000Z' };
    const answer = await world.execute(transaction.transaction, request, call);
    return isRefusal(answer) ? answer : parseXml(transaction.write(answer).body.text);
  };
  const listed = async (inside?: string, subject?: Subject) => {
    const answer = await ask(inside, subject);
    if (isRefusal(answer)) return answer.refused[0].code;
    expect(all(answer, 'status').map(text)).to.deep.equal(['DMPOk']);
    return all(answer, 'listOfAuthorizationByPatient').map((one) =>
      Object.fromEntries(elements(one).map((node) => [node.local, text(node)])),
    );
  };
  const last = async () => (await world.store.events.ofPatient(world.charlotte, { limit: 1, offset: 0 }))[0];

  it('then an authorised professional reads who is authorised, since when and as what, the longest first', async () => {
    await authorise(HOPITAL);
    await authorise(MEDECIN);
    const [doctor, hospital, ...more] = (await listed()) as Record<string, string>[];
    expect(more).to.deep.equal([]);
    expect({ ...doctor, lastActionDate: undefined }).to.deep.equal({
      nationalId: medecin.id,
      nationalIdType: '1.2.250.1.71.4.2.1',
      firstName: 'Claire-Anne Marie',
      lastName: 'DE LA TOUR-AUBERT',
      startOfAuthorization: '20261002080000',
      lastActionDate: undefined,
      mode: 'ACTIVE',
      specificRight: 'MEDECIN_TRAITANT',
    });
    expect(hospital).to.deep.equal({
      nationalId: HOPITAL.holder,
      nationalIdType: '1.2.250.1.71.4.2.2',
      lastName: HOPITAL.name,
      startOfAuthorization: '20261003080000',
      mode: 'ACTIVE',
    });
  });

  it('then a name whose parts the case does not tell apart is told whole', async () => {
    await authorise({ ...MEDECIN, name: 'LIBRE MAX' });
    const [doctor] = (await listed()) as Record<string, string>[];
    expect([doctor?.lastName, doctor?.firstName]).to.deep.equal(['LIBRE MAX', undefined]);
  });

  it('then of each it tells when it last acted, by what was granted', async () => {
    await authorise(MEDECIN);
    await authorise({ ...MEDECIN, holder: infirmier.id, medecinTraitant: false });
    await world.write({
      kind: 'record-event',
      event: {
        type: 'ITI-43',
        action: 'R',
        at: '2026-10-08T07:00:00.000Z',
        granted: true,
        reason: 'authorised',
        patientKey: world.charlotte,
        subject: {
          kind: 'professional',
          mode: 'DIRECTE',
          id: infirmier.id,
          name: '',
          purpose: 'normal',
          evidence: '',
        },
        from: '::1',
        requestId: 'r',
        documents: [],
      },
    });
    const answered = (await listed()) as Record<string, string>[];
    expect(answered.find(({ nationalId }) => nationalId === infirmier.id)?.lastActionDate).to.equal(
      '20261008070000',
    );
  });

  it('then INTERDITE finds whom the patient blocks, who is not among the ACTIVE any more', async () => {
    await authorise(MEDECIN);
    await authorise({ ...MEDECIN, holder: infirmier.id, name: 'DUVAL Samir', medecinTraitant: false });
    const since = '2026-10-04T08:00:00.000Z';
    const { charlotte: patientKey } = world;
    for (const professional of [infirmier.id, '810000000052'])
      await world.write({ kind: 'block', patientKey, blocking: { professional, since } });
    const [blocked, stranger, ...more] = (await listed('<mode>INTERDITE</mode>')) as Record<string, string>[];
    expect(more).to.deep.equal([]);
    expect(blocked).to.include({
      nationalId: infirmier.id,
      lastName: 'DUVAL',
      firstName: 'Samir',
      startOfAuthorization: '20261004080000',
      mode: 'INTERDITE',
    });
    expect(stranger).to.include({ nationalId: '810000000052', lastName: '', mode: 'INTERDITE' });
    const active = (await listed('<mode>ACTIVE</mode>')) as Record<string, string>[];
    expect(active.map(({ nationalId }) => nationalId)).to.deep.equal([medecin.id]);
    expect(await listed('<mode>TOUTE</mode>')).to.have.length(3);
    for (const professional of [infirmier.id, '810000000052'])
      await world.write({ kind: 'unblock', patientKey, professional });
  });

  it('then ACTIVE finds them, INTERDITE nobody, and no mode is TOUTE', async () => {
    await authorise(MEDECIN);
    for (const [inside, count] of [
      ['<mode>ACTIVE</mode>', 1],
      ['<mode>INTERDITE</mode>', 0],
      ['', 1],
    ] as const) {
      expect(await listed(inside)).to.have.length(count);
    }
  });

  it('then it is traced for the patient', async () => {
    await authorise(MEDECIN);
    await listed();
    expect(await last()).to.include({
      type: 'TD1.6',
      action: 'E',
      granted: true,
      reason: 'functional-right',
    });
  });

  it('then one whom the record does not authorise learns of nobody', async () => {
    await authorise(MEDECIN);
    expect(await listed(undefined, infirmier)).to.equal('AuthorisationMissing');
    expect(await last()).to.include({ type: 'TD1.6', granted: false, reason: 'authorisation-missing' });
  });

  it('then neither a social role nor a CPE lists, though their structure is authorised', async () => {
    await authorise(HOPITAL);
    for (const subject of [educateur, secretaire]) {
      expect(await listed(undefined, subject)).to.equal('AccessDenied');
    }
  });

  for (const purpose of ['centre_15', 'bris_de_glace'] as const) {
    it(`then in ${purpose} nobody lists`, async () => {
      await authorise(MEDECIN);
      expect(await listed(undefined, { ...medecin, purpose, reason: 'urgence' })).to.equal('AccessDenied');
    });
  }

  it('then an absent record and an assertion without a patient are refused', async () => {
    const patientId = '194061411802799^^^&1.2.250.1.213.1.4.10&ISO^NH';
    expect(await listed(undefined, { ...medecin, patientId })).to.equal('XDSUnknownPatientId');
    const { patientId: _, ...nameless } = medecin;
    expect(await listed(undefined, nameless)).to.equal('AssertionPatient');
  });

  it('then a mode that does not exist and another element are refused', async () => {
    expect(await listed('<mode>AUTRE</mode>')).to.equal('MalformedRequest');
    const { read } = authorisedProfessionals({ store: world.store });
    const other = await read(parseXml('<listAuthorizationByPatient xmlns="urn:other"/>'), {} as Attachments);
    expect(isRefusal(other)).to.equal(true);
  });
});
