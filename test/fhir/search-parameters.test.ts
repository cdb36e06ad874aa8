import { expect } from 'chai';
import fc from 'fast-check';
import { isRefusal } from '../../src/errors.ts';
import {
  readPairs,
  readSearchParameter,
  splitEscaped,
  unescapeValue,
} from '../../src/fhir/search-parameters.ts';
import { readTokens } from '../../src/fhir/token-parameter.ts';

describe('given a query string', () => {
  it('then names and values are decoded, plus signs as spaces, in order', () => {
    expect(readPairs('a=1%7C2&b=x+y&a=3')).to.deep.equal([
      ['a', '1|2'],
      ['b', 'x y'],
      ['a', '3'],
    ]);
  });

  it('then a parameter without a value is none', () => {
    expect(readPairs('a=&b&c=1')).to.deep.equal([['c', '1']]);
  });

  it('then an escape that is no UTF-8 is refused', () => {
    expect(isRefusal(readPairs('a=%E9'))).to.equal(true);
  });
});

describe('given a search parameter', () => {
  it('then the modifier is what follows the colon', () => {
    expect(readSearchParameter(['author.given:exact', 'Inès'])).to.deep.equal({
      name: 'author.given',
      modifier: 'exact',
      values: ['Inès'],
    });
  });

  it('then the type of a chain is left out', () => {
    expect(readSearchParameter(['patient:Patient.identifier', 'x'])).to.deep.equal({
      name: 'patient.identifier',
      values: ['x'],
    });
  });

  it('then commas separate values unless they are escaped', () => {
    expect(readSearchParameter(['a', 'x,y\\,z']).values).to.deep.equal(['x', 'y\\,z']);
  });

  it('then what is escaped and split and unescaped is what it was', () => {
    const escaped = (text: string) => text.replace(/[,|$\\]/g, '\\$&');
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (values) => {
        const read = splitEscaped(values.map(escaped).join(','), ',').map(unescapeValue);
        expect(read).to.deep.equal(values);
      }),
    );
  });
});

describe('given a token parameter', () => {
  const tokens = (value: string, modifier?: string) =>
    readTokens({
      name: 'type',
      values: splitEscaped(value, ','),
      ...(modifier === undefined ? {} : { modifier }),
    });

  it('then a code alone has any system', () => {
    expect(tokens('87273-9')).to.deep.equal([{ code: '87273-9' }]);
  });

  it('then a system and a code are both kept, for each value', () => {
    expect(tokens('http://loinc.org|1,urn:oid:1.2|2')).to.deep.equal([
      { system: 'http://loinc.org', code: '1' },
      { system: 'urn:oid:1.2', code: '2' },
    ]);
  });

  it('then an empty system is a code without system', () => {
    expect(tokens('|x')).to.deep.equal([{ system: '', code: 'x' }]);
  });

  it('then an escaped bar belongs to the code', () => {
    expect(tokens('s|a\\|b')).to.deep.equal([{ system: 's', code: 'a|b' }]);
  });

  for (const [what, value, modifier] of [
    ['a system without a code', 'http://loinc.org|', undefined],
    ['three parts', 'a|b|c', undefined],
    ['a modifier that is not treated', 'x', 'not'],
  ] as const) {
    it(`then ${what} is refused, and only the name of the parameter is told`, () => {
      const refusal = tokens(value, modifier);
      if (!isRefusal(refusal)) throw new Error('not refused');
      expect(refusal.refused[0].code).to.equal('SearchParameter');
      expect(refusal.refused[0].about).to.equal(modifier === undefined ? 'type' : 'type:not');
    });
  }
});
