import { expect } from 'chai';
import * as types from '../../../src/documents/validation/data-types.ts';

const HASH = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

/** Values that a type takes, and values that it does not. */
const CASES: readonly (readonly [keyof typeof types, readonly string[], readonly string[]])[] = [
  [
    'oid',
    ['1.2.250.1.213', '2.25.0'],
    ['', '1', '3.1', '1.02', '1.2.', 'urn:oid:1.2', `1.${'2'.repeat(63)}`],
  ],
  ['documentUniqueId', ['1.2', '1.2^A-1'], ['1.2^', '1.2^a^b', `1.2^${'x'.repeat(17)}`, 'urn:uuid:1']],
  ['dtm', ['2026', '202602', '20260228235959'], ['', '20260230', '2026022824', '2026-02-28', '202602282']],
  [
    'cx',
    ['1^^^&1.2&ISO', '1^^^&1.2&ISO^NH^^2010'],
    ['1', '^^^&1.2&ISO', '1^^^1.2&ISO', '1^^^&x&ISO', '1^^^&1.2&DNS'],
  ],
  ['cxi', ['1^^^&1.2&ISO^urn:x', '1^^^^urn:x'], ['1', '1^^^&1.2&ISO', '^^^^urn:x', '1^^^&x&ISO^urn:x']],
  ['xcn', ['1^A^B^^^^^^&1.2&ISO', '^A', 'Gerald Smitty'], ['', '^^^', '1^^^^^^^^1.2', '1^^^^^^^^&x&ISO']],
  [
    'xon',
    ['Clinic', 'A^^^^^&1.2&ISO^^^^7', '^^^^^^^^^1.2.3'],
    ['', '^^^^^&1.2&ISO', 'A^^^^^^^^^7', 'A^^^^^&x&ISO^^^^7'],
  ],
  ['hash', [HASH, HASH.toUpperCase()], ['', HASH.slice(1), `${HASH}0`, HASH.replace('d', 'g')]],
  ['language', ['fr', 'fr-FR', 'art'], ['', 'f', 'fr_FR', 'fr-']],
  ['patientInfo', ['PID-5|X', 'PID-11|'], ['', 'PID-5', 'PID-0|X', 'X']],
  ['mimeType', ['text/xml', 'application/fhir+json; x=y'], ['', 'text', 'text/', 'text/x y']],
  ['homeCommunityId', ['urn:oid:1.2'], ['1.2', 'urn:oid:x', 'urn:uuid:1']],
  ['documentAvailability', ['urn:ihe:iti:2010:DocumentAvailability:Online'], ['Online', '']],
];

describe('given a data type of the metadata', () => {
  for (const [name, valid, invalid] of CASES) {
    it(`then ${name} takes what is one and nothing else`, () => {
      for (const value of valid) expect(types[name](value), value).to.equal(undefined);
      for (const value of invalid) expect(types[name](value), value).to.match(/^malformed/);
    });
  }
});
