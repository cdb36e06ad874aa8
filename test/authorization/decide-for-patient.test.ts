import { expect } from 'chai';
import { decideForPatient } from '../../src/authorization/decide-for-patient.ts';
import type { Question } from '../../src/authorization/decision.ts';
import { NO_STANDING } from '../../src/model/record.ts';
import type { Right } from '../../src/model/right.ts';
import { INS, PATIENT_KEY, patient, record } from './people.ts';

const question: Question = {
  right: 'document.read',
  subject: patient,
  record,
  standing: NO_STANDING,
  at: '2026-11-22T10:00:00.000Z',
};

describe('given a patient', () => {
  for (const right of [
    'record.choices',
    'record.block',
    'record.read-choices',
    'document.deposit',
    'document.search',
    'document.reference',
    'document.read',
    'vaccination.read',
    'patient.read',
    'trace.read',
  ] as Right[]) {
    it(`then ${right} is granted on the own record`, () => {
      expect(decideForPatient({ ...question, right })).to.deep.equal({
        granted: true,
        reason: 'own-record',
        scope: {
          patient: PATIENT_KEY,
          types: 'all',
          hiddenConfidentiality: ['INVISIBLE_PATIENT', 'NOPAT'],
          latestOnly: true,
          hiddenStatuses: ['urn:asip:ci-sis:2010:StatusType:Deleted'],
        },
      });
    });
  }

  for (const right of [
    'record.existence',
    'record.authorise',
    'record.withdraw',
    'record.open-access',
  ] as Right[]) {
    it(`then ${right} is not for patients`, () => {
      expect(decideForPatient({ ...question, right })).to.include({
        granted: false,
        reason: 'not-for-patients',
      });
    });
  }

  it('then all that is seen may be masked and unmasked, what is own archived and deleted, and nothing hidden', () => {
    const decision = decideForPatient({ ...question, right: 'document.update' });
    expect(decision.granted && decision.updates).to.deep.equal({
      reach: {
        mask: 'any',
        unmask: 'any',
        hide: 'none',
        show: 'none',
        archive: 'own',
        unarchive: 'own',
        delete: 'own',
      },
      own: { authorId: patient.id },
      patientAuthored: true,
    });
  });

  for (const right of ['record.choices', 'record.block', 'document.deposit', 'document.update'] as Right[]) {
    it(`then ${right} waits for the activation of the record`, () => {
      const decision = decideForPatient({ ...question, right, record: { ...record, activated: false } });
      expect(decision).to.include({ granted: false, reason: 'record-not-activated' });
    });
  }

  const { patientId: _none, ...withoutPatientId } = patient;
  for (const [name, changed, reason] of [
    ['no record', { record: undefined }, 'record-absent'],
    ['a closed record', { record: { ...record, status: 'closed' } }, 'record-closed'],
    ['a record that is not activated', { record: { ...record, activated: false } }, 'record-not-activated'],
    [
      'a record of another INS',
      { record: { ...record, identifiers: [{ ...INS, value: '1', current: true }] } },
      'not-own-record',
    ],
    [
      'a record of the same number under another authority',
      { record: { ...record, identifiers: [{ ...INS, authority: '1.2.250.1.213.1.4.8', current: true }] } },
      'not-own-record',
    ],
    ['a token for one INS held by another', { subject: { ...patient, id: '1' } }, 'not-own-record'],
    ['a token that names no INS', { subject: withoutPatientId }, 'not-own-record'],
  ] as const) {
    it(`then ${name} is refused: ${reason}`, () => {
      expect(decideForPatient({ ...question, ...changed })).to.deep.equal({
        granted: false,
        denial: 'refuse',
        reason,
      });
    });
  }

  it('then a former INS still leads to the own record', () => {
    const identifiers = [
      { value: '299999999999999', authority: INS.authority, current: true },
      { ...INS, current: false },
    ];
    expect(decideForPatient({ ...question, record: { ...record, identifiers } })).to.include({
      granted: true,
    });
  });

  it('then a token that was issued when she was a minor ends on the day of majority', () => {
    const subject = { ...patient, ofMinor: true } as const;
    const born = (birthDate: string) => ({ ...record, patient: { ...record.patient, birthDate } });
    expect(decideForPatient({ ...question, subject, record: born('2008-11-23') }).granted).to.equal(true);
    for (const right of ['document.read', 'record.dispose'] as const) {
      expect(decideForPatient({ ...question, right, subject, record: born('2008-11-22') })).to.include({
        granted: false,
        reason: 'not-own-record',
      });
    }
    expect(decideForPatient({ ...question, record: born('2008-11-22') }).granted).to.equal(true);
  });
});
