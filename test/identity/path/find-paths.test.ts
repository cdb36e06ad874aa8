import { expect } from 'chai';
import type { Certificate } from '../../../src/identity/certificate.ts';
import { findPaths, pinnedCertificates } from '../../../src/identity/path/find-paths.ts';
import { authority, type Made, make } from '../../support/made-certificates.ts';

const certificatesOf = (made: readonly Made[]): Certificate[] => made.map(({ certificate }) => certificate);

/** A root, this many authorities each below the other, and a leaf. */
function chain(between: number): { readonly pinned: readonly Made[]; readonly leaf: Made } {
  const pinned = [make({ name: 'Root', extensions: authority(20) })];
  for (let at = 0; at < between; at++) {
    pinned.push(make({ name: `Authority ${at}`, issuer: pinned.at(-1)!, extensions: authority(20) }));
  }
  return { pinned, leaf: make({ name: 'Leaf', issuer: pinned.at(-1)! }) };
}

describe('given pinned certificates and one whose path is looked for', () => {
  for (const [between, expected] of [
    [0, 2],
    [1, 3],
    [6, 8],
  ] as const) {
    it(`then with ${between} authorities between it has a path of ${expected}`, () => {
      const { pinned, leaf } = chain(between);
      const found = findPaths(leaf.certificate, pinnedCertificates(certificatesOf(pinned)));
      if (typeof found === 'string') expect.fail(found);
      expect(found.map(({ certificates }) => certificates.length)).to.deep.equal([expected]);
    });
  }

  it('then a path of nine is too long', () => {
    const { pinned, leaf } = chain(7);
    expect(findPaths(leaf.certificate, pinnedCertificates(certificatesOf(pinned)))).to.be.a('string');
  });

  it('then authorities that issued each other end somewhere', () => {
    const [one, other] = ['One', 'Other'].map((name) => make({ name, extensions: authority(9) })) as [
      Made,
      Made,
    ];
    const crossed = [
      make({ name: 'One', issuer: other, extensions: authority(9) }),
      make({ name: 'Other', issuer: one, extensions: authority(9) }),
    ];
    const leaf = make({ name: 'Leaf', issuer: crossed[0]! });
    const found = findPaths(leaf.certificate, pinnedCertificates(certificatesOf([one, other, ...crossed])));
    if (typeof found === 'string') expect.fail(found);
    const names = ({ certificates }: (typeof found)[number]) =>
      certificates.map(({ subjectText }) => subjectText).join(' > ');
    expect(found.map(names)).to.deep.equal(['CN=Other > CN=One > CN=Leaf']);
  });

  it('then of a hundred roots under one name not all are tried', () => {
    const roots = Array.from({ length: 100 }, () => make({ name: 'Root', extensions: authority(0) }));
    const pinned = pinnedCertificates(certificatesOf(roots));
    const verdict = (issuer: Made) => findPaths(make({ name: 'Leaf', issuer }).certificate, pinned);
    expect(verdict(roots[0]!)).to.have.length(1);
    expect(verdict(roots[99]!)).to.equal('too many paths');
  });
});
