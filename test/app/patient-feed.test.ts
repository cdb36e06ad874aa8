import { expect } from 'chai';
import { withPatientFeed } from '../../src/app/patient-feed.ts';
import { ConfigError, readConfig } from '../../src/config.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';

function feedOf(domain: string, settings: Record<string, string>): string {
  try {
    return withPatientFeed(loadAffinityDomain(domain), readConfig(settings)).rules.patientFeed;
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigError);
    return (error as ConfigError).message;
  }
}

describe('given how an operator wants patients to be known', () => {
  it('then without a setting the domain says it', () => {
    expect(feedOf('ihe', {})).to.equal('open');
    expect(feedOf('dmp', {})).to.equal('none');
  });

  it('then a domain with a feed leaves the choice', () => {
    expect(feedOf('ihe', { CARNET_PATIENTS: 'fed' })).to.equal('required');
    expect(feedOf('ihe', { CARNET_PATIENTS: 'any' })).to.equal('open');
    expect(feedOf('ihe', { CARNET_HL7_PORT: '2575' })).to.equal('open');
  });

  for (const [name, value] of [
    ['CARNET_PATIENTS', 'fed'],
    ['CARNET_HL7_PORT', '2575'],
    ['CARNET_HL7_PLAIN_PORT', '0'],
  ] as const) {
    it(`then ${name} stops the start of a domain without a feed`, () => {
      expect(feedOf('dmp', { [name]: value })).to.equal(
        `${name}: the affinity domain dmp has no patient identity feed`,
      );
    });
  }
});
