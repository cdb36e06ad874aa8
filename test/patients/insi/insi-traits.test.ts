import { expect } from 'chai';
import { insiName, insiTraits } from '../../../src/patients/insi/insi-traits.ts';

describe('given names for the INSi teleservice', () => {
  for (const [name, kind, expected] of [
    ['Lemoine', 'family', 'LEMOINE'],
    ["d’Artagnan de l'Hérault", 'family', "D'ARTAGNAN DE L'HERAULT"],
    ['Œuvrard-Ægir', 'family', 'OEUVRARD-AEGIR'],
    ['Dupont--Durand', 'family', 'DUPONT--DURAND'],
    ['Pierre-Alain', 'given', 'PIERRE-ALAIN'],
    ['Anne--Marie', 'given', undefined],
    ['Anne-', 'given', undefined],
    ["Anne'", 'given', undefined],
    ['-Anne', 'given', undefined],
    [' Anne ', 'given', 'ANNE'],
    ['Anne  Marie', 'given', undefined],
    ["D''Artagnan", 'family', undefined],
    ["D' Artagnan", 'family', undefined],
    ['Иванова', 'family', undefined],
    ['Þór', 'given', undefined],
    ['X2', 'family', undefined],
    ['', 'family', undefined],
  ] as const) {
    it(`then the ${kind} name "${name}" is ${expected ?? 'refused'}`, () => {
      expect(insiName(name, kind)).to.equal(expected);
    });
  }

  it('then traits that cannot be written are named, all of them', () => {
    const traits = { family: 'X2', givens: ['Anne', 'X2'], birthDate: '1988-03-14', sex: 'U' };
    expect(insiTraits(traits)).to.deep.equal(['family', 'given', 'sex']);
    expect(insiTraits({ ...traits, family: 'Martin', givens: ['Anne'], sex: 'F' })).to.deep.equal({
      family: 'MARTIN',
      givens: ['ANNE'],
      birthDate: '1988-03-14',
      sex: 'F',
    });
  });
});
