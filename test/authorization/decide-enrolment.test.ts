import { expect } from 'chai';
import { decide } from '../../src/authorization/decide.ts';
import { decideForPatient } from '../../src/authorization/decide-for-patient.ts';
import { decideOpen } from '../../src/authorization/decide-open.ts';
import type { Question } from '../../src/authorization/decision.ts';
import { usager } from '../../src/identity/usager.ts';
import { NO_STANDING } from '../../src/model/record.ts';
import type { Right } from '../../src/model/right.ts';
import { policy, verdict } from './asking.ts';
import { patient, professional, ROLES, record, staff, structure } from './people.ts';

const OTHERS: readonly Right[] = [
  'record.existence',
  'record.dispose',
  'enrolment.dependants',
  'document.deposit',
  'document.search',
  'document.read',
  'document.update',
  'patient.read',
  'vaccination.read',
  'trace.read',
];
const OF_ENROLMENT: readonly Right[] = ['enrolment.decide', 'record.dispose', 'enrolment.dependants'];
const question: Question = {
  right: 'enrolment.decide',
  subject: usager,
  record,
  standing: NO_STANDING,
  at: '2026-11-22T10:00:00.000Z',
};

const ask = (asked: Question) => decide(asked, policy);

describe('given an usager who shows nothing', () => {
  it('then it may show a code, whether there is a record or not', () => {
    for (const known of [record, undefined, { ...record, status: 'closed' as const }]) {
      expect(verdict(ask({ ...question, record: known }))).to.equal('yes: enrolment');
      expect(verdict(decideOpen({ ...question, record: known }, { recordsRequired: true }))).to.equal(
        'yes: enrolment',
      );
    }
  });

  it('then it may do nothing else, in any domain', () => {
    for (const right of OTHERS) {
      for (const decision of [
        ask({ ...question, right }),
        decideOpen({ ...question, right }, { recordsRequired: true }),
        decideOpen({ ...question, right }, { recordsRequired: false }),
      ])
        expect(verdict(decision), right).to.match(/^refuse: caller-unidentified/);
    }
    expect(verdict(decideOpen(question, { recordsRequired: false }))).to.match(/^refuse:/);
  });
});

describe('given what begins and ends a record', () => {
  it('then professionals, structures and patients with a token do not show codes', () => {
    for (const subject of [professional(ROLES.medecin), structure, staff, patient]) {
      expect(ask({ ...question, subject }).granted).to.equal(false);
      expect(decideOpen({ ...question, subject }, { recordsRequired: true }).granted).to.equal(false);
    }
  });

  it('then nobody but the patient disposes of the record or decides for dependants', () => {
    for (const right of OF_ENROLMENT) {
      for (const subject of [professional(ROLES.medecin), structure, staff]) {
        expect(ask({ ...question, right, subject }).granted, right).to.equal(false);
        expect(
          decideOpen({ ...question, right, subject }, { recordsRequired: true }).granted,
          right,
        ).to.equal(false);
      }
    }
  });

  it('then the patient disposes of the own record in every state, and decides for dependants once it is activated', () => {
    const closed = { ...record, status: 'closed' as const };
    const created = { ...record, activated: false };
    const may = (right: Right, known: typeof record | undefined) =>
      decideForPatient({ ...question, right, subject: patient, record: known }).granted;
    for (const known of [record, closed, created]) expect(may('record.dispose', known)).to.equal(true);
    expect(may('enrolment.dependants', record)).to.equal(true);
    for (const known of [closed, created]) expect(may('enrolment.dependants', known)).to.equal(false);
    expect(may('record.dispose', undefined)).to.equal(false);
    const foreign = { ...record, identifiers: [{ ...record.identifiers[0]!, value: '207058575627097' }] };
    for (const right of ['record.dispose', 'enrolment.dependants'] as const)
      expect(may(right, foreign), right).to.equal(false);
  });
});
