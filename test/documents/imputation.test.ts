import { expect } from 'chai';
import { imputationOf } from '../../src/documents/imputation.ts';
import type { Subject } from '../../src/model/subject.ts';
import { PHARMACIST } from '../support/submission-builder.ts';

const structure = { kind: 'structure', id: '1140000043' };
const person = { kind: 'person', id: PHARMACIST.id };

describe('given who deposits', () => {
  const cases: readonly (readonly [string, Partial<Subject>, unknown])[] = [
    ['a professional with a card', {}, person],
    ['a professional whom a structure vouches for', { mode: 'INDIRECTE' }, structure],
    ['one by strong indirect authentication', { mode: 'INDIRECTE_RENFORCEE' }, structure],
    ['one with an access token', { mode: 'PRO_SANTE_CONNECT' }, structure],
    ['the holder of a CPE', { kind: 'staff', id: '3140000027/0001' }, structure],
    ['a structure', { kind: 'structure', mode: 'INDIRECTE', id: '1140000043' }, structure],
    ['a patient', { kind: 'patient', mode: 'PATIENT' }, person],
    ['a node', { kind: 'node', mode: 'NONE', id: 'CN=node' }, { kind: 'node', id: 'CN=node' }],
  ];
  for (const [who, change, expected] of cases) {
    it(`then ${who} is taken for what answers for the deposit`, () => {
      expect(imputationOf({ ...PHARMACIST, ...change })).to.deep.equal(expected);
    });
  }
});
