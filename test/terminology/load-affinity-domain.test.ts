import { expect } from 'chai';
import { z } from 'zod';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { domainFolder, ProfileError, readProfile } from '../../src/terminology/profiles.ts';

describe('given the affinity domains', () => {
  it('then dmp has the rules of the French record', () => {
    expect(loadAffinityDomain('dmp').rules).to.include({
      name: 'dmp',
      assertion: 'required',
      recordsRequired: true,
      lotSignature: 'required',
      classFollowsType: true,
      cdaConsistency: true,
      sameDocumentAgain: 'same-answer',
      deviceOid: '1.2.250.1.213.4.1.1.1',
    });
  });

  it('then ihe has those of the test domain', () => {
    expect(loadAffinityDomain('ihe').rules).to.include({
      name: 'ihe',
      assertion: 'optional',
      recordsRequired: false,
      lotSignature: 'none',
      classFollowsType: false,
      cdaConsistency: false,
      sameDocumentAgain: 'second-entry',
    });
  });

  it('then another name stops the start and says which there are', () => {
    expect(() => loadAffinityDomain('other')).to.throw(ProfileError, "no affinity domain 'other'");
    expect(() => loadAffinityDomain('texts')).to.throw(ProfileError, 'there is: dmp, ihe');
  });
});

describe('given a data file', () => {
  it('then one that is absent stops the start with its name', () => {
    expect(() => readProfile(z.unknown(), domainFolder('dmp'), 'nothing.json')).to.throw(
      ProfileError,
      'profiles/dmp/nothing.json',
    );
  });

  it('then one of another shape stops the start with its name and the place of the fault', () => {
    const shape = z.object({ rules: z.object({ name: z.number() }) });
    expect(() => readProfile(shape, domainFolder('dmp'), 'domain.json')).to.throw(
      ProfileError,
      /^profiles\/dmp\/domain\.json: rules\.name /,
    );
  });
});
