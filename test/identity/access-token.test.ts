import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { createIdentity } from '../../src/identity/create-identity.ts';
import {
  makePatientToken,
  makeProfessionalToken,
  type ProfessionalTokenOptions,
  sandboxTokenIssuers,
} from '../../src/identity/sandbox/token-maker.ts';
import { INS_NIR } from '../../src/model/ins.ts';
import { told } from '../support/faults.ts';
import { CHARLOTTE_INS, type IdentityHouse, identityHouse, NOW } from '../support/identity-house.ts';
import { sharedText } from '../support/shared-data.ts';

const INVALID = "TokenInvalid Le jeton d'accès n'est pas valide.";
const EXPIRED = "TokenExpired Le jeton d'accès n'est pas en cours de validité.";
const NOT_BOUND = "TokenNotBound Le jeton d'accès ne correspond pas au certificat client présenté.";
const SITUATION = "TokenSituation La situation d'exercice doit être choisie.";

const seconds = (count: number) => new Date(NOW.getTime() + count * 1000);

describe('given an access token of a professional', () => {
  let house: IdentityHouse;

  before(async () => {
    house = await identityHouse();
  });

  const show = async (
    options: Partial<ProfessionalTokenOptions> & { presentedBy?: string; situation?: string; shownAt?: Date },
  ) => {
    const { presentedBy = 'hopital', situation, shownAt = NOW, ...made } = options;
    const token = await makeProfessionalToken(house.pki, {
      as: 'medecin',
      client: 'hopital',
      at: NOW,
      ...made,
    });
    return house.identity.fromToken(token, await house.peer(presentedBy), shownAt, situation);
  };

  it('then the professional acts, in the structure whose certificate presents it', async () => {
    const subject = await show({ claims: { jti: 'one' } });
    expect(subject).to.deep.equal({
      kind: 'professional',
      mode: 'PRO_SANTE_CONNECT',
      id: '810000000011',
      name: 'AUBERT Claire',
      structure: { id: '1140000027', name: 'CENTRE HOSPITALIER DES TILLEULS' },
      sector: { code: 'SA01', system: '1.2.250.1.71.4.2.4', names: [] },
      roles: [
        { code: '10', system: '1.2.250.1.71.1.2.7', names: [] },
        { code: 'SM54', system: '1.2.250.1.71.4.2.5', names: [] },
      ],
      purpose: 'normal',
      secretConnection: false,
      evidence: { id: 'one', issuer: 'https://localhost/sandbox/pro-sante-connect' },
    });
  });

  it('then a pharmacien has a section and an educator a kind of activity', async () => {
    const rolesOf = async (as: string) => {
      const subject = await show({ as });
      return isRefusal(subject)
        ? told(subject)
        : subject.roles.map(({ code, system }) => `${code} ${system}`);
    };
    expect(await rolesOf('pharmacien')).to.deep.equal(['21 1.2.250.1.71.1.2.7', 'A 1.2.250.1.71.4.2.6']);
    expect(await rolesOf('educateur')).to.deep.equal([
      '51 1.2.250.1.213.1.6.1.4',
      'GENR10 1.2.250.1.213.1.6.1.19',
    ]);
  });

  it('then access for medical regulation is centre_15', async () => {
    expect(await show({ claims: { Acces_Regulation_Medicale: 'VRAI' } })).to.include({
      purpose: 'centre_15',
    });
  });

  it('then it is good for the certificate that it is bound to, and for no other', async () => {
    expect(told(await show({ presentedBy: 'esat' }))).to.deep.equal([NOT_BOUND]);
    expect(told(await show({ client: 'esat' }))).to.deep.equal([NOT_BOUND]);
    expect(told(await show({ claims: { cnf: undefined } }))).to.deep.equal([NOT_BOUND]);
    expect(told(await show({ claims: { cnf: { 'x5t#S256': '' } } }))).to.deep.equal([NOT_BOUND]);
    const token = await makeProfessionalToken(house.pki, { as: 'medecin', client: 'hopital', at: NOW });
    expect(told(await house.identity.fromToken(token, undefined, NOW, undefined))).to.deep.equal([NOT_BOUND]);
  });

  it('then it is not good when bound to a card: a structure answers for it', async () => {
    expect(told(await show({ client: 'medecin', presentedBy: 'medecin' }))).to.deep.equal([NOT_BOUND]);
  });

  it('then it ends, where it was taken before too', async () => {
    const token = await makeProfessionalToken(house.pki, {
      as: 'medecin',
      client: 'hopital',
      at: NOW,
      seconds: 120,
    });
    const peer = await house.peer('hopital');
    expect(isRefusal(await house.identity.fromToken(token, peer, NOW, undefined))).to.equal(false);
    expect(told(await house.identity.fromToken(token, peer, seconds(241), undefined))).to.deep.equal([
      EXPIRED,
    ]);
    expect(told(await show({ seconds: 120, shownAt: seconds(241) }))).to.deep.equal([EXPIRED]);
    expect(told(await show({ shownAt: seconds(-121) }))).to.deep.equal([EXPIRED]);
  });

  it('then one that lives longer than an hour, is an identity token, or lacks its claims is refused', async () => {
    expect(told(await show({ seconds: 3601 }))).to.deep.equal([INVALID]);
    expect(told(await show({ claims: { typ: 'ID' } }))).to.deep.equal([INVALID]);
    expect(told(await show({ claims: { SubjectNameID: undefined } }))).to.deep.equal([INVALID]);
    expect(told(await show({ claims: { SubjectRefPro: undefined } }))).to.deep.equal([INVALID]);
  });

  it('then a médecin without savoir-faire has not the role that he needs', async () => {
    const SubjectRefPro = { exercices: [{ codeProfession: '10', codeCategorieProfessionnelle: 'C' }] };
    expect(told(await show({ claims: { SubjectRefPro } }))[0]).to.match(/^AssertionRole .*\(10C\)$/);
  });

  it('then a student has the profession in training', async () => {
    const SubjectRefPro = { exercices: [{ codeProfession: '10', codeCategorieProfessionnelle: 'E' }] };
    expect(await show({ claims: { SubjectRefPro } })).to.have.nested.property(
      'roles[0].system',
      '1.2.250.1.71.1.2.8',
    );
  });

  describe('who practises in several places', () => {
    const claims = (test: Mocha.Context) =>
      JSON.parse(sharedText(test, 'identity/psc/userinfo-medecin-899700366240.json')) as Record<
        string,
        unknown
      >;
    const KEYS = '10C:499700366240007, 10C:10B0172805';

    it('then the server does not choose', async function () {
      expect(told(await show({ claims: claims(this) }))).to.deep.equal([`${SITUATION} (${KEYS})`]);
    });

    it('then a choice by profession alone, or of a place that is not there, is none', async function () {
      for (const situation of ['10C', '10C:3', '10C:0', '10C:x', '60C', '', ':', '10C:499700366240008']) {
        expect(told(await show({ claims: claims(this), situation })), situation).to.deep.equal([
          `${SITUATION} (${KEYS})`,
        ]);
      }
    });

    it('then a choice by structure or by number is taken', async function () {
      for (const [situation, sector] of [
        ['10C:499700366240007', 'SA07'],
        ['10C:10B0172805', 'SA01'],
        ['10C:1', 'SA07'],
        ['10C:2', 'SA01'],
      ] as const) {
        const subject = await show({ claims: claims(this), situation });
        expect(subject, situation).to.have.nested.property('sector.code', sector);
        expect(subject, situation).to.include({ id: '899700366240' });
      }
    });

    it('then one who has a single situation need not choose, but may not choose another', async function () {
      const edit = JSON.parse(
        sharedText(this, 'identity/psc/userinfo-pedicure-podologue-80-EDIT.json'),
      ) as Record<string, unknown>;
      const taken = await show({ claims: edit });
      expect(taken).to.include({ id: 'ANS20231122132732' });
      expect(taken).to.have.nested.property('roles[0].code', '80');
      expect(told(await show({ claims: edit, situation: '10C' }))[0]).to.match(/^TokenSituation /);
    });
  });
});

describe('given an access token of a patient', () => {
  let house: IdentityHouse;

  before(async () => {
    house = await identityHouse();
  });

  const show = async (claims: Record<string, unknown> = {}, authority?: string, presentedBy?: string) => {
    const token = await makePatientToken(house.pki, {
      ins: CHARLOTTE_INS,
      at: NOW,
      claims,
      ...(authority === undefined ? {} : { authority }),
    });
    const peer = presentedBy === undefined ? undefined : await house.peer(presentedBy);
    return house.identity.fromToken(token, peer, NOW, undefined);
  };

  it('then the patient acts, without any certificate', async () => {
    expect(await show({ jti: 'two' })).to.deep.equal({
      kind: 'patient',
      mode: 'PATIENT',
      id: CHARLOTTE_INS,
      name: 'LEMOINE CHARLOTTE',
      roles: [],
      purpose: 'normal',
      patientId: `${CHARLOTTE_INS}^^^&1.2.250.1.213.1.4.10&ISO^NH`,
      secretConnection: false,
      evidence: { id: 'two', issuer: 'https://localhost/sandbox/patient' },
    });
    expect(await show({}, INS_NIR))
      .to.have.property('patientId')
      .that.includes(INS_NIR);
  });

  it('then without the scope, without an INS or with one of another authority it is refused', async () => {
    expect(told(await show({ scope: 'openid' }))).to.deep.equal([INVALID]);
    expect(told(await show({ scope: 'patients' }))).to.deep.equal([INVALID]);
    expect(told(await show({ ins: undefined }))).to.deep.equal([INVALID]);
    expect(told(await show({}, '1.2.3'))).to.deep.equal([INVALID]);
  });

  it('then one that says that it is bound is good only there', async () => {
    const { thumbprint } = await house.peer('hopital');
    const cnf = { 'x5t#S256': thumbprint };
    expect(await show({ cnf }, undefined, 'hopital')).to.include({ kind: 'patient' });
    expect(told(await show({ cnf }))).to.deep.equal([NOT_BOUND]);
    expect(told(await show({ cnf: {} }, undefined, 'hopital'))).to.deep.equal([NOT_BOUND]);
  });
});

it('given a production server, then it does not start with the issuers of the sandbox', async () => {
  const { pki } = await identityHouse();
  const start = () =>
    createIdentity({
      config: { mode: 'production', assertionWindowMinutes: 60, clockSkewMinutes: 2 },
      trust: pki.trust,
      tokenIssuers: sandboxTokenIssuers(pki),
    });
  expect(start).to.throw('sandbox token issuer');
});
