import { expect } from 'chai';
import { decideOpen } from '../../src/authorization/decide-open.ts';
import type { Question } from '../../src/authorization/decision.ts';
import { NODE } from '../support/ihe-submission.ts';
import { air, ask, token, verdict } from './asking.ts';
import { medecin, patient, record, staff, structure } from './people.ts';

describe('given who would tell of patients or merge them', () => {
  for (const [name, subject, expected] of [
    ['a médecin', medecin, 'refuse: transaction-not-allowed'],
    ['a médecin with AIR', { ...medecin, ...air }, 'refuse: transaction-not-allowed'],
    ['a médecin with a token', { ...medecin, ...token }, 'refuse: transaction-not-allowed'],
    ['a structure', structure, 'refuse: transaction-not-allowed'],
    ['a CPE', staff, 'refuse: transaction-not-allowed'],
    ['the patient', patient, 'refuse: not-for-patients'],
    ['a machine', NODE, 'refuse: caller-unidentified'],
  ] as const) {
    it(`then under the tables of the DMP ${name}: ${expected}`, () => {
      expect(verdict(ask('patient.feed', subject))).to.equal(expected);
    });
  }

  const open = (subject: Question['subject']) =>
    verdict(
      decideOpen(
        { right: 'patient.feed', subject, record, standing: {}, at: '2026-11-22T10:00:00.000Z' },
        { recordsRequired: false },
      ),
    );

  it('then where there is no matrix whoever was let in may, and a patient may not', () => {
    expect(open(NODE)).to.equal('yes: open-domain');
    expect(open(structure)).to.equal('yes: open-domain');
    expect(open(patient)).to.equal('refuse: not-for-patients');
  });
});
