import { expect } from 'chai';
import fc from 'fast-check';
import { uniqueIdOf } from '../../src/cda/document-id.ts';
import { isDocumentUniqueId, isOid } from '../../src/model/oid.ts';

describe('given the id of a CDA document', () => {
  it('then an OID is a uniqueId as it is, with its extension after a caret', () => {
    expect(uniqueIdOf({ root: '1.2.250.1.999.1' })).to.equal('1.2.250.1.999.1');
    expect(uniqueIdOf({ root: '1.2.250.1.999.1', extension: '10002-1' })).to.equal('1.2.250.1.999.1^10002-1');
  });

  it('then a UUID becomes the OID of the same value, whatever its case', () => {
    const uuid = 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6';
    const oid = '2.25.329800735698586629295641978511506172918';
    expect(uniqueIdOf({ root: uuid })).to.equal(oid);
    expect(uniqueIdOf({ root: uuid.toUpperCase() })).to.equal(oid);
  });

  it('then any UUID makes an OID of its own', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (one, other) => {
        const oid = uniqueIdOf({ root: one }) ?? '';
        expect(isOid(oid) && isDocumentUniqueId(oid)).to.equal(true);
        expect(oid === uniqueIdOf({ root: other })).to.equal(one === other);
      }),
    );
  });

  for (const [name, id] of [
    ['a word', { root: 'note' }],
    ['an OID with a leading zero', { root: '1.02' }],
    ['an extension of more than 16 characters', { root: '1.2.3', extension: 'x'.repeat(17) }],
    ['an extension with a caret', { root: '1.2.3', extension: 'a^b' }],
  ] as const) {
    it(`then ${name} makes no uniqueId`, () => {
      expect(uniqueIdOf(id)).to.equal(undefined);
    });
  }
});
