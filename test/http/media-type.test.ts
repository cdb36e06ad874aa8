import { expect } from 'chai';
import fc from 'fast-check';
import { parseMediaType } from '../../src/http/media-type.ts';

const parsed = (header: string | undefined) => {
  const type = parseMediaType(header);
  return type === undefined ? undefined : [type.type, Object.fromEntries(type.parameters)];
};

describe('given a Content-Type', () => {
  it('then type and parameter names come out in lower case, values as they stand', () => {
    expect(parsed('Multipart/Related; BOUNDARY=aB; start="<A@b>"')).to.deep.equal([
      'multipart/related',
      { boundary: 'aB', start: '<A@b>' },
    ]);
  });

  it('then quoted values keep semicolons, equals signs and escaped quotes', () => {
    expect(parsed('a/b; start-info="x/y; action=\\"urn:z\\""; c="=;"')).to.deep.equal([
      'a/b',
      { 'start-info': 'x/y; action="urn:z"', c: '=;' },
    ]);
  });

  it('then unquoted values may hold slashes and colons', () => {
    expect(parsed('a/b; type=application/xop+xml; action=urn:x:y')).to.deep.equal([
      'a/b',
      { type: 'application/xop+xml', action: 'urn:x:y' },
    ]);
  });

  it('then empty parameters are passed over and the first of a name counts', () => {
    expect(parsed('a/b;; c=1 ; c=2;')).to.deep.equal(['a/b', { c: '1' }]);
  });

  for (const header of [
    undefined,
    '',
    'a',
    'a/',
    '/b',
    'a/b/c',
    'a b/c',
    'a/b; c',
    'a/b; c="d',
    'a/b; c d=e',
    'a/b; c=d"e',
  ]) {
    it(`then ${header === undefined ? 'none' : `"${header}"`} is not one`, () => {
      expect(parsed(header)).to.equal(undefined);
    });
  }

  it('then any value that is quoted comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (value) => {
        const quoted = value.replaceAll(/["\\]/g, '\\$&');
        expect(parsed(`a/b; c="${quoted}"; d=1`)).to.deep.equal(['a/b', { c: value, d: '1' }]);
      }),
    );
  });
});
