import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { type CreationRules, createRecord, type RecordToCreate } from '../../src/records/create-record.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';

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
const { patientAuthorities } = loadAffinityDomain('dmp').rules;
const sandbox: CreationRules = { mode: 'sandbox', testInsAnyKey: false, patientAuthorities };
const production: CreationRules = { ...sandbox, mode: 'production' };
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
    ['--identity-status', { identity: { status: 'VALI', attributes: [] } }],
    ['--identity-status', { identity: { status: 'RECUP', attributes: [] } }],
    ['--identity-status', { identity: { status: 'QUAL', attributes: ['douteux'] } }],
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
    const anyKey: CreationRules = { ...sandbox, testInsAnyKey: true };
    expect(faults({ ins: '294061411802779' }, anyKey)).to.deep.equal([]);
    expect(faults({ ins: '294061411802779', authority: '1.2.250.1.213.1.4.8' }, anyKey)).to.deep.equal([
      '--ins',
    ]);
    expect(faults({ ins: '794061411802779' }, anyKey)).to.deep.equal(['--ins']);
  });
});

describe('given a record to create in a domain whose patients have ids of its own', () => {
  const authority = '1.2.250.1.999.7.1';
  const region: CreationRules = { ...production, patientAuthorities: [authority] };

  it('then an id of its authority is taken as it is', () => {
    expect(faults({ ins: 'REG-0042', authority }, region)).to.deep.equal([]);
  });

  for (const ins of ['', ' REG', 'REG^1', 'REG&1', 'REG|1', 'R'.repeat(65)]) {
    it(`then ${JSON.stringify(ins)} is none`, () => {
      expect(faults({ ins, authority }, region)).to.deep.equal(['--ins']);
    });
  }

  it('then the INS is of another domain', () => {
    expect(faults({ authority: '1.2.250.1.213.1.4.8' }, region)).to.deep.equal(['--authority']);
  });

  it('then where anybody may assign ids, an authority is still an OID', () => {
    const any = { ...region, patientAuthorities: [] };
    expect(faults({ ins: 'REG-0042', authority: '1.2.3' }, any)).to.deep.equal([]);
    expect(faults({ ins: 'REG-0042', authority: 'region' }, any)).to.deep.equal(['--authority']);
  });

  it('then where anybody may assign ids, production still takes no INS made for tests', () => {
    expect(faults({}, { ...region, patientAuthorities: [] })).to.deep.equal(['--authority']);
  });
});
