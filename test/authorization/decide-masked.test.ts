import { expect } from 'chai';
import { isVisible } from '../../src/authorization/document-visible.ts';
import { code } from '../../src/model/code.ts';
import { APPROVED } from '../../src/model/document-entry.ts';
import type { Subject } from '../../src/model/subject.ts';
import { air, ask, type Changes, choosing } from './asking.ts';
import {
  authorised,
  centre15,
  glace,
  medecin,
  opened,
  PATIENT_KEY,
  patient,
  professional,
  ROLES,
  record,
} from './people.ts';

describe('given documents that are masked', () => {
  const note = {
    patient: PATIENT_KEY,
    type: code('87273-9', '2.16.840.1.113883.6.1'),
    confidentiality: ['N'],
    status: APPROVED,
    latest: true,
    depositor: '8',
    authorIds: ['8'],
    institutionIds: [],
  };
  const seen = (subject: Subject, changes: Changes, document: Partial<typeof note>) => {
    const decision = ask('document.search', subject, changes);
    return decision.granted && isVisible(decision.scope, { ...note, ...document });
  };
  const mine = { authorisation: authorised() };
  const mt = { authorisation: authorised({ medecinTraitant: true }) };
  const masked = { confidentiality: ['N', 'MASQUE_PS'] };
  const all = choosing({ maskAll: true });
  const forEmergencies = choosing({ brisDeGlace: 'allowed-with-masked', centre15: 'allowed-with-masked' });
  const allForEmergencies = choosing({
    brisDeGlace: 'allowed-with-masked',
    centre15: 'allowed-with-masked',
    maskAll: true,
  });
  const restricted = { confidentiality: ['R'] };
  const regulation = { ...medecin, ...centre15 };
  const emergency = { ...medecin, ...glace };
  for (const [name, subject, changes, document, expected] of [
    ['one, to an authorised médecin', medecin, mine, masked, false],
    ['one, to its author', medecin, mine, { ...masked, authorIds: [medecin.id] }, true],
    ['one, to its depositor', medecin, mine, { ...masked, depositor: medecin.id }, true],
    ['one, to the médecin traitant', medecin, mt, masked, true],
    ['one, to centre_15', regulation, {}, masked, false],
    ['one, to bris de glace', emergency, { opened }, masked, false],
    ['one, to the médecin traitant in bris de glace', emergency, { ...mt, opened }, masked, false],
    ['one, to centre_15 as the patient lets it', regulation, forEmergencies, masked, true],
    ['one, to bris de glace as the patient lets it', emergency, { opened, ...forEmergencies }, masked, true],
    [
      'one, to centre_15 where bris de glace alone is let',
      regulation,
      choosing({ brisDeGlace: 'allowed-with-masked' }),
      masked,
      false,
    ],
    ['one, in normal mode where emergencies are let', medecin, { ...mine, ...forEmergencies }, masked, false],
    ['all, to an authorised médecin', medecin, { ...mine, ...all }, {}, false],
    ['all, to the author', medecin, { ...mine, ...all }, { authorIds: ['8', medecin.id] }, true],
    ['all, to the depositor', medecin, { ...mine, ...all }, { depositor: medecin.id }, true],
    [
      'all, to the depositor, of a type that the matrix keeps back',
      professional(ROLES.psychomotricien),
      { ...mine, ...all },
      { depositor: medecin.id },
      false,
    ],
    ['all, to the médecin traitant', medecin, { ...mt, ...all }, {}, true],
    ['all, to a médecin with AIR', { ...medecin, ...air }, { ...mine, ...all }, {}, false],
    ['all, to centre_15', regulation, all, {}, false],
    ['all, to bris de glace', emergency, { opened, ...all }, {}, false],
    [
      'all, to bris de glace, of its author',
      emergency,
      { opened, ...all },
      { authorIds: [medecin.id] },
      false,
    ],
    ['all, to centre_15 as the patient lets it', regulation, allForEmergencies, {}, true],
    ['all, to bris de glace as the patient lets it', emergency, { opened, ...allForEmergencies }, {}, true],
    ['all, to the patient', patient, all, masked, true],
    ['a restricted one, to an authorised médecin', medecin, mine, restricted, false],
    ['a very restricted one, to an authorised médecin', medecin, mine, { confidentiality: ['V'] }, false],
    ['a restricted one, to its author', medecin, mine, { ...restricted, authorIds: [medecin.id] }, true],
    ['a restricted one, to the médecin traitant', medecin, mt, restricted, true],
    ['a restricted one, to centre_15', regulation, {}, restricted, false],
    ['a restricted one, to the patient', patient, {}, restricted, true],
    [
      'one that is invisible to the patient, to an authorised médecin',
      medecin,
      mine,
      { confidentiality: ['N', 'INVISIBLE_PATIENT'] },
      true,
    ],
    [
      'one that is invisible to legal representatives, to an authorised médecin',
      medecin,
      mine,
      { confidentiality: ['N', 'INVISIBLE_REPRESENTANTS_LEGAUX'] },
      true,
    ],
    [
      'one that is invisible to legal representatives, to an adult patient',
      patient,
      {},
      { confidentiality: ['N', 'INVISIBLE_REPRESENTANTS_LEGAUX'] },
      true,
    ],
  ] as readonly (readonly [string, Subject, Changes, Partial<typeof note>, boolean])[]) {
    it(`then ${name}: ${expected ? 'shown' : 'hidden'}`, () => {
      expect(seen(subject, changes, document)).to.equal(expected);
    });
  }

  it('then what is kept from legal representatives is kept from the space of a minor up to the day of majority', () => {
    const born = (birthDate: string) => ({
      record: { ...record, patient: { ...record.patient, birthDate } },
    });
    const secret = { confidentiality: ['N', 'INVISIBLE_REPRESENTANTS_LEGAUX'] };
    expect(seen(patient, born('2008-11-23'), secret)).to.equal(false);
    expect(seen(patient, born('2008-11-22'), secret)).to.equal(true);
    expect(seen(patient, born('2008-11-23'), {})).to.equal(true);
  });

  it('then where all are masked an author still changes and refers to the own ones, and to no other', () => {
    for (const right of ['document.update', 'document.reference'] as const) {
      const decision = ask(right, medecin, { ...mine, ...all });
      if (!decision.granted) return expect.fail(decision.reason);
      expect(isVisible(decision.scope, { ...note, authorIds: [medecin.id] }), right).to.equal(true);
      expect(isVisible(decision.scope, note), right).to.equal(false);
    }
    return undefined;
  });
});
