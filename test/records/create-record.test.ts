import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { type CreationRules, createRecord, type RecordToCreate } from '../../src/records/create-record.ts';

const asked: RecordToCreate = {
  ins: '294061411802778',
  authority: '1.2.250.1.213.1.4.10',
  family: "D'ARTAGNAN DE L'HERAULT",
  givens: ['ANNE-MARIE'],
  birthDate: '1994-06-12',
  sex: 'F',
  birthPlace: '2A020',
  activated: false,
};
const sandbox: CreationRules = { mode: 'sandbox', testInsAnyKey: false };
const production: CreationRules = { mode: 'production', testInsAnyKey: false };
const now = { at: '2026-10-02T10:00:00.000Z', requestId: 'r' };
const faults = (changes: Partial<RecordToCreate>, rules = sandbox) => {
  const unit = createRecord({ ...asked, ...changes }, rules, now);
  return isRefusal(unit) ? unit.refused.map(({ about }) => about) : [];
};

describe('given a record to create', () => {
  it('then it is written with its trace, in one unit', () => {
    const unit = createRecord(asked, sandbox, now);
    if (isRefusal(unit)) throw new Error(JSON.stringify(unit));
    expect(unit.map(({ kind }) => kind)).to.deep.equal(['create-record', 'record-event']);
  });

  for (const [option, changes] of [
    ['--ins', { ins: '294061411802779' }],
    ['--ins', { ins: '794061411802778' }],
    ['--ins', { ins: '29406141180277' }],
    ['--authority', { authority: '1.2.3' }],
    ['--family', { family: '' }],
    ['--family', { family: '<script>' }],
    ['--usual-family', { usualFamily: ' ' }],
    ['--given', { givens: [] }],
    ['--given', { givens: ['ANNE', ''] }],
    ['--birth-date', { birthDate: '1994-02-30' }],
    ['--birth-date', { birthDate: '12/06/1994' }],
    ['--birth-date', { birthDate: '2026-10-03' }],
    ['--sex', { sex: 'X' }],
    ['--birth-place', { birthPlace: 'CAEN' }],
  ] as [string, Partial<RecordToCreate>][]) {
    it(`then ${JSON.stringify(changes)} is a fault of ${option} alone`, () => {
      expect(faults(changes)).to.deep.equal([option]);
    });
  }

  it('then every fault is told together', () => {
    expect(faults({ ins: 'x', sex: 'x' })).to.deep.equal(['--ins', '--sex']);
  });

  it('then production takes no test and no demonstration INS', () => {
    expect(faults({}, production)).to.deep.equal(['--authority']);
    expect(faults({ authority: '1.2.250.1.213.1.4.11' }, production)).to.deep.equal(['--authority']);
    expect(faults({ authority: '1.2.250.1.213.1.4.8' }, production)).to.deep.equal([]);
  });

  it('then the sandbox may let a wrong key in, of a test INS only', () => {
    const anyKey: CreationRules = { mode: 'sandbox', testInsAnyKey: true };
    expect(faults({ ins: '294061411802779' }, anyKey)).to.deep.equal([]);
    expect(faults({ ins: '294061411802779', authority: '1.2.250.1.213.1.4.8' }, anyKey)).to.deep.equal([
      '--ins',
    ]);
    expect(faults({ ins: '794061411802779' }, anyKey)).to.deep.equal(['--ins']);
  });
});
