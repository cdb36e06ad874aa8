import { expect } from 'chai';
import { decideOpen } from '../../src/authorization/decide-open.ts';
import type { Question } from '../../src/authorization/decision.ts';
import { NO_STANDING } from '../../src/model/record.ts';
import type { Right } from '../../src/model/right.ts';
import { verdict } from './asking.ts';
import { PATIENT_KEY, patient, professional, ROLES, record, structure } from './people.ts';

const closed = { ...record, status: 'closed' } as const;
const ask = (right: Right, changes: Partial<Question> = {}, recordsRequired = true) =>
  decideOpen(
    {
      right,
      subject: professional(ROLES.inconnu),
      record,
      standing: NO_STANDING,
      at: '2026-11-22T10:00:00.000Z',
      ...changes,
    },
    { recordsRequired },
  );

describe('given a domain of records without a habilitation matrix', () => {
  it('then whoever was let in sees all of the patient whose record is open, and of nobody else', () => {
    for (const subject of [professional(ROLES.inconnu), structure]) {
      const decision = ask('document.read', { subject });
      expect(verdict(decision)).to.equal('yes: open-domain');
      expect(decision.granted && decision.scope).to.deep.equal({
        patient: PATIENT_KEY,
        types: 'all',
        hiddenConfidentiality: [],
        hiddenStatuses: [],
      });
    }
  });

  for (const right of [
    'document.deposit',
    'document.search',
    'document.read',
    'document.reference',
  ] as const) {
    it(`then ${right} is refused without a record, and in one that is closed`, () => {
      expect(verdict(ask(right, { record: undefined }))).to.equal('refuse: record-absent');
      expect(verdict(ask(right, { record: closed }))).to.equal('refuse: record-closed');
    });
  }

  it('then whether a record exists may be asked of any', () => {
    expect(verdict(ask('record.existence', { record: undefined }))).to.equal('yes: open-domain');
    expect(verdict(ask('record.existence', { record: closed }))).to.equal('yes: open-domain');
  });

  it('then the patient of a closed record looks absent', () => {
    expect(verdict(ask('patient.read', { record: closed }))).to.equal('empty: record-closed');
  });

  it('then traces are the patient’s', () => {
    expect(verdict(ask('trace.read'))).to.equal('refuse: patients-only');
    expect(ask('trace.read', { subject: patient }).granted).to.equal(true);
  });

  it('then where records are not required, a patient without one has no documents', () => {
    const decision = ask('document.search', { record: undefined }, false);
    expect(decision.granted && decision.scope.patient).to.equal('none');
  });
});
