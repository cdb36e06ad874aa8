import { expect } from 'chai';
import type { Affiliate } from '../../../src/model/enrolment.ts';
import { daysAgo, type EnrolmentHouse, enrolmentHouse } from '../../support/enrolment-house.ts';
import { storeState } from '../../support/store-state.ts';

const INCOMPLETE = 'ResourceIncomplete';
const INVALID = 'ResourceInvalid';

describe('given a request of enrolment that cannot be read', () => {
  let house: EnrolmentHouse;
  let person: Affiliate;
  let right: Readonly<Record<string, unknown>>;
  let own: string;
  let token: string;
  before(async () => {
    house = await enrolmentHouse({ CARNET_ENROLMENT_ATTEMPTS: '1' });
    await house.startCampaign();
    person = await house.insured();
    await house.round(daysAgo(1));
    right = { ...house.evidence(person, await house.codeFor(person)), conditionsAcceptees: true };
    const charlotte = '294061411802778';
    const record = await house.server.store.records.byIdentifier(charlotte, person.authority);
    own = `p${record?.patient.key}`;
    token = await house.token({ ins: charlotte });
  });
  after(() => house.close());

  const nir = (system: string, value: string) => ({ system, value });
  const NIR = 'urn:oid:1.2.250.1.213.1.4.10';
  const cases: readonly (readonly [
    what: string,
    operation: string,
    values: () => object,
    code: string,
    about: string,
  ])[] = [
    ['no NIR', '$activer', () => ({ ...right, nir: undefined }), INCOMPLETE, 'Parameters.nir'],
    [
      'a NIR of another authority',
      '$activer',
      () => ({ ...right, nir: nir('urn:oid:1.2.3', person.ins) }),
      INVALID,
      'Parameters.nir.system',
    ],
    [
      'a NIR that is none',
      '$activer',
      () => ({ ...right, nir: nir(NIR, '12345') }),
      INVALID,
      'Parameters.nir.value',
    ],
    ['a NIR as text', '$activer', () => ({ ...right, nir: person.ins }), INVALID, 'Parameters.nir'],
    ['no code', '$activer', () => ({ ...right, code: undefined }), INCOMPLETE, 'Parameters.code'],
    [
      'a code without end',
      '$activer',
      () => ({ ...right, code: 'A'.repeat(41) }),
      INVALID,
      'Parameters.code',
    ],
    [
      'no carte Vitale',
      '$s-opposer',
      () => ({ ...right, carte: undefined, conditionsAcceptees: undefined }),
      INCOMPLETE,
      'Parameters.carte',
    ],
    ['a parameter that is not known', '$s-opposer', () => right, INVALID, 'Parameters.parameter.name'],
    [
      'agreement that is no boolean',
      '$activer',
      () => ({ ...right, accord: 'oui' }),
      INVALID,
      'Parameters.accord',
    ],
    [
      'a request for a code without contact',
      '$demander-code',
      () => ({ nir: right.nir, carte: right.carte }),
      INCOMPLETE,
      'Parameters.email',
    ],
  ];
  for (const [what, operation, values, code, about] of cases) {
    it(`then ${what} is refused by ${operation}, counts as no attempt and changes nothing`, async () => {
      const before = storeState(house.server);
      const reply = await house.ask(operation, values() as Readonly<Record<string, unknown>>);
      expect(reply.status, reply.text).to.equal(400);
      const [issue] = reply.resource.issue;
      expect(issue.details.coding[0].code).to.equal(code);
      expect(issue.diagnostics)
        .to.match(/^(Un élément|La ressource)/)
        .and.to.include(about);
      expect(storeState(house.server)).to.deep.equal(before);
    });
  }

  for (const operation of [
    '$cloturer',
    '$changer-d-avis',
    '$supprimer-donnees',
    '$garder-donnees',
    '$ayants-droit',
  ]) {
    it(`then ${operation} takes no parameters, and no id that is none`, async () => {
      const reply = await house.ask(`${own}/${operation}`, { force: true }, token);
      expect(reply.status).to.equal(400);
      expect(reply.text).to.include(INVALID);
      expect((await house.ask(`294061411802778/${operation}`, {}, token)).status).to.equal(404);
      const record = await house.server.store.records.byKey(Number(own.slice(1)));
      expect(record).to.include({ status: 'open' });
      expect(await house.server.store.enrolment.erasureOf(Number(own.slice(1)))).to.equal(undefined);
    });
  }

  it('then the one attempt that there is was not used up', async () => {
    expect((await house.ask('$activer', right)).status).to.equal(200);
  });
});
