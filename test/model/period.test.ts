import { expect } from 'chai';
import { after, inFrench, parsePeriod } from '../../src/model/period.ts';

const read = (text: string) => parsePeriod(text)!;

describe('given a period of calendar time', () => {
  for (const [text, start, end] of [
    ['P6W', '2026-01-31T09:00:00.000Z', '2026-03-14T09:00:00.000Z'],
    ['P1M', '2026-01-31T09:00:00.000Z', '2026-02-28T09:00:00.000Z'],
    ['P1M', '2028-01-31T09:00:00.000Z', '2028-02-29T09:00:00.000Z'],
    ['P1M10D', '2026-01-31T09:00:00.000Z', '2026-03-10T09:00:00.000Z'],
    ['P1Y', '2028-02-29T00:00:00.000Z', '2029-02-28T00:00:00.000Z'],
    ['P13M', '2026-11-30T23:59:59.999Z', '2027-12-30T23:59:59.999Z'],
    ['P0D', '2026-11-30T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
  ] as const) {
    it(`then ${text} after ${start} is ${end}`, () => {
      expect(after(start, read(text))).to.equal(end);
    });
  }

  for (const [text, words] of [
    ['P6W', '6 semaines'],
    ['P1W', '1 semaine'],
    ['P1M10D', '1 mois et 10 jours'],
    ['P2Y1M1D', '2 ans, 1 mois et 1 jour'],
    ['P0D', '0 jour'],
  ] as const) {
    it(`then ${text} reads ${words}`, () => {
      expect(inFrench(read(text))).to.equal(words);
    });
  }

  for (const text of ['P', '', '6W', 'P6H', 'PT6H', 'P-1D', 'P1.5M', 'P1D1M', 'P99999D', 'p6w']) {
    it(`then "${text}" is none`, () => {
      expect(parsePeriod(text)).to.equal(undefined);
    });
  }
});
