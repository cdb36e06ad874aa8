import { expect } from 'chai';
import {
  afterInsi,
  completedBirthDate,
  type IdentityAttribute,
  type IdentityStatus,
  identityFaults,
  mayAskInsi,
  mayCarryIns,
  validated,
} from '../../src/model/identity.ts';

const STATUSES: readonly IdentityStatus[] = ['PROV', 'VALI', 'RECUP', 'QUAL'];
const of = (status: IdentityStatus, ...attributes: IdentityAttribute[]) => ({ status, attributes });

describe('given an identity', () => {
  for (const status of STATUSES) {
    it(`then homonyme goes with ${status}, douteux and fictif only with PROV`, () => {
      expect(identityFaults(of(status, 'homonyme'))).to.deep.equal([]);
      const expected = status === 'PROV' ? [] : ['attribute-needs-prov'];
      expect(identityFaults(of(status, 'douteux'))).to.deep.equal(expected);
      expect(identityFaults(of(status, 'fictif'))).to.deep.equal(expected);
    });

    it(`then its matricule travels with QUAL alone: ${status}`, () => {
      expect(mayCarryIns(of(status))).to.equal(status === 'QUAL');
    });
  }

  it('then only douteux and homonyme stand together', () => {
    expect(identityFaults(of('PROV', 'douteux', 'homonyme'))).to.deep.equal([]);
    expect(identityFaults(of('PROV', 'fictif', 'homonyme'))).to.deep.equal(['attributes-together']);
    expect(identityFaults(of('PROV', 'fictif', 'douteux'))).to.deep.equal(['attributes-together']);
  });

  it('then a doubtful or invented one is never asked about, and carries no INS', () => {
    expect(mayAskInsi(of('PROV', 'homonyme'))).to.equal(true);
    expect(mayAskInsi(of('PROV', 'douteux'))).to.equal(false);
    expect(mayAskInsi(of('PROV', 'fictif'))).to.equal(false);
    expect(mayCarryIns(of('QUAL', 'douteux'))).to.equal(false);
  });

  it('then papers and the teleservice, in either order, make it qualified', () => {
    expect(afterInsi(of('PROV')).status).to.equal('RECUP');
    expect(validated(afterInsi(of('PROV'))).status).to.equal('QUAL');
    expect(validated(of('PROV')).status).to.equal('VALI');
    expect(afterInsi(validated(of('PROV'))).status).to.equal('QUAL');
  });
});

describe('given a date of birth that is not known whole', () => {
  for (const [known, birthDate] of [
    ['1950', '1950-12-31'],
    ['1950-XX', '1950-12-31'],
    ['1950-XX-XX', '1950-12-31'],
    ['1950-07', '1950-07-01'],
    ['1950-07-XX', '1950-07-01'],
    ['1950-XX-09', '1950-01-09'],
  ] as const) {
    it(`then ${known} is ${birthDate}, and says that it was completed`, () => {
      expect(completedBirthDate(known)).to.deep.equal({ birthDate, birthDateSupplied: true });
    });
  }

  for (const text of ['1950-07-09', '19XX', 'XXXX-07-09', '1950-7', '1950-X1-09', 'soon', '']) {
    it(`then ${text || 'an empty text'} stays as it is`, () => {
      expect(completedBirthDate(text)).to.deep.equal({ birthDate: text });
    });
  }
});
