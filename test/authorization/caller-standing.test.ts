import { expect } from 'chai';
import type { Call } from '../../src/authorization/access.ts';
import { standingOf, withDeclaredReason } from '../../src/authorization/caller-standing.ts';
import type { OpenedAccess } from '../../src/model/record.ts';
import type { Subject } from '../../src/model/subject.ts';
import type { KeptStanding } from '../../src/store/record-choices.ts';
import { token } from './asking.ts';
import { authorised, HOSPITAL, medecin, opened, patient, record, staff, structure } from './people.ts';

const own = authorised();
const ofStructure = authorised({ holder: HOSPITAL.id, holderKind: 'structure' });
const usager: Subject = { ...medecin, kind: 'usager', mode: 'NONE', id: '' };

describe('given what a record keeps of a caller', () => {
  const standing = (subject: Subject, kept: KeptStanding, of: typeof record | undefined = record) =>
    standingOf({ standing: async () => kept }, of, subject);

  for (const [name, subject, kept, expected] of [
    ['a professional: the own authorisation', medecin, { own, ofStructure }, { authorisation: own }],
    [
      'a professional without one: that of the structure',
      medecin,
      { ofStructure },
      { authorisation: ofStructure },
    ],
    [
      'a professional who has the number of a structure: that of the structure alone',
      medecin,
      { own: ofStructure, ofStructure },
      { authorisation: ofStructure },
    ],
    ['a structure: its own', structure, { own: ofStructure, ofStructure }, { authorisation: ofStructure }],
    ['a structure that has the number of a professional: nothing', structure, { own }, {}],
    ['a CPE: that of the structure', staff, { own, ofStructure }, { authorisation: ofStructure }],
    ['whoever opened an access: that', medecin, { opened }, { opened }],
    ['a patient: nothing', patient, { own, opened }, {}],
    ['an usager: nothing', usager, { own, opened }, {}],
  ] as const) {
    it(`then it says of ${name}`, async () => {
      expect(await standing(subject, kept)).to.deep.equal(expected);
    });
  }

  it('then without a record nothing is kept of anybody', async () => {
    expect(await standingOf({ standing: async () => ({ own }) }, undefined, medecin)).to.deep.equal({});
  });
});

describe('given an access that was opened with a reason', () => {
  const call = (subject: Subject): Call => ({ subject, from: '::1', requestId: 'r', at: opened.openedAt });
  const reasonOf = (subject: Subject, standing = { opened } as { opened?: OpenedAccess }) =>
    withDeclaredReason(call(subject), standing).subject.reason;
  const glace = { purpose: 'bris_de_glace' } as const;

  it('then a token that comes by bris de glace comes for that reason', () => {
    expect(reasonOf({ ...medecin, ...token, ...glace })).to.equal('Inconscient');
  });

  it('then its own reason stands where it has one', () => {
    expect(reasonOf({ ...medecin, ...token, ...glace, reason: 'Hémorragie' })).to.equal('Hémorragie');
  });

  it('then neither another mode, nor a VIHF, nor an access that nobody opened has one', () => {
    expect(reasonOf({ ...medecin, ...token })).to.equal(undefined);
    expect(reasonOf({ ...medecin, ...glace })).to.equal(undefined);
    expect(reasonOf({ ...medecin, ...token, ...glace }, {})).to.equal(undefined);
  });

  for (const until of [opened.openedAt, '2026-11-22T07:59:59.999Z', '', 'demain']) {
    it(`then one whose end is "${until}" lends it to nobody`, () => {
      expect(reasonOf({ ...medecin, ...token, ...glace }, { opened: { ...opened, until } })).to.equal(
        undefined,
      );
    });
  }
});
