import { expect } from 'chai';
import { ANY_POLICY } from '../../../src/identity/path/policy-extensions.ts';
import {
  constrainedPolicies,
  INITIAL_POLICIES,
  mapPolicies,
  nextLevel,
  type PolicyLevel,
} from '../../../src/identity/path/policy-tree.ts';

const WANTED = new Set([ANY_POLICY]);

describe('given the policies of a path', () => {
  it('then mappings that would double a tree at each level leave it as wide as the certificates are', () => {
    const policies = new Set(Array.from({ length: 50 }, (_, at) => `1.2.3.${at}`));
    const mappings = [...policies].flatMap((from) => [...policies].map((to) => [from, to] as const));
    let level: PolicyLevel = INITIAL_POLICIES;
    for (let depth = 0; depth < 8; depth++) {
      level = mapPolicies(nextLevel(level, policies, true), mappings, true);
      expect(level.size).to.equal(50);
    }
    expect(constrainedPolicies(level, WANTED).size).to.equal(50);
  });

  it('then a policy that was mapped is told under the name that the root knows', () => {
    const above = mapPolicies(nextLevel(INITIAL_POLICIES, new Set(['1.1']), true), [['1.1', '2.2']], true);
    const level = nextLevel(above, new Set(['2.2']), true);
    expect([...constrainedPolicies(level, WANTED)]).to.deep.equal(['1.1']);
    expect(constrainedPolicies(level, new Set(['2.2'])).size).to.equal(0);
    expect([...constrainedPolicies(level, new Set(['1.1', '3.3']))]).to.deep.equal(['1.1']);
    // Under its former name it is no policy any more.
    expect(nextLevel(above, new Set(['1.1']), true).size).to.equal(0);
  });

  it('then anyPolicy of a certificate stands for what is expected, and where it does not count for nothing', () => {
    const above = nextLevel(INITIAL_POLICIES, new Set(['1.1']), true);
    const level = nextLevel(above, new Set([ANY_POLICY]), true);
    expect([...constrainedPolicies(level, WANTED)]).to.deep.equal(['1.1']);
    expect(nextLevel(above, new Set([ANY_POLICY]), false).size).to.equal(0);
  });

  it('then a certificate without policies ends them', () => {
    expect(nextLevel(INITIAL_POLICIES, undefined, true).size).to.equal(0);
  });
});
