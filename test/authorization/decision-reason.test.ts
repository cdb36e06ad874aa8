import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { DENIED_REASONS, GRANTED_REASONS } from '../../src/authorization/decision-reason.ts';
import { profilePath } from '../../src/terminology/profiles.ts';

describe('given the reasons of decisions', () => {
  it('then each has one French sentence, and no sentence stands without its reason', () => {
    const file = profilePath('texts', 'decision-reasons.fr.json');
    const sentences: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.keys(sentences)).to.deep.equal([...GRANTED_REASONS, ...DENIED_REASONS]);
    for (const sentence of Object.values(sentences)) expect(sentence).to.match(/^\p{Lu}.+\.$/u);
  });
});
