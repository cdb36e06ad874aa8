import { expect } from 'chai';
import type forge from 'node-forge';
import { validatePath } from '../../../src/identity/path/validate-path.ts';
import { type MadeExtension, nameToAsn1, sequence } from '../../../src/identity/sandbox/certificate-maker.ts';
import { tagged } from '../../support/made-asn1.ts';
import { authority, client, make } from '../../support/made-certificates.ts';

type Asn1 = forge.asn1.Asn1;
const [PERMITTED, EXCLUDED] = [0, 1];
const dns = (name: string) => tagged(2, name);
const ip = (...octets: number[]) => tagged(7, String.fromCharCode(...octets));
const registeredId = (octets: string) => tagged(8, octets);

const constraints = (kind: number, base: Asn1, ...range: Asn1[]): MadeExtension => ({
  oid: '2.5.29.30',
  critical: true,
  value: sequence(tagged(kind, [sequence(base, ...range)])),
});
const alternative = (...names: Asn1[]): MadeExtension => ({ oid: '2.5.29.17', value: sequence(...names) });

/** Validates a leaf below an authority, each with these extensions beside the usual ones. */
function verdict(
  ofAuthority: readonly MadeExtension[],
  ofLeaf: readonly MadeExtension[],
  ofRoot: readonly MadeExtension[] = [],
) {
  const root = make({ name: 'Root', extensions: [...authority(1), ...ofRoot] });
  const issuing = make({ name: 'Issuing', issuer: root, extensions: [...authority(0), ...ofAuthority] });
  const leaf = make({ name: 'Leaf', issuer: issuing, extensions: [...client, ...ofLeaf] });
  const path = validatePath([root, issuing, leaf].map(({ certificate }) => certificate));
  return typeof path === 'string' ? path : 'valid';
}

describe('given an authority that constrains names', () => {
  it('then addresses within what it permits pass, and others do not', () => {
    const network = constraints(PERMITTED, ip(10, 0, 0, 0, 255, 0, 0, 0));
    expect(verdict([network], [alternative(ip(10, 1, 2, 3))])).to.equal('valid');
    expect(verdict([network], [alternative(ip(10, 1, 2, 3), ip(11, 1, 2, 3))])).to.include(
      'is not permitted',
    );
  });

  it('then names of other forms are not touched', () => {
    expect(verdict([constraints(PERMITTED, dns('host.fr'))], [alternative(ip(10, 1, 2, 3))])).to.equal(
      'valid',
    );
  });

  it('then a form that nobody here compares is refused where it is constrained, and passes where not', () => {
    const named = [alternative(registeredId('\x2a'))];
    for (const kind of [PERMITTED, EXCLUDED]) {
      expect(verdict([constraints(kind, registeredId('\x2a\x03'))], named)).to.match(
        /is (not permitted|excluded)/,
      );
    }
    expect(verdict([constraints(PERMITTED, dns('host.fr'))], named)).to.equal('valid');
  });

  it('then a subtree of a range of levels, which RFC 5280 does not know, is refused', () => {
    const named = [alternative(dns('a.host.fr'))];
    expect(verdict([constraints(PERMITTED, dns('host.fr'), tagged(0, '\x00'))], named)).to.equal('valid');
    for (const range of [tagged(0, '\x01'), tagged(1, '\x02')]) {
      expect(verdict([constraints(PERMITTED, dns('host.fr'), range)], named)).to.include(
        'malformed extension',
      );
    }
  });

  it('then a pinned root is held to its own constraints', () => {
    const named = [alternative(dns('a.host.fr'))];
    expect(verdict([], named, [constraints(PERMITTED, dns('host.fr'))])).to.equal('valid');
    expect(verdict([], named, [constraints(EXCLUDED, dns('host.fr'))])).to.include('is excluded');
  });

  it('then the authorities below it are held to them as well', () => {
    const name = nameToAsn1([[{ oid: '2.5.4.3', value: 'Leaf' }]]);
    const own = constraints(PERMITTED, tagged(4, [name]));
    expect(verdict([own], [])).to.equal('valid');
    expect(verdict([], [], [own])).to.equal('directory name of CN=Issuing is not permitted');
  });

  it('then an extension that is no DER of its kind is refused', () => {
    expect(
      verdict([{ ...constraints(PERMITTED, dns('x')), value: sequence(tagged(PERMITTED, 'x')) }], []),
    ).to.include('malformed');
    const broken = { oid: '2.5.29.32', value: sequence(sequence()) };
    expect(verdict([broken], [])).to.include('malformed');
    expect(verdict([], [broken])).to.include('malformed');
  });
});
