import { expect } from 'chai';
import { readConfig } from '../../src/config.ts';
import { faultOf } from './fault-of.ts';

const CLIENT = ['CLIENT_ID', 'CLIENT_SECRET', 'CLIENT_CERTIFICATE', 'CLIENT_KEY'];

for (const prefix of ['CARNET_PSC', 'CARNET_EXCHANGE']) {
  describe(`given settings of the issuer ${prefix}`, () => {
    const issuer = { [`${prefix}_ISSUER`]: 'https://issuer.example' };
    const asking = { ...issuer, [`${prefix}_INTROSPECTION`]: 'true', [`${prefix}_CLIENT_ID`]: 'carnet' };

    for (const name of ['JWKS', 'AUDIENCE', 'ACR', 'CA', ...CLIENT]) {
      it(`then ${name} without the issuer stops the start`, () => {
        expect(faultOf({ [`${prefix}_${name}`]: 'x' })).to.equal(
          `${prefix}_${name}: only with ${prefix}_ISSUER`,
        );
      });
    }

    it('then INTROSPECTION without the issuer stops the start, and false says nothing', () => {
      const set = (value: string) => ({ [`${prefix}_INTROSPECTION`]: value });
      expect(faultOf(set('true'))).to.equal(`${prefix}_INTROSPECTION: only with ${prefix}_ISSUER`);
      expect(readConfig(set('false'))).to.deep.equal(readConfig({}));
    });

    for (const name of CLIENT) {
      it(`then ${name} without introspection stops the start`, () => {
        expect(faultOf({ ...issuer, [`${prefix}_${name}`]: 'x' })).to.equal(
          `${prefix}_${name}: only with ${prefix}_INTROSPECTION`,
        );
      });
    }

    it('then all that is in vain is named at once', () => {
      const fault = faultOf({ [`${prefix}_CLIENT_ID`]: 'x', [`${prefix}_AUDIENCE`]: 'x' });
      expect(fault).to.equal(`${prefix}_AUDIENCE, ${prefix}_CLIENT_ID: only with ${prefix}_ISSUER`);
    });

    for (const name of ['CLIENT_CERTIFICATE', 'CLIENT_KEY']) {
      it(`then ${name} alone beside a secret stops the start`, () => {
        const fault = faultOf({
          ...asking,
          [`${prefix}_CLIENT_SECRET`]: 'secret',
          [`${prefix}_${name}`]: 'x',
        });
        expect(fault).to.contain(`${prefix}_INTROSPECTION needs`);
      });
    }

    it('then an issuer that is asked with a certificate is read whole', () => {
      const config = readConfig({
        ...asking,
        [`${prefix}_JWKS`]: 'keys.json',
        [`${prefix}_AUDIENCE`]: 'carnet',
        [`${prefix}_ACR`]: 'eidas1',
        [`${prefix}_CLIENT_CERTIFICATE`]: 'c.pem',
        [`${prefix}_CLIENT_KEY`]: 'c.key',
        [`${prefix}_CA`]: 'ca.pem',
      });
      expect(prefix === 'CARNET_PSC' ? config.proSanteConnect : config.exchange).to.deep.equal({
        issuer: 'https://issuer.example',
        jwks: 'keys.json',
        audience: 'carnet',
        acr: 'eidas1',
        ca: 'ca.pem',
        introspection: { id: 'carnet', secret: undefined, certificate: 'c.pem', key: 'c.key' },
      });
    });
  });
}

describe('given settings of a provider of patients that is not named', () => {
  for (const name of ['CARNET_PATIENT_AUDIENCE', 'CARNET_PATIENT_CA']) {
    it(`then ${name} stops the start`, () => {
      expect(faultOf({ [name]: 'x' }))
        .to.contain(name)
        .and.contain('CARNET_PATIENT_ISSUER');
    });
  }
});
