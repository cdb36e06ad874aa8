import { expect } from 'chai';
import { air, ask, token, verdict } from './asking.ts';
import {
  alone,
  authorised,
  centre15,
  HOSPITAL,
  medecin,
  professional,
  ROLES,
  record,
  staff,
  structure,
} from './people.ts';

describe('given a deposit', () => {
  for (const [name, subject, expected] of [
    ['a médecin', medecin, 'yes: functional-right'],
    ['a médecin du travail', professional(ROLES.medecinTravail), 'yes: functional-right'],
    ['a technicien', professional(ROLES.technicien), 'yes: functional-right'],
    ['an educator', professional(ROLES.educateur), 'yes: functional-right'],
    ['an unknown profession', professional(ROLES.inconnu), 'refuse: profession-unknown'],
    ['a structure', structure, 'yes: functional-right'],
    ['a CPE', staff, 'yes: functional-right'],
    ['a CPE without structure', alone(staff), 'refuse: structure-missing'],
    ['a médecin with AIR', { ...medecin, ...air }, 'refuse: transaction-not-allowed'],
    [
      'a médecin with a token, as the structure it is bound to',
      { ...medecin, ...token },
      'yes: functional-right',
    ],
    ['a token that is bound to no structure', alone({ ...medecin, ...token }), 'refuse: structure-missing'],
    ['a médecin of a listed centre in centre_15', { ...medecin, ...centre15 }, 'yes: functional-right'],
  ] as const) {
    it(`then ${name}: ${expected}`, () => {
      expect(verdict(ask('document.deposit', subject))).to.equal(expected);
    });
  }

  it('then it needs an open record', () => {
    expect(verdict(ask('document.deposit', medecin, { record: undefined }))).to.equal(
      'refuse: record-absent',
    );
    const closed = { ...record, status: 'closed' } as const;
    expect(verdict(ask('document.deposit', medecin, { record: closed }))).to.equal('refuse: record-closed');
  });
});

describe('given the declaration of an authorisation', () => {
  for (const [name, subject, expected, to] of [
    ['a médecin', medecin, 'yes: functional-right', 'professional'],
    ['a médecin with AIR', { ...medecin, ...air }, 'yes: functional-right', 'professional'],
    ['an educator', professional(ROLES.educateur), 'yes: functional-right', 'structure'],
    ['a CPE', staff, 'yes: functional-right', 'structure'],
    [
      'a médecin du travail',
      professional(ROLES.medecinTravail),
      'refuse: transaction-not-allowed',
      undefined,
    ],
    ['a structure', structure, 'refuse: transaction-not-allowed', undefined],
    ['an unknown profession', professional(ROLES.inconnu), 'refuse: profession-unknown', undefined],
    ['a médecin in centre_15', { ...medecin, ...centre15 }, 'refuse: transaction-not-allowed', undefined],
  ] as const) {
    it(`then ${name}: ${expected}, given to ${to ?? 'nobody'}`, () => {
      const decision = ask('record.authorise', subject);
      expect(verdict(decision)).to.equal(expected);
      expect(decision.granted ? decision.authorises : undefined).to.equal(to);
    });
  }

  it('then an educator declares for himself where the social roles are switched on', () => {
    const decision = ask('record.authorise', professional(ROLES.educateur), {
      policy: { socialRoles: true },
    });
    expect(decision.granted && decision.authorises).to.equal('professional');
  });

  it('then it is withdrawn by a professional and neither by a structure nor by a CPE', () => {
    expect(verdict(ask('record.withdraw', medecin))).to.equal('yes: functional-right');
    expect(verdict(ask('record.withdraw', structure))).to.equal('refuse: transaction-not-allowed');
    expect(verdict(ask('record.withdraw', staff))).to.equal('refuse: transaction-not-allowed');
  });
});

describe('given the existence of a record', () => {
  for (const [name, subject, expected] of [
    ['a structure', structure, 'yes: functional-right'],
    ['a CPE', staff, 'yes: functional-right'],
    ['a médecin without authorisation', medecin, 'yes: functional-right'],
    ['a médecin du travail', professional(ROLES.medecinTravail), 'yes: functional-right'],
    ['an educator', professional(ROLES.educateur), 'yes: functional-right'],
    ['an unknown profession', professional(ROLES.inconnu), 'refuse: profession-unknown'],
  ] as const) {
    it(`then ${name}: ${expected}, whether the record is open, closed or absent`, () => {
      for (const at of [record, { ...record, status: 'closed' } as const, undefined])
        expect(verdict(ask('record.existence', subject, { record: at }))).to.equal(expected);
    });
  }
});

describe('given Patient by INS', () => {
  for (const [name, subject, expected] of [
    ['a médecin without authorisation', { ...medecin, ...token }, 'yes: functional-right'],
    ['an educator', professional(ROLES.educateur, token), 'yes: functional-right'],
    [
      'a médecin du travail, whom table 526 lets',
      professional(ROLES.medecinTravail),
      'yes: functional-right',
    ],
    [
      'a médecin du travail, whom table 606 does not know',
      professional(ROLES.medecinTravail, token),
      'empty: transaction-not-allowed',
    ],
    ['an unknown profession', professional(ROLES.inconnu, token), 'empty: profession-unknown'],
  ] as const) {
    it(`then ${name}: ${expected}`, () => {
      expect(verdict(ask('patient.read', subject))).to.equal(expected);
    });
  }

  it('then a closed record is as absent', () => {
    const closed = { ...record, status: 'closed' } as const;
    expect(verdict(ask('patient.read', medecin, { record: closed }))).to.equal('empty: record-closed');
  });
});

describe('given the traces of a record', () => {
  it('then the médecin traitant reads them', () => {
    const mt = { authorisation: authorised({ medecinTraitant: true }) };
    expect(verdict(ask('trace.read', medecin, mt))).to.equal('yes: medecin-traitant');
  });

  for (const [who, about] of [
    ['one who is authorised', { authorisation: authorised({}) }],
    ['one who is not', {}],
    [
      'the médecin traitant of a closed record',
      {
        authorisation: authorised({ medecinTraitant: true }),
        record: { ...record, status: 'closed' } as const,
      },
    ],
  ] as const) {
    it(`then ${who} does not`, () => {
      expect(verdict(ask('trace.read', medecin, about))).to.equal('refuse: journal-reserved');
    });
  }

  it('then a professional reads what it did itself, whatever the record', () => {
    expect(verdict(ask('trace.own', medecin, { record: undefined }))).to.equal('yes: functional-right');
  });
});

describe('given a policy that throws', () => {
  it('then the decision is a denial', () => {
    const matrices = {
      matrices: [],
      at: () => {
        throw new Error('no such matrix');
      },
    };
    const decision = ask('document.read', medecin, { authorisation: authorised(), policy: { matrices } });
    expect(verdict(decision)).to.equal('refuse: error');
  });
});

describe('given the list of authorised records', () => {
  const own = [{ holder: medecin.id, holderKind: 'professional' }];
  const ofStructure = [{ holder: structure.id, holderKind: 'structure' }];
  for (const [name, subject, expected, lists] of [
    ['a médecin', medecin, 'yes: functional-right', { holders: own, newOnly: false }],
    ['a médecin with AIR', { ...medecin, ...air }, 'yes: functional-right', { holders: own, newOnly: false }],
    [
      'a médecin du travail',
      professional(ROLES.medecinTravail),
      'yes: functional-right',
      { holders: own, newOnly: false },
    ],
    [
      'a listed centre',
      { ...medecin, ...centre15 },
      'yes: functional-right',
      { holders: own, newOnly: false },
    ],
    ['a structure', structure, 'yes: functional-right', { holders: ofStructure, newOnly: true }],
    ['a CPE', staff, 'yes: functional-right', { holders: ofStructure, newOnly: false }],
    ['a CPE without structure', alone(staff), 'refuse: structure-missing', undefined],
    [
      'a médecin du travail with AIR',
      { ...professional(ROLES.medecinTravail), ...air },
      'refuse: transaction-not-allowed',
      undefined,
    ],
    ['an unknown profession', professional(ROLES.inconnu), 'refuse: profession-unknown', undefined],
  ] as const) {
    it(`then ${name}: ${expected}, record or not`, () => {
      for (const about of [undefined, record]) {
        const decision = ask('record.list', subject, { record: about });
        expect(verdict(decision)).to.equal(expected);
        expect(decision.granted ? decision.lists : undefined).to.deep.equal(lists);
      }
    });
  }

  it('then a social role lists what it or its structure holds', () => {
    for (const socialRoles of [true, false]) {
      const decision = ask('record.list', professional(ROLES.educateur), {
        record: undefined,
        policy: { socialRoles },
      });
      expect(decision.granted && decision.lists?.holders.map(({ holderKind }) => holderKind)).to.deep.equal(
        socialRoles ? ['professional', 'structure'] : ['structure'],
      );
    }
  });
});

describe('given the list of who is authorised for a record', () => {
  for (const [name, subject, changes, expected] of [
    ['an authorised médecin', medecin, authorised(), 'yes: functional-right'],
    ['an authorised médecin with AIR', { ...medecin, ...air }, authorised(), 'yes: functional-right'],
    ['a médecin who is not', medecin, undefined, 'refuse: authorisation-missing'],
    [
      'a médecin du travail, who has the right and may declare no authorisation',
      professional(ROLES.medecinTravail),
      undefined,
      'refuse: authorisation-missing',
    ],
    ['a structure', structure, undefined, 'refuse: transaction-not-allowed'],
    ['a CPE', staff, undefined, 'refuse: authorisation-missing'],
    [
      'a CPE of an authorised structure',
      staff,
      authorised({ holder: HOSPITAL.id, holderKind: 'structure' }),
      'refuse: transaction-not-allowed',
    ],
    [
      'a médecin of a listed centre in centre_15',
      { ...medecin, ...centre15 },
      authorised(),
      'refuse: transaction-not-allowed',
    ],
  ] as const) {
    it(`then ${name}: ${expected}`, () => {
      expect(verdict(ask('record.authorisations', subject, { authorisation: changes }))).to.equal(expected);
    });
  }
});
