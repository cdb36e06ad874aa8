import { expect } from 'chai';
import fc from 'fast-check';
import { DAMAGES, sameContent } from '../../../conformance/mutations/damages.ts';
import { newStanding, standingSubmission } from '../../../conformance/mutations/standing.ts';
import { createIdentifiers } from '../../../conformance/nist/messages/identifiers.ts';
import { serialize } from '../../../conformance/nist/messages/serialize.ts';
import { parseXml } from '../../../src/xml/parse.ts';

const identifiers = createIdentifiers();
const standing = newStanding(identifiers.patientId(), identifiers);
const other = newStanding(standing.patientId, identifiers);
const submission = parseXml(standingSubmission(other, '1.2.3', identifiers));

function chance(seed: number) {
  return { draw: fc.sample(fc.gen(), { numRuns: 1, seed })[0]!, standing };
}

describe('given a submission with a document, a folder and their associations', () => {
  for (const [name, damage] of Object.entries(DAMAGES)) {
    it(`then '${name}' changes one place of it, the same one for the same seed, and leaves it XML`, () => {
      let changed = 0;
      for (let seed = 0; seed < 20; seed++) {
        const damaged = damage(submission, chance(seed));
        if (damaged === undefined) expect.fail('no place was found');
        expect(sameContent(damaged, damage(submission, chance(seed))!)).to.equal(true);
        expect(sameContent(parseXml(serialize(damaged)), damaged)).to.equal(true);
        if (!sameContent(submission, damaged)) changed++;
      }
      expect(changed).to.be.greaterThan(10);
    });
  }

  it('then what has no such place is not damaged that way', () => {
    const empty = parseXml('<a xmlns="urn:a"><b>text</b></a>');
    for (const [name, damage] of Object.entries(DAMAGES)) {
      expect(damage(empty, chance(1)), name).to.equal(undefined);
    }
  });
});
