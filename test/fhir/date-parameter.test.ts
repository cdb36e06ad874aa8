import { expect } from 'chai';
import fc from 'fast-check';
import { isRefusal } from '../../src/errors.ts';
import { readDate, readTimeRange } from '../../src/fhir/date-parameter.ts';

const read = (...values: string[]) =>
  readTimeRange(values.map((value) => ({ name: 'creation', values: [value] })));
const at = (iso: string) => Date.parse(iso);

describe('given a date parameter', () => {
  for (const [value, from, to] of [
    ['2026', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['2026-02', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['2026-12', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['2026-02-28', '2026-02-28T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['2026-02-28T10:20', '2026-02-28T10:20:00Z', '2026-02-28T10:21:00Z'],
    ['2026-02-28T10:20Z', '2026-02-28T10:20:00Z', '2026-02-28T10:21:00Z'],
    ['2026-02-28T10:20:30+01:00', '2026-02-28T09:20:30Z', '2026-02-28T09:20:31Z'],
    ['2026-02-28T10:20:30 01:00', '2026-02-28T09:20:30Z', '2026-02-28T09:20:31Z'],
    ['eq2026-02-28T10:20:30.5-02:00', '2026-02-28T12:20:30.500Z', '2026-02-28T12:20:30.501Z'],
  ] as const) {
    it(`then ${value} covers what its precision says`, () => {
      expect(read(value)).to.deep.equal({ from: at(from), to: at(to) });
    });
  }

  for (const [value, range] of [
    ['ge2026', { from: at('2026-01-01') }],
    ['gt2026', { from: at('2027-01-01') }],
    ['sa2026', { from: at('2027-01-01') }],
    ['le2026', { to: at('2027-01-01') }],
    ['lt2026', { to: at('2026-01-01') }],
    ['eb2026', { to: at('2026-01-01') }],
  ] as const) {
    it(`then ${value} is open on one side`, () => {
      expect(read(value)).to.deep.equal(range);
    });
  }

  it('then repeated parameters must all hold', () => {
    expect(read('ge2025', 'lt2026-07', 'ge2026')).to.deep.equal({
      from: at('2026-01-01'),
      to: at('2026-07-01'),
    });
  });

  it('then none is no range', () => {
    expect(read()).to.equal(undefined);
  });

  for (const value of [
    'ne2026',
    'ap2026',
    '2026-13',
    '2026-02-30',
    '2026-02-28T25:00',
    '26',
    '20260228',
    'x',
  ]) {
    it(`then ${value} is refused`, () => {
      expect(isRefusal(read(value))).to.equal(true);
    });
  }

  it('then several values are refused', () => {
    expect(isRefusal(readDate({ name: 'date', values: ['2026', '2027'] }))).to.equal(true);
  });

  it('then any instant lies within what its own text covers', () => {
    const within2000Years = fc.date({
      min: new Date('1000-01-01'),
      max: new Date('9998-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(within2000Years, fc.constantFrom(4, 7, 10, 16, 19, 23), (date, length) => {
        const range = read(date.toISOString().slice(0, length));
        if (range === undefined || isRefusal(range)) throw new Error('not read');
        expect(date.getTime()).to.be.within(range.from ?? Number.NaN, (range.to ?? Number.NaN) - 1);
      }),
    );
  });
});
