import { expect } from 'chai';
import * as types from '../../../src/documents/validation/data-types.ts';

const HASH = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

/** Values that a type takes, and values that it does not. */
const CASES: readonly (readonly [types.DataType, readonly string[], readonly string[]])[] = [
  [
    types.oid,
    ['1.2.250.1.213', '2.25.0'],
    ['', '1', '3.1', '1.02', '1.2.', 'urn:oid:1.2', `1.${'2'.repeat(63)}`],
  ],
  [types.documentUniqueId, ['1.2', '1.2^A-1'], ['1.2^', '1.2^a^b', `1.2^${'x'.repeat(17)}`, 'urn:uuid:1']],
  [
    types.dtm,
    ['2026', '202602', '20260228235959'],
    ['', '20260230', '2026022824', '2026-02-28', '202602282'],
  ],
  [
    types.cx,
    ['1^^^&1.2&ISO', '1^^^&1.2&ISO^NH^^2010'],
    ['1', '^^^&1.2&ISO', '1^^^1.2&ISO', '1^^^&x&ISO', '1^^^&1.2&DNS'],
  ],
  [types.cxi, ['1^^^&1.2&ISO^urn:x', '1^^^^urn:x'], ['1', '1^^^&1.2&ISO', '^^^^urn:x', '1^^^&x&ISO^urn:x']],
  [types.xcn, ['1^A^B^^^^^^&1.2&ISO', '^A', 'Gerald Smitty'], ['', '^^^', '1^^^^^^^^1.2', '1^^^^^^^^&x&ISO']],
  [
    types.xon,
    ['Clinic', 'A^^^^^&1.2&ISO^^^^7', '^^^^^^^^^1.2.3'],
    ['', '^^^^^&1.2&ISO', 'A^^^^^^^^^7', 'A^^^^^&x&ISO^^^^7'],
  ],
  [types.hash, [HASH, HASH.toUpperCase()], ['', HASH.slice(1), `${HASH}0`, HASH.replace('d', 'g')]],
  [types.language, ['fr', 'fr-FR', 'art'], ['', 'f', 'fr_FR', 'fr-']],
  [types.patientInfo, ['PID-5|X', 'PID-11|'], ['', 'PID-5', 'PID-0|X', 'X']],
  [types.mimeType, ['text/xml', 'application/fhir+json; x=y'], ['', 'text', 'text/', 'text/x y']],
  [types.homeCommunityId, ['urn:oid:1.2'], ['1.2', 'urn:oid:x', 'urn:uuid:1']],
  [types.documentAvailability, ['urn:ihe:iti:2010:DocumentAvailability:Online'], ['Online', '']],
];

describe('given a data type of the metadata', () => {
  for (const [type, valid, invalid] of CASES) {
    it(`then ${type.name} takes what is one and nothing else`, () => {
      for (const value of valid) expect(type(value), value).to.equal(undefined);
      for (const value of invalid) expect(type(value), value).to.match(/^malformed/);
    });
  }
});
