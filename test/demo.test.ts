import { expect } from 'chai';
import { playJourney } from '../src/commands/demo.ts';
import { bringSandboxPki } from './support/pki.ts';

describe("given Charlotte's journey, played through the real interfaces", function () {
  this.timeout(60_000);

  it('then every expectation of every scene holds', async () => {
    const told: string[] = [];
    const expectations = await playJourney((line) => told.push(line), bringSandboxPki);
    expect(expectations.filter(({ held }) => !held)).to.deep.equal([]);
    expect(new Set(expectations.map(({ scene }) => scene))).to.have.lengthOf(12);
    expect(told.join('\n')).to.contain('ITI-41');
  });
});
