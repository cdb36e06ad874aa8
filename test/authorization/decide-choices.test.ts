import { expect } from 'chai';
import type { Blocking } from '../../src/model/record.ts';
import type { Right } from '../../src/model/right.ts';
import type { Subject } from '../../src/model/subject.ts';
import { AT, air, ask, type Changes, choosing, policy, token, verdict } from './asking.ts';
import {
  authorised,
  centre15,
  glace,
  medecin,
  opened,
  patient,
  professional,
  ROLES,
  record,
  staff,
  structure,
} from './people.ts';

const blocked: Blocking = { professional: medecin.id, since: '2026-03-01T00:00:00.000Z' };

describe('given a professional whom the patient blocks', () => {
  const traitant = { authorisation: authorised({ medecinTraitant: true }), blocked };
  for (const right of [
    'document.search',
    'document.read',
    'document.reference',
    'document.update',
    'vaccination.read',
    'record.authorise',
    'record.withdraw',
    'record.authorisations',
    'record.block',
    'record.read-choices',
    'record.open-access',
  ] as Right[]) {
    it(`then ${right} is refused, authorised and médecin traitant or not`, () => {
      expect(verdict(ask(right, medecin, traitant))).to.equal('refuse: blocked');
      expect(verdict(ask(right, medecin, { blocked }))).to.equal('refuse: blocked');
    });
  }

  for (const [name, more, policy] of [
    ['centre_15', centre15, {}],
    ['bris de glace, however open', glace, {}],
    ['bris de glace, with the reason alone', glace, { brisDeGlace: 'reason' }],
  ] as const) {
    it(`then ${name} opens nothing, not even a deposit or the test of existence`, () => {
      const subject = { ...medecin, ...more };
      for (const right of ['document.read', 'document.deposit', 'record.existence'] as const)
        expect(verdict(ask(right, subject, { blocked, opened, policy })), right).to.equal('refuse: blocked');
    });
  }

  it('then the Patient is as absent', () => {
    expect(verdict(ask('patient.read', { ...medecin, ...token }, { blocked }))).to.equal('empty: blocked');
  });

  it('then the existence of the record is told, and deposits are taken', () => {
    expect(verdict(ask('record.existence', medecin, { blocked }))).to.equal('yes: functional-right');
    expect(verdict(ask('document.deposit', medecin, { blocked }))).to.equal('yes: functional-right');
  });

  it('then a closed record is closed before anybody is blocked', () => {
    const closed = { ...record, status: 'closed' } as const;
    expect(verdict(ask('document.read', medecin, { blocked, record: closed }))).to.equal(
      'refuse: record-closed',
    );
  });
});

describe('given a mode of emergency and what the patient chose', () => {
  const regulation = { ...medecin, ...centre15 };
  const emergency = { ...medecin, ...glace };
  const ended = { ...opened, until: '2026-11-22T10:00:00.000Z' };
  const reasonAlone = { policy: { brisDeGlace: 'reason' } } as const;
  for (const [name, subject, changes, expected] of [
    ['centre_15 without a reason', regulation, {}, 'yes: centre-15'],
    ['centre_15, opposed', regulation, choosing({ centre15: 'opposed' }), 'refuse: centre-15-opposed'],
    ['centre_15, bris de glace opposed', regulation, choosing({ brisDeGlace: 'opposed' }), 'yes: centre-15'],
    [
      'centre_15 from elsewhere, opposed',
      { ...medecin, purpose: 'centre_15' },
      choosing({ centre15: 'opposed' }),
      'refuse: centre-15-not-listed',
    ],
    ['bris de glace in an open access', emergency, { opened }, 'yes: bris-de-glace'],
    ['bris de glace without one', emergency, {}, 'refuse: bris-de-glace-not-open'],
    ['bris de glace at the end of the access', emergency, { opened: ended }, 'refuse: bris-de-glace-over'],
    [
      'bris de glace in an access whose end cannot be read',
      emergency,
      { opened: { ...opened, until: 'demain' } },
      'refuse: bris-de-glace-over',
    ],
    [
      'bris de glace in an open access without a reason',
      { ...emergency, reason: ' ' },
      { opened },
      'refuse: bris-de-glace-without-reason',
    ],
    [
      'bris de glace, opposed, in an open access',
      emergency,
      { opened, ...choosing({ brisDeGlace: 'opposed' }) },
      'refuse: bris-de-glace-opposed',
    ],
    [
      'bris de glace, opposed, where the reason alone suffices',
      emergency,
      { ...reasonAlone, ...choosing({ brisDeGlace: 'opposed' }) },
      'refuse: bris-de-glace-opposed',
    ],
    [
      'bris de glace, centre_15 opposed',
      emergency,
      { opened, ...choosing({ centre15: 'opposed' }) },
      'yes: bris-de-glace',
    ],
    [
      'bris de glace where the reason alone suffices, after an access that is over',
      emergency,
      { opened: ended, ...reasonAlone },
      'yes: bris-de-glace',
    ],
    [
      'normal mode, both opposed',
      medecin,
      { authorisation: authorised(), ...choosing({ centre15: 'opposed', brisDeGlace: 'opposed' }) },
      'yes: authorised',
    ],
    ['normal mode with an open access alone', medecin, { opened }, 'refuse: authorisation-missing'],
  ] as readonly (readonly [string, Subject, Changes, string])[]) {
    it(`then ${name}: ${expected}`, () => {
      for (const right of ['document.search', 'document.read', 'vaccination.read'] as const)
        expect(verdict(ask(right, subject, changes)), right).to.equal(expected);
    });
  }

  it('then the matrix applies in both', () => {
    const kine = professional(ROLES.kinesitherapeute, centre15);
    const technicien = professional(ROLES.technicien, glace);
    const types = (subject: Subject) => {
      const decision = ask('document.read', subject, {});
      return decision.granted ? decision.scope.types : [];
    };
    expect(types(kine)).to.deep.equal(policy.matrices.at(AT).typesOf(7));
    expect(verdict(ask('document.read', technicien, { opened }))).to.equal('empty: profession-without-group');
  });
});

describe('given who opens an access by bris de glace', () => {
  for (const [name, subject, changes, expected] of [
    ['a médecin with a token', { ...medecin, ...token }, {}, 'yes: bris-de-glace'],
    ['an infirmier with a token', professional(ROLES.infirmier, token), {}, 'yes: bris-de-glace'],
    ['an authorised médecin', medecin, { authorisation: authorised() }, 'yes: bris-de-glace'],
    [
      'a médecin whose patient opposes it',
      medecin,
      choosing({ brisDeGlace: 'opposed' }),
      'refuse: bris-de-glace-opposed',
    ],
    [
      'a médecin who says that he is there already',
      { ...medecin, ...glace },
      { opened },
      'refuse: transaction-not-allowed',
    ],
    ['a médecin du travail', professional(ROLES.medecinTravail), {}, 'refuse: transaction-not-allowed'],
    ['an educator', professional(ROLES.educateur), {}, 'refuse: transaction-not-allowed'],
    ['an unknown profession', professional(ROLES.inconnu), {}, 'refuse: profession-unknown'],
    ['a structure', structure, {}, 'refuse: transaction-not-allowed'],
    ['a CPE', staff, {}, 'refuse: transaction-not-allowed'],
    ['the patient', patient, {}, 'refuse: not-for-patients'],
    ['a médecin, of a record that is absent', medecin, { record: undefined }, 'refuse: record-absent'],
  ] as readonly (readonly [string, Subject, Changes, string])[]) {
    it(`then ${name}: ${expected}`, () => {
      expect(verdict(ask('record.open-access', subject, changes))).to.equal(expected);
    });
  }
});

describe('given who decides for the patient', () => {
  const mt = { authorisation: authorised({ medecinTraitant: true }) };
  for (const [name, subject, changes, block, choices] of [
    ['the médecin traitant', medecin, mt, 'yes: functional-right', 'refuse: transaction-not-allowed'],
    [
      'the médecin traitant with a token',
      { ...medecin, ...token },
      mt,
      'yes: functional-right',
      'refuse: transaction-not-allowed',
    ],
    [
      'the médecin traitant in centre_15',
      { ...medecin, ...centre15 },
      mt,
      'refuse: transaction-not-allowed',
      'refuse: transaction-not-allowed',
    ],
    [
      'the médecin traitant in bris de glace',
      { ...medecin, ...glace },
      { ...mt, opened },
      'refuse: transaction-not-allowed',
      'refuse: transaction-not-allowed',
    ],
    [
      'an authorised médecin',
      medecin,
      { authorisation: authorised() },
      'refuse: transaction-not-allowed',
      'refuse: transaction-not-allowed',
    ],
    [
      'an infirmier named médecin traitant',
      professional(ROLES.infirmier),
      mt,
      'refuse: transaction-not-allowed',
      'refuse: transaction-not-allowed',
    ],
    [
      'a structure',
      { ...structure, ...air },
      {},
      'refuse: transaction-not-allowed',
      'refuse: transaction-not-allowed',
    ],
  ] as readonly (readonly [string, Subject, Changes, string, string])[]) {
    it(`then ${name} blocks professionals: ${block}; chooses: ${choices}`, () => {
      expect(verdict(ask('record.block', subject, changes))).to.equal(block);
      expect(verdict(ask('record.read-choices', subject, changes))).to.equal(block);
      expect(verdict(ask('record.choices', subject, changes))).to.equal(choices);
    });
  }
});
