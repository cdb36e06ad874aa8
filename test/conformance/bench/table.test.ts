import { expect } from 'chai';
import { type Line, ratioOf, renderTable, verdictOf } from '../../../conformance/bench/table.ts';

const line: Line = { name: 'a', value: 25, unit: '/s', baseline: 100, target: { atLeastRatio: 0.25 } };

describe('given a figure of the bench', () => {
  it('then it passes at its target and misses just under it', () => {
    expect(verdictOf(line)).to.equal('pass');
    expect(verdictOf({ ...line, value: 24.9 })).to.equal('MISS');
  });

  it('then a limit holds up to itself', () => {
    const limit: Line = { name: 'b', value: 64, unit: 'MB', target: { atMost: 64 } };
    expect(verdictOf(limit)).to.equal('pass');
    expect(verdictOf({ ...limit, value: 64.1 })).to.equal('MISS');
  });

  it('then what may only grow so much holds up to that ratio', () => {
    const growth: Line = { name: 'd', value: 150, unit: 'ms', baseline: 100, target: { atMostRatio: 1.5 } };
    expect(verdictOf(growth)).to.equal('pass');
    expect(verdictOf({ ...growth, value: 151 })).to.equal('MISS');
    expect(verdictOf({ name: 'd', value: 1, unit: 'ms', target: { atMostRatio: 1.5 } })).to.equal('MISS');
    expect(renderTable([growth])).to.include('<= 1.50 x');
  });

  it('then a failed request misses, however fast the others were', () => {
    expect(verdictOf({ ...line, value: 1000, failed: true })).to.equal('MISS');
  });

  it('then a ratio that cannot be computed misses', () => {
    expect(verdictOf({ ...line, baseline: Number.NaN })).to.equal('MISS');
    expect(verdictOf({ name: 'a', value: 25, unit: '/s', target: { atLeastRatio: 0.25 } })).to.equal('MISS');
  });

  it('then a figure without a target is printed only', () => {
    const printed: Line = { name: 'c', value: 1, unit: '/s' };
    expect(verdictOf(printed)).to.equal('');
    expect(ratioOf(printed)).to.equal(undefined);
  });

  it('then the table has one row for each figure, all of one width', () => {
    const rows = renderTable([line, { ...line, name: 'a much longer name', value: 3 }]).split('\n');
    expect(rows).to.have.length(4);
    expect(new Set(rows.map((row) => row.length)).size).to.equal(1);
    expect(rows[3]).to.match(/0\.03.*MISS/);
  });
});
