import { expect } from 'chai';
import { ownScope } from '../../src/authorization/scope-facts.ts';
import type { ScopeFacts } from '../../src/model/scope.ts';
import type { Subject } from '../../src/model/subject.ts';
import { air, ask, type Changes, token, verdict } from './asking.ts';
import {
  alone,
  authorised,
  centre15,
  HOSPITAL,
  medecin,
  PATIENT_KEY,
  professional,
  ROLES,
  record,
  SAMU,
  staff,
  structure,
} from './people.ts';

const authored = { authorId: medecin.id, depositorId: medecin.id };
const ofHospital = { institutionId: HOSPITAL.id };

function scopeOf(subject: Subject, changes: Changes = {}): ScopeFacts {
  const decision = ask('document.reference', subject, changes);
  if (!decision.granted) throw new Error(decision.reason);
  return decision.scope;
}

describe('given a reference search by who may not search the record', () => {
  const cases: readonly (readonly [string, Subject, Changes, ScopeFacts['own'] & {}])[] = [
    ['a médecin without authorisation', medecin, {}, authored],
    [
      'a médecin with a colleague’s authorisation',
      medecin,
      { authorisation: authorised({ holder: '8', medecinTraitant: true }) },
      authored,
    ],
    ['an infirmier without authorisation', professional(ROLES.infirmier), {}, authored],
    ['a médecin with AIR', { ...medecin, ...air }, {}, authored],
    ['a médecin with a token', { ...medecin, ...token }, {}, authored],
    ['a médecin du travail', professional(ROLES.medecinTravail), {}, authored],
    [
      'a médecin du travail whom the record authorises',
      professional(ROLES.medecinTravail),
      { authorisation: authorised() },
      authored,
    ],
    ['a technicien', professional(ROLES.technicien), {}, authored],
    ['a structure', structure, {}, ofHospital],
    ['a structure in centre_15', { ...structure, ...centre15 }, {}, { institutionId: SAMU.id }],
    ['a médecin named by an indirect assertion', { ...medecin, mode: 'INDIRECTE' }, {}, ofHospital],
    ['a CPE', staff, {}, ofHospital],
    [
      'a CPE of an authorised structure',
      staff,
      { authorisation: authorised({ holder: HOSPITAL.id, holderKind: 'structure' }) },
      ofHospital,
    ],
    ['an educator', professional(ROLES.educateur), {}, ofHospital],
    ['an educator with AIR', professional(ROLES.educateur, air), {}, ofHospital],
    [
      'an educator, social roles on',
      professional(ROLES.educateur),
      { policy: { socialRoles: true } },
      authored,
    ],
  ];
  for (const [name, subject, changes, own] of cases) {
    it(`then ${name} finds ${'authorId' in own ? 'what it wrote or deposited' : 'what is of its structure'}`, () => {
      expect(verdict(ask('document.reference', subject, changes))).to.equal('yes: functional-right');
      expect(scopeOf(subject, changes)).to.deep.equal(ownScope(PATIENT_KEY, own));
    });
  }
});

describe('given a reference search by who may search the record', () => {
  for (const [name, subject, changes] of [
    ['an authorised médecin', medecin, { authorisation: authorised() }],
    ['the médecin traitant', medecin, { authorisation: authorised({ medecinTraitant: true }) }],
    ['an authorised kinésithérapeute', professional(ROLES.kinesitherapeute), { authorisation: authorised() }],
    ['a médecin of a listed centre in centre_15', professional(ROLES.medecin, centre15), {}],
  ] as const) {
    it(`then ${name} finds what it may search and the own documents of any type, for the same reason`, () => {
      const search = ask('document.search', subject, changes);
      if (!search.granted) return expect.fail(search.reason);
      expect(ask('document.reference', subject, changes)).to.deep.equal({
        ...search,
        scope: { ...search.scope, own: authored, ownOfAnyType: true },
      });
    });
  }
});

describe('given a reference search that no table lets through', () => {
  for (const [name, subject, changes, expected] of [
    ['an unknown profession', professional(ROLES.inconnu), {}, 'empty: profession-unknown'],
    [
      'a médecin du travail with a token',
      professional(ROLES.medecinTravail, token),
      {},
      'empty: transaction-not-allowed',
    ],
    [
      'an educator in centre_15',
      professional(ROLES.educateur, centre15),
      {},
      'empty: transaction-not-allowed',
    ],
    ['a structure with AIR', { ...structure, ...air }, {}, 'refuse: transaction-not-allowed'],
    ['a CPE in centre_15', { ...staff, ...centre15 }, {}, 'refuse: transaction-not-allowed'],
    ['a CPE without structure', alone(staff), {}, 'refuse: structure-missing'],
    ['an educator without structure', alone(professional(ROLES.educateur)), {}, 'refuse: structure-missing'],
    [
      'a médecin of another structure in centre_15',
      { ...medecin, purpose: 'centre_15' },
      {},
      'refuse: centre-15-not-listed',
    ],
    ['an absent record', structure, { record: undefined }, 'refuse: record-absent'],
    ['a closed record', structure, { record: { ...record, status: 'closed' } }, 'refuse: record-closed'],
  ] as const) {
    it(`then ${name}: ${expected}`, () => {
      expect(verdict(ask('document.reference', subject, changes))).to.equal(expected);
    });
  }
});
