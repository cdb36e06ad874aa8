import { expect } from 'chai';
import type { Decision } from '../../src/authorization/decision.ts';
import { ownScope } from '../../src/authorization/scope-facts.ts';
import type { Subject } from '../../src/model/subject.ts';
import { UPDATE_OPERATIONS, type UpdateRights } from '../../src/model/update-rights.ts';
import { air, ask, type Changes, token, verdict } from './asking.ts';
import {
  alone,
  authorised,
  centre15,
  glace,
  HOSPITAL,
  medecin,
  PATIENT_KEY,
  patient,
  professional,
  ROLES,
  record,
  staff,
  structure,
} from './people.ts';

const infirmier = professional(ROLES.infirmier);
const travail = professional(ROLES.medecinTravail);
const mine: Changes = { authorisation: authorised() };
const traitant: Changes = { authorisation: authorised({ medecinTraitant: true }) };
const reasonAlone = { policy: { brisDeGlace: 'reason' } } as const;
const ofStructure: Changes = {
  authorisation: authorised({ holder: HOSPITAL.id, holderKind: 'structure' }),
};
const asTables = { policy: { mask: '526' } } as const;

function updatesOf(decision: Decision): UpdateRights {
  if (!decision.granted) return expect.fail(decision.reason);
  return decision.updates ?? expect.fail('no rights');
}

/** Reach by operation, in the order of `UPDATE_OPERATIONS`: `*` any, `o` own, `-` none. */
function reaches(decision: Decision): string {
  const { reach } = updatesOf(decision);
  return UPDATE_OPERATIONS.map((operation) => ({ any: '*', own: 'o', none: '-' })[reach[operation]]).join('');
}

/** Cells of rows TD3.3 as both tables have them; the order is mask, unmask, hide, show, archive, unarchive, delete. */
describe('given what the rows of TD3.3 let be changed', () => {
  const cases: readonly (readonly [string, Subject, Changes, string])[] = [
    ['526: a PS', infirmier, mine, 'ooo*ooo'],
    ['526: a PS in centre_15', { ...infirmier, ...centre15 }, {}, '------o'],
    ['526: a PS in bris de glace', { ...infirmier, ...glace }, reasonAlone, '------o'],
    ['526: a médecin', medecin, mine, 'ooo*ooo'],
    ['526: a médecin in centre_15', { ...medecin, ...centre15 }, {}, '----**o'],
    ['526: a médecin in bris de glace', { ...medecin, ...glace }, reasonAlone, '----**o'],
    ['526: a médecin du travail', travail, {}, 'ooo*ooo'],
    ['526: the médecin traitant', medecin, traitant, '**o***o'],
    [
      '526: the médecin traitant in bris de glace',
      { ...medecin, ...glace },
      { ...traitant, ...reasonAlone },
      '----**o',
    ],
    ['526: a CPE', staff, ofStructure, '------o'],
    ['526: a structure', structure, {}, '------o'],
    ['526: a structure in centre_15', { ...structure, ...centre15 }, {}, '------o'],
    ['606: a PS', { ...infirmier, ...air }, mine, 'ooo*ooo'],
    ['606: a PS in centre_15', { ...infirmier, ...air, ...centre15 }, {}, '------o'],
    ['606: a PS in bris de glace', { ...infirmier, ...air, ...glace }, reasonAlone, '------o'],
    ['606: a médecin, who archives any', { ...medecin, ...air }, mine, 'ooo***o'],
    ['606: a médecin with a token', { ...medecin, ...token }, mine, 'ooo***o'],
    ['606: a médecin in centre_15', { ...medecin, ...air, ...centre15 }, {}, '----**o'],
    ['606: a médecin in bris de glace', { ...medecin, ...air, ...glace }, reasonAlone, '----**o'],
    ['606: the médecin traitant', { ...medecin, ...air }, traitant, '**o***o'],
    [
      '606: the médecin traitant in bris de glace',
      { ...medecin, ...air, ...glace },
      { ...traitant, ...reasonAlone },
      '----**o',
    ],
    ['606: an educator, who is no PS', professional(ROLES.educateur, air), ofStructure, '------o'],
    ['the patient, note * and rules PAT-01 and PAT-02', patient, {}, '**--ooo'],
  ];
  for (const [name, subject, changes, expected] of cases) {
    it(`then ${name}: ${expected}`, () => {
      expect(reaches(ask('document.update', subject, changes))).to.equal(expected);
    });
  }

  for (const [name, subject, changes, expected] of [
    ['a PS', infirmier, mine, '*oo*ooo'],
    ['a médecin with AIR', { ...medecin, ...air }, mine, '*oo***o'],
    ['the médecin traitant', medecin, traitant, '**o***o'],
    ['a structure', structure, {}, '------o'],
    ['a médecin in centre_15', { ...medecin, ...centre15 }, {}, '----**o'],
  ] as const) {
    it(`then ${name} masks any document where the operator opens it as the tables do: ${expected}`, () => {
      expect(reaches(ask('document.update', subject, { ...changes, ...asTables }))).to.equal(expected);
    });
  }
});

describe('given whose documents are own', () => {
  for (const [name, subject, changes, own] of [
    ['a médecin', medecin, mine, { authorId: medecin.id }],
    ['a médecin with a token', { ...medecin, ...token }, mine, { authorId: medecin.id }],
    ['a médecin du travail', travail, {}, { authorId: travail.id }],
    ['a structure', structure, {}, { institutionId: HOSPITAL.id }],
    ['a CPE', staff, ofStructure, { institutionId: HOSPITAL.id }],
    ['an educator', professional(ROLES.educateur), ofStructure, { institutionId: HOSPITAL.id }],
  ] as const) {
    it(`then ${name} is known by ${JSON.stringify(own)}`, () => {
      expect(updatesOf(ask('document.update', subject, changes)).own).to.deep.equal(own);
    });
  }

  it('then what the patient wrote is the médecin traitant’s to archive and delete and nobody else’s', () => {
    expect(updatesOf(ask('document.update', medecin, traitant)).patientAuthored).to.equal(true);
    for (const [subject, changes] of [
      [medecin, mine],
      [{ ...medecin, ...air }, mine],
      [travail, {}],
      [structure, {}],
      [{ ...medecin, ...centre15 }, traitant],
    ] as const)
      expect(updatesOf(ask('document.update', subject, changes)).patientAuthored).to.equal(false);
  });
});

describe('given what an update sees', () => {
  const ofTravail = { authorId: travail.id, depositorId: travail.id };
  it('then who may search the record sees what it searches, and its own of any type', () => {
    const decision = ask('document.update', infirmier, mine);
    const search = ask('document.search', infirmier, mine);
    if (!decision.granted || !search.granted) return expect.fail('refused');
    expect(decision.reason).to.equal(search.reason);
    expect(decision.scope).to.deep.equal({
      ...search.scope,
      own: { authorId: infirmier.id, depositorId: infirmier.id },
      ownOfAnyType: true,
    });
  });

  for (const [name, subject, changes, own] of [
    ['a médecin du travail', travail, {}, ofTravail],
    ['a technicien', professional(ROLES.technicien), mine, ofTravail],
    ['a structure', structure, {}, { institutionId: HOSPITAL.id }],
    ['a CPE', staff, ofStructure, { institutionId: HOSPITAL.id }],
  ] as const) {
    it(`then ${name} sees its own documents alone`, () => {
      const decision = ask('document.update', subject, changes);
      expect(verdict(decision)).to.equal('yes: functional-right');
      expect(decision.granted && decision.scope).to.deep.equal(ownScope(PATIENT_KEY, own));
    });
  }
});

describe('given an update that no table or no authorisation lets through', () => {
  for (const [name, subject, changes, expected] of [
    ['a médecin without authorisation', medecin, {}, 'refuse: authorisation-missing'],
    [
      'a médecin with the authorisation of the structure',
      medecin,
      ofStructure,
      'refuse: authorisation-missing',
    ],
    ['a médecin with AIR without authorisation', { ...medecin, ...air }, {}, 'refuse: authorisation-missing'],
    ['a CPE of a structure without authorisation', staff, {}, 'refuse: authorisation-missing'],
    [
      'a CPE without structure, for which nothing can be authorised',
      alone(staff),
      ofStructure,
      'refuse: authorisation-missing',
    ],
    ['a CPE in centre_15', { ...staff, ...centre15 }, ofStructure, 'refuse: transaction-not-allowed'],
    ['a structure with AIR', { ...structure, ...air }, ofStructure, 'refuse: transaction-not-allowed'],
    ['a médecin du travail with a token', { ...travail, ...token }, mine, 'refuse: transaction-not-allowed'],
    ['an unknown profession', professional(ROLES.inconnu), mine, 'refuse: profession-unknown'],
    ['a médecin in bris de glace', { ...medecin, ...glace }, {}, 'refuse: bris-de-glace-not-open'],
    [
      'a médecin who is on no regulation list',
      { ...medecin, purpose: 'centre_15' },
      {},
      'refuse: centre-15-not-listed',
    ],
    ['an absent record', medecin, { ...mine, record: undefined }, 'refuse: record-absent'],
    [
      'a closed record',
      medecin,
      { ...mine, record: { ...record, status: 'closed' } },
      'refuse: record-closed',
    ],
    ['a patient of another record', { ...patient, id: '1' }, {}, 'refuse: not-own-record'],
  ] as const) {
    it(`then ${name}: ${expected}`, () => {
      expect(verdict(ask('document.update', subject, changes))).to.equal(expected);
    });
  }
});
