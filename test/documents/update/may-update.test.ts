import { expect } from 'chai';
import { reachFault } from '../../../src/documents/update/may-update.ts';
import type { Author } from '../../../src/model/document-entry.ts';
import {
  UPDATE_OPERATIONS,
  type UpdateOperation,
  type UpdateRights,
} from '../../../src/model/update-rights.ts';
import { INS, record } from '../../authorization/people.ts';
import { sampleEntry } from '../../store/sample.ts';

const DOCTOR = '810000000011';
const HOSPITAL = '1140000027';
const RESERVED: readonly UpdateOperation[] = ['archive', 'unarchive', 'delete'];

function by(person: string, more: Partial<Author> = {}) {
  const author = { person, institutions: [], roles: [], specialties: [], telecommunications: [], ...more };
  return sampleEntry({ authors: [author] });
}

function rights(how: 'any' | 'own' | 'none', more: Partial<UpdateRights> = {}): UpdateRights {
  const reach = Object.fromEntries(UPDATE_OPERATIONS.map((operation) => [operation, how]));
  return {
    reach: reach as UpdateRights['reach'],
    own: { authorId: DOCTOR },
    patientAuthored: false,
    ...more,
  };
}

const own = by(`${DOCTOR}^AUBERT^Claire^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS`);
const others = by('810000000045^DUVAL^Samir^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS');
const ofHospital = by('810000000045^DUVAL^Samir', {
  institutions: [`CENTRE^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^${HOSPITAL}`],
});
const ofPatient = by(`${INS.value}^LEMOINE^Charlotte^^^^^^&${INS.authority}&ISO^D^^^NH`);
const inPlaceOfPatient = by('', {
  specialties: ['EXP_PATIENT^Expression personnelle du patient^1.2.250.1.213.1.1.4.6'],
});
const ofNamesake = by(`${INS.value}^LEMOINE^Charlotte^^^^^^&1.2.3&ISO^D^^^PI`);

function verdicts(entry: ReturnType<typeof by>, given: UpdateRights): string {
  return UPDATE_OPERATIONS.map((operation) =>
    reachFault(entry, [operation], given, record) === undefined ? 'y' : 'n',
  ).join('');
}

describe('given what an update may do and to which document', () => {
  for (const [name, entry, given, expected] of [
    ['the own document, where own ones may be changed', own, rights('own'), 'yyyyyyy'],
    ['the own document, where nothing may', own, rights('none'), 'nnnnnnn'],
    ['a document of another, where own ones may', others, rights('own'), 'nnnnnnn'],
    ['a document of another, where all may', others, rights('any'), 'yyyyyyy'],
    [
      'a document of the structure',
      ofHospital,
      rights('own', { own: { institutionId: HOSPITAL } }),
      'yyyyyyy',
    ],
    [
      'a document of another structure',
      ofHospital,
      rights('own', { own: { institutionId: '1' } }),
      'nnnnnnn',
    ],
    ['a document without author', sampleEntry(), rights('own'), 'nnnnnnn'],
    ['what the patient wrote', ofPatient, rights('any'), 'yyyynnn'],
    ['what was written in the place of the patient', inPlaceOfPatient, rights('any'), 'yyyynnn'],
    ['what somebody of the same number wrote', ofNamesake, rights('any'), 'yyyyyyy'],
    [
      'what the patient wrote, for the médecin traitant',
      ofPatient,
      rights('own', { patientAuthored: true }),
      'nnnnyyy',
    ],
    [
      'what the patient wrote, for a médecin traitant without the right',
      ofPatient,
      rights('none', { patientAuthored: true }),
      'nnnnnnn',
    ],
  ] as const) {
    it(`then ${name}: ${expected}`, () => {
      expect(verdicts(entry, given)).to.equal(expected);
    });
  }

  it('then a former INS is the patient’s as well', () => {
    const former = {
      identifiers: [{ value: '1', authority: INS.authority, current: true }, ...record.identifiers],
    };
    for (const operation of RESERVED)
      expect(reachFault(ofPatient, [operation], rights('any'), former)?.code).to.equal('AccessDenied');
  });

  it('then one operation that the rights do not reach refuses them all', () => {
    const given = { ...rights('any'), reach: { ...rights('any').reach, show: 'own' as const } };
    expect(reachFault(others, ['mask', 'show'], given, record)).to.include({ code: 'AccessDenied' });
    expect(reachFault(others, ['mask'], given, record)).to.equal(undefined);
  });
});
