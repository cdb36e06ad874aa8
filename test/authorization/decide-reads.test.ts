import { expect } from 'chai';
import type { Right } from '../../src/model/right.ts';
import type { Subject } from '../../src/model/subject.ts';
import { AT, air, ask, type Changes, policy, token, verdict } from './asking.ts';
import {
  authorised,
  centre15,
  glace,
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

const READS: readonly Right[] = ['document.search', 'document.read', 'vaccination.read'];

describe('given a record and who may read it', () => {
  const own = { authorisation: authorised() };
  const mt = { authorisation: authorised({ medecinTraitant: true }) };
  const ofHospital = {
    authorisation: authorised({ holder: HOSPITAL.id, holderKind: 'structure' }),
  };
  const cases: readonly (readonly [string, Subject, Changes, string])[] = [
    ['an authorised médecin', medecin, own, 'yes: authorised'],
    ['the médecin traitant', medecin, mt, 'yes: medecin-traitant'],
    ['a médecin without authorisation', medecin, {}, 'refuse: authorisation-missing'],
    [
      'a médecin with a colleague’s authorisation',
      medecin,
      { authorisation: authorised({ holder: '8' }) },
      'refuse: authorisation-missing',
    ],
    ['a médecin whose structure is authorised', medecin, ofHospital, 'refuse: authorisation-missing'],
    ['an authorised infirmier', professional(ROLES.infirmier), own, 'yes: authorised'],
    ['an infirmier named médecin traitant', professional(ROLES.infirmier), mt, 'yes: authorised'],
    ['a médecin with AIR', { ...medecin, ...air }, own, 'yes: authorised'],
    ['a médecin with a token', { ...medecin, ...token }, own, 'yes: authorised'],
    [
      'a médecin with a token and no authorisation',
      { ...medecin, ...token },
      {},
      'refuse: authorisation-missing',
    ],
    [
      'a médecin named by an indirect assertion',
      { ...medecin, mode: 'INDIRECTE' },
      own,
      'refuse: transaction-not-allowed',
    ],
    ['a médecin du travail', professional(ROLES.medecinTravail), own, 'empty: medecin-du-travail'],
    [
      'a médecin du travail without authorisation',
      professional(ROLES.medecinTravail),
      {},
      'empty: medecin-du-travail',
    ],
    [
      'a médecin du travail with a token',
      professional(ROLES.medecinTravail, token),
      own,
      'empty: medecin-du-travail',
    ],
    ['a technicien', professional(ROLES.technicien), {}, 'empty: profession-without-group'],
    ['an unknown profession', professional(ROLES.inconnu), own, 'empty: profession-unknown'],
    ['an educator', professional(ROLES.educateur), {}, 'empty: group-switched-off'],
    [
      'an educator of an authorised structure',
      professional(ROLES.educateur),
      ofHospital,
      'empty: group-switched-off',
    ],
    [
      'an educator, social roles on',
      professional(ROLES.educateur),
      { ...own, policy: { socialRoles: true } },
      'yes: authorised',
    ],
    [
      'an educator of an authorised structure, social roles on',
      professional(ROLES.educateur),
      { ...ofHospital, policy: { socialRoles: true } },
      'yes: authorised',
    ],
    [
      'an educator without authorisation, social roles on',
      professional(ROLES.educateur),
      { policy: { socialRoles: true } },
      'refuse: authorisation-missing',
    ],
    [
      'an educator of a structure, social roles on, where another one is authorised',
      professional(ROLES.educateur, { structure: SAMU }),
      { ...ofHospital, policy: { socialRoles: true } },
      'refuse: authorisation-missing',
    ],
    ['a structure', structure, ofHospital, 'refuse: transaction-not-allowed'],
    ['a structure with AIR', { ...structure, ...air }, ofHospital, 'refuse: transaction-not-allowed'],
    ['a CPE', staff, ofHospital, 'refuse: transaction-not-allowed'],
    ['a node', { ...medecin, kind: 'node', mode: 'NONE' }, own, 'refuse: caller-unidentified'],
    [
      'a professional in the mode of a patient',
      { ...medecin, mode: 'PATIENT' },
      own,
      'refuse: caller-unidentified',
    ],
    [
      'a médecin of a listed centre in centre_15',
      professional(ROLES.medecin, centre15),
      {},
      'yes: centre-15',
    ],
    ['the same as médecin traitant', professional(ROLES.medecin, centre15), mt, 'yes: centre-15'],
    [
      'a médecin who is not listed and whose card alone speaks for it',
      professional(ROLES.medecin, { ...centre15, id: '810000000999' }),
      {},
      'refuse: centre-15-not-listed',
    ],
    [
      'a médecin for whom a listed centre vouches',
      professional(ROLES.medecin, { ...centre15, ...air, id: '810000000999' }),
      {},
      'yes: centre-15',
    ],
    [
      'a médecin of another structure in centre_15',
      { ...medecin, purpose: 'centre_15' },
      own,
      'refuse: centre-15-not-listed',
    ],
    [
      'a médecin du travail in centre_15',
      professional(ROLES.medecinTravail, centre15),
      {},
      'empty: medecin-du-travail',
    ],
    [
      'bris de glace where an opened access is demanded',
      professional(ROLES.medecin, glace),
      own,
      'refuse: bris-de-glace-not-open',
    ],
    [
      'bris de glace with a reason, where it suffices',
      professional(ROLES.medecin, glace),
      { policy: { brisDeGlace: 'reason' } },
      'yes: bris-de-glace',
    ],
    [
      'bris de glace with a blank reason',
      professional(ROLES.medecin, { ...glace, reason: ' ' }),
      { policy: { brisDeGlace: 'reason' } },
      'refuse: bris-de-glace-without-reason',
    ],
    ['an absent record', medecin, { ...own, record: undefined }, 'refuse: record-absent'],
    [
      'a closed record',
      medecin,
      { ...own, record: { ...record, status: 'closed' } },
      'refuse: record-closed',
    ],
    [
      'a record that is not activated',
      medecin,
      { ...own, record: { ...record, activated: false } },
      'yes: authorised',
    ],
  ];
  for (const [name, subject, more, expected] of cases) {
    it(`then ${name}: ${expected}`, () => {
      for (const right of READS) expect(verdict(ask(right, subject, more)), right).to.equal(expected);
    });
  }
});

describe('given a granted read', () => {
  function scopeOf(subject: Subject, more: Changes) {
    const decision = ask('document.search', subject, more);
    if (!decision.granted) throw new Error(decision.reason);
    return decision.scope;
  }

  it('then the scope holds the types of the group, on this record, and hides deleted documents', () => {
    const scope = scopeOf(professional(ROLES.kinesitherapeute), { authorisation: authorised() });
    expect(scope.patient).to.equal(PATIENT_KEY);
    expect(scope.types).to.deep.equal(policy.matrices.at(AT).typesOf(7));
    expect(scope.hiddenStatuses).to.deep.equal(['urn:asip:ci-sis:2010:StatusType:Deleted']);
  });

  it('then masked documents are hidden save from their author', () => {
    const scope = scopeOf(medecin, { authorisation: authorised() });
    expect(scope.hiddenConfidentiality).to.deep.equal(['MASQUE_PS', 'R', 'V']);
    expect(scope.own).to.deep.equal({ authorId: medecin.id, depositorId: medecin.id });
  });

  it('then the médecin traitant sees masked documents', () => {
    const scope = scopeOf(medecin, { authorisation: authorised({ medecinTraitant: true }) });
    expect(scope.hiddenConfidentiality).to.deep.equal([]);
  });

  it('then nobody sees masked documents in centre_15 or bris de glace, not even their author', () => {
    const regulation = { ...medecin, ...centre15 };
    const emergency = professional(ROLES.medecin, { purpose: 'bris_de_glace', reason: 'Inconscient' });
    const mt = { authorisation: authorised({ medecinTraitant: true }) };
    for (const scope of [
      scopeOf(regulation, mt),
      scopeOf(emergency, { ...mt, policy: { brisDeGlace: 'reason' } }),
    ]) {
      expect(scope.hiddenConfidentiality).to.deep.equal(['MASQUE_PS', 'R', 'V']);
      expect(scope).not.to.have.property('own');
    }
  });

  it('then a right that is not over documents sees no document', () => {
    const decision = ask('document.deposit', medecin, { authorisation: authorised() });
    expect(decision.granted && decision.scope.patient).to.equal('none');
  });
});
