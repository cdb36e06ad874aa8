import { expect } from 'chai';
import { EXTENSION } from '../../src/identity/certificate.ts';
import { createTrust } from '../../src/identity/certificate-path.ts';
import { basicConstraints, keyUsage, octets } from '../../src/identity/sandbox/certificate-maker.ts';
import { authority, client, type Made, make, type Wanted } from '../support/made-certificates.ts';

const DAY = 24 * 3_600_000;
const ago = (days: number) => new Date(Date.now() - days * DAY);
const ahead = (days: number) => new Date(Date.now() + days * DAY);

describe('given pinned authorities', () => {
  const long = { notBefore: ago(100), notAfter: ahead(100) };
  const root = make({ name: 'Root', ...long, extensions: authority(1) });
  const issuing = make({ name: 'Issuing', issuer: root, ...long, extensions: authority(0) });
  const trust = createTrust({ anchors: [root.pem, issuing.pem], testCertificates: true });
  const leaf = (more: Partial<Wanted> = {}) => make({ name: 'Leaf', issuer: issuing, ...more });
  const verdict = (made: Made, at = new Date()) => trust.check(made.certificate, at)?.fault ?? 'trusted';

  it('then a certificate that an issuing authority of a pinned root signed is trusted', () => {
    expect(verdict(leaf())).to.equal('trusted');
    expect(verdict(make({ name: 'Leaf', issuer: root }))).to.equal('trusted');
  });

  it('then it is so only within its validity, asked anew each time', () => {
    const made = leaf({ notBefore: ago(10), notAfter: ahead(10) });
    for (let round = 0; round < 2; round++) {
      expect(verdict(made)).to.equal('trusted');
      expect(verdict(made, ago(11))).to.equal('expired');
      expect(verdict(made, ahead(11))).to.equal('expired');
    }
  });

  it('then it is so only within the validity of every authority above', () => {
    expect(verdict(leaf({ notBefore: ago(200), notAfter: ahead(200) }), ahead(150))).to.equal('expired');
  });

  it('then one of unknown origin is not, whatever names it bears', () => {
    const rogueRoot = make({ name: 'Root', ...long, extensions: authority(1) });
    const rogue = make({ name: 'Issuing', issuer: rogueRoot, ...long, extensions: authority(0) });
    expect(verdict(make({ name: 'Leaf', issuer: rogue }))).to.equal('unknown');
    expect(verdict(make({ name: 'Leaf' }))).to.equal('unknown');
    expect(
      verdict(make({ name: 'Leaf', issuer: make({ name: 'Nobody', extensions: authority(0) }) })),
    ).to.equal('unknown');
  });

  it('then one that a holder issued with its own certificate is not', () => {
    const holder = leaf();
    expect(verdict(make({ name: 'Forged', issuer: holder }))).to.equal('unknown');
  });

  it('then an authority itself is no holder', () => {
    expect(verdict(issuing)).to.equal('unknown');
    expect(verdict(leaf({ extensions: authority(0) }))).to.equal('unknown');
  });

  it('then one with a critical extension that nobody here understands is not', () => {
    const strange = { oid: '1.2.3.4', critical: true, value: octets('x') };
    expect(verdict(leaf({ extensions: [...client, strange] }))).to.equal('unknown');
    expect(verdict(leaf({ extensions: [...client, { ...strange, critical: false }] }))).to.equal('trusted');
  });

  it('then an authority below more authorities than its pathLen allows is not followed', () => {
    const deeper = make({ name: 'Deeper', issuer: issuing, ...long, extensions: authority(0) });
    const wide = createTrust({ anchors: [root.pem, issuing.pem, deeper.pem], testCertificates: true });
    const below = make({ name: 'Leaf', issuer: deeper });
    expect(wide.check(below.certificate, new Date())?.fault).to.equal('unknown');
  });

  it('then an issuing authority whose root is not pinned is not enough', () => {
    const half = createTrust({ anchors: [issuing.pem], testCertificates: true });
    expect(half.check(leaf().certificate, new Date())?.fault).to.equal('unknown');
  });

  it('then a certificate of test category passes only where tests are taken', () => {
    const strict = createTrust({ anchors: [root.pem, issuing.pem], testCertificates: false });
    const category = (byte: string) => [...client, { oid: EXTENSION.category, value: octets(byte) }];
    for (const byte of ['\x80', '\x82', '\x83']) {
      const made = leaf({ extensions: category(byte) });
      expect(verdict(made)).to.equal('trusted');
      expect(strict.check(made.certificate, new Date())?.fault).to.equal('unknown');
    }
    expect(strict.check(leaf({ extensions: category('\x03') }).certificate, new Date())).to.equal(undefined);
  });

  it('then a test authority passes only where tests are taken', () => {
    for (const name of ['TEST AC RACINE IGC-SANTE FORT', 'SANDBOX AC RACINE IGC-SANTE FORT']) {
      const testRoot = make({ name, ...long, extensions: authority(0) });
      const made = make({ name: 'Leaf', issuer: testRoot });
      for (const testCertificates of [true, false]) {
        const some = createTrust({ anchors: [testRoot.pem], testCertificates });
        expect(some.check(made.certificate, new Date())?.fault).to.equal(
          testCertificates ? undefined : 'unknown',
        );
      }
    }
  });

  it('then a server does not start with an anchor that may not issue', () => {
    const noCa = make({ name: 'No CA' });
    const noSign = make({ name: 'No keyCertSign', extensions: [basicConstraints(0), keyUsage(0)] });
    for (const anchor of [noCa.pem, noSign.pem, 'nothing']) {
      expect(() => createTrust({ anchors: [anchor], testCertificates: true })).to.throw('not an authority');
    }
  });
});
