import { expect } from 'chai';
import { readOptions } from '../../../conformance/bench/options.ts';
import { populationOf, SEARCHED_ENTRIES } from '../../../conformance/bench/population.ts';
import { hasValidKey } from '../../../src/model/ins.ts';

describe('given a population of the bench', () => {
  it('then entries and patients add up, and no INS is there twice', () => {
    const { searched, receiving, others, otherEntries } = populationOf(100_000, 2_000, 32);
    const all = [...searched, ...receiving, ...others];
    expect(all).to.have.length(2_000);
    expect(searched.length * SEARCHED_ENTRIES + otherEntries).to.equal(100_000);
    expect(new Set(all.map(({ ins }) => ins)).size).to.equal(2_000);
    expect(all.every(({ ins }) => hasValidKey(ins))).to.equal(true);
  });

  it('then a small one still has a record to search and one to deposit into', () => {
    const { searched, receiving, others } = populationOf(150, 1, 2);
    expect(searched).to.have.length(1);
    expect(receiving).to.have.length(2);
    expect(others).to.have.length(1);
  });
});

describe('given arguments of the bench', () => {
  it('then the short form is small, and a number given wins over it', () => {
    expect(readOptions(['--short'])).to.include({ entries: 2_000, seconds: 2, strict: false });
    expect(readOptions(['--short', '--entries', '500', '--strict'])).to.include({
      entries: 500,
      strict: true,
    });
    expect(readOptions([])).to.include({ entries: 100_000, patients: 2_000, clients: 32 });
  });

  it('then what is no positive whole number is refused', () => {
    for (const bad of ['0', '-5', '1.5', 'many', '']) {
      expect(() => readOptions(['--entries', bad]), bad).to.throw();
    }
    expect(() => readOptions(['--fast'])).to.throw();
  });

  it('then the large form is that of a territory, and excludes the short one', () => {
    expect(readOptions(['--large'])).to.include({ entries: 1_000_000, patients: 20_000, clients: 32 });
    expect(() => readOptions(['--large', '--short'])).to.throw('not both');
  });

  it('then a name that nothing has is refused, so that measuring nothing never passes', () => {
    expect(readOptions(['--only', 'iti-18', '--only', 'start']).only).to.deep.equal(['iti-18', 'start']);
    expect(() => readOptions(['--only', 'iti-18', '--only', 'iti-81'])).to.throw('iti-81');
  });
});
