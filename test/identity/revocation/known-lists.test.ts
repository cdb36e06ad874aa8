import { expect } from 'chai';
import { readCertificate } from '../../../src/identity/certificate.ts';
import { createTrust } from '../../../src/identity/certificate-path.ts';
import { createKnownLists, type KnownListsOptions } from '../../../src/identity/revocation/known-lists.ts';
import {
  basicConstraints,
  keyUsage,
  makeCertificate,
} from '../../../src/identity/sandbox/certificate-maker.ts';
import { authority, type Made, make } from '../../support/made-certificates.ts';
import { entryOf, makeList } from '../../support/made-lists.ts';

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR);
const ahead = (hours: number) => new Date(Date.now() + hours * HOUR);

describe('given certificates and the revocation lists of their authorities', () => {
  const long = { notBefore: ago(1000), notAfter: ahead(1000) };
  const root = make({ name: 'Root', ...long, extensions: authority(1) });
  const issuing = make({ name: 'Issuing', issuer: root, ...long, extensions: authority(0) });
  const lost = make({ name: 'Lost', issuer: issuing, ...long });
  const kept = make({ name: 'Kept', issuer: issuing, ...long });

  const known = (more: Partial<KnownListsOptions> = {}, pinned: readonly Made[] = [root, issuing]) => {
    const lists = createKnownLists({
      authorities: pinned.map(({ certificate }) => certificate),
      mode: 'required',
      graceHours: 24,
      skewMinutes: 2,
      ...more,
    });
    const trust = createTrust({
      anchors: pinned.map(({ pem }) => pem),
      testCertificates: true,
      revocation: lists,
    });
    return {
      async take(list: Buffer, now = new Date()) {
        const taken = await lists.take(list, now);
        return taken.result === 'used' ? 'used' : `${taken.result}: ${taken.detail}`;
      },
      overdue: (now = new Date()) => lists.overdue(now).map(({ subjectText }) => subjectText),
      verdict: (made: Made, at = new Date()) => trust.check(made.certificate, at)?.fault ?? 'trusted',
      detail: (made: Made, at = new Date()) => trust.check(made.certificate, at)?.detail,
    };
  };

  it('then the one on the list is refused and the other is not', async () => {
    const lists = known();
    expect(await lists.take(makeList(root))).to.equal('used');
    expect(await lists.take(makeList(issuing, { revoked: [entryOf(lost)] }))).to.equal('used');
    expect(lists.verdict(lost)).to.equal('revoked');
    expect(lists.verdict(kept)).to.equal('trusted');
    expect(lists.detail(lost)).to.match(/^CN=Lost revoked 20.*Z, reason 1$/);
  });

  it('then a verdict given before a new list came does not outlive it', async () => {
    const lists = known({ mode: 'if-known' });
    expect(lists.verdict(lost)).to.equal('trusted');
    await lists.take(makeList(issuing, { revoked: [entryOf(lost)] }));
    expect(lists.verdict(lost)).to.equal('revoked');
    await lists.take(makeList(issuing, { number: 2n }));
    expect(lists.verdict(lost)).to.equal('trusted');
  });

  it('then a certificate on hold, or revoked from tomorrow on, is refused', async () => {
    for (const entry of [entryOf(lost, 6), { ...entryOf(lost), date: ahead(24) }]) {
      const lists = known({ mode: 'if-known' });
      await lists.take(makeList(issuing, { revoked: [entry] }));
      expect(lists.verdict(lost)).to.equal('revoked');
    }
  });

  it('then all that a revoked authority issued is refused', async () => {
    const lists = known();
    await lists.take(makeList(root, { revoked: [entryOf(issuing)] }));
    await lists.take(makeList(issuing));
    expect(lists.verdict(kept)).to.equal('revoked');
  });

  it('then a serial counts for its own authority only', async () => {
    const lists = known({ mode: 'if-known' });
    await lists.take(makeList(root, { revoked: [entryOf(lost)] }));
    expect(lists.verdict(lost)).to.equal('trusted');
  });

  describe('given that lists are demanded', () => {
    it('then a certificate whose authority has none, or the authority above it, is refused for that', async () => {
      const lists = known();
      expect(lists.detail(kept)).to.equal('no revocation list of CN=Issuing');
      await lists.take(makeList(issuing));
      expect(lists.verdict(kept)).to.equal('revocation-unknown');
      expect(lists.detail(kept)).to.equal('no revocation list of CN=Root');
      expect(lists.overdue()).to.deep.equal(['CN=Root']);
      await lists.take(makeList(root));
      expect(lists.verdict(kept)).to.equal('trusted');
    });

    it('then a list past its end counts within the grace and not beyond', async () => {
      const lists = known({ graceHours: 24 });
      for (const made of [root, issuing]) await lists.take(makeList(made, { nextUpdate: ahead(1) }));
      expect(lists.verdict(kept, ahead(24.9))).to.equal('trusted');
      expect(lists.verdict(kept, ahead(25.1))).to.equal('revocation-unknown');
      expect(lists.detail(kept, ahead(25.1))).to.include('grace 24 h');
      expect(lists.overdue(ahead(1.1))).to.deep.equal(['CN=Root', 'CN=Issuing']);
      expect(lists.overdue(ahead(0.9))).to.deep.equal([]);
    });

    it('then without a grace it counts to its end', async () => {
      const lists = known({ graceHours: 0 });
      for (const made of [root, issuing]) await lists.take(makeList(made, { nextUpdate: ahead(1) }));
      expect(lists.verdict(kept, ahead(0.9))).to.equal('trusted');
      expect(lists.verdict(kept, ahead(1.1))).to.equal('revocation-unknown');
    });
  });

  it('then a list of long ago still says who is revoked, demanded or not', async () => {
    for (const mode of ['required', 'if-known'] as const) {
      const lists = known({ mode });
      await lists.take(makeList(root));
      await lists.take(makeList(issuing, { revoked: [entryOf(lost)] }));
      expect(lists.verdict(lost, ahead(500))).to.equal('revoked');
      expect(lists.verdict(kept, ahead(500))).to.equal(
        mode === 'required' ? 'revocation-unknown' : 'trusted',
      );
    }
  });

  describe('given a list that is not to be used', () => {
    const refused = async (list: Buffer, why: string, pinned?: readonly Made[]) => {
      const lists = known({ mode: 'if-known' }, pinned);
      expect(await lists.take(list)).to.equal(why);
      expect(lists.verdict(lost)).to.equal('trusted');
    };
    const revoked = [entryOf(lost)];

    it('then one that another key signed is not', () => {
      const impostor = make({ name: 'Issuing', issuer: root, ...long, extensions: authority(0) });
      return refused(makeList(impostor, { revoked }), 'unusable: not signed by its issuer');
    });

    it('then one whose octets have changed since is not', () => {
      const list = makeList(issuing, { revoked });
      const at = list.indexOf(Buffer.from(lost.certificate.serial, 'hex'));
      list[at]! ^= 1;
      return refused(list, 'unusable: not signed by its issuer');
    });

    it('then one of an authority that is not pinned is not', () =>
      refused(
        makeList(make({ name: 'Nobody', extensions: authority(0) }), { revoked }),
        'unusable: issued by no pinned authority',
      ));

    it('then one that the holder of a card signed is not', () =>
      refused(makeList(kept, { revoked }), 'unusable: issued by no pinned authority'));

    it('then one of an authority that may sign certificates and no lists is not', async () => {
      const extensions = [basicConstraints(0), keyUsage(5)];
      const mute = make({ name: 'Mute', issuer: root, ...long, extensions });
      const lists = known({ mode: 'if-known' }, [root, mute]);
      expect(await lists.take(makeList(mute))).to.equal('unusable: issued by an authority without cRLSign');
    });

    it('then one signed with another algorithm than those that are taken is not', async () => {
      const list = makeList(issuing, { revoked });
      // ecdsa-with-SHA1 instead of ecdsa-with-SHA256, inside and outside.
      const [sha256, sha1] = ['06082a8648ce3d040302', '06082a8648ce3d040101'].map((hex) =>
        Buffer.from(hex!, 'hex'),
      ) as [Buffer, Buffer];
      for (let at = list.indexOf(sha256); at >= 0; at = list.indexOf(sha256)) sha1.copy(list, at);
      await refused(list, 'unusable: signature algorithm 1.2.840.10045.4.1.1');
    });

    it('then one from the future is not, before its time', async () => {
      const lists = known({ mode: 'if-known' });
      const list = makeList(issuing, { revoked, thisUpdate: ahead(1), nextUpdate: ahead(2) });
      expect(await lists.take(list)).to.match(/^early: /);
      expect(lists.verdict(lost)).to.equal('trusted');
      expect(await lists.take(list, ahead(1))).to.equal('used');
      expect(lists.verdict(lost)).to.equal('revoked');
    });

    it('then one older than the one in use is not, by its instant or by its number', async () => {
      const lists = known({ mode: 'if-known' });
      const instant = ago(1);
      await lists.take(makeList(issuing, { revoked, thisUpdate: instant, number: 5n }));
      expect(await lists.take(makeList(issuing, { thisUpdate: ago(2), number: 9n }))).to.match(/^older: /);
      expect(await lists.take(makeList(issuing, { thisUpdate: instant, number: 4n }))).to.match(/^older: /);
      expect(lists.verdict(lost)).to.equal('revoked');
    });

    it('then the one in use stays', async () => {
      const lists = known({ mode: 'if-known' });
      await lists.take(makeList(issuing, { revoked }));
      for (const bad of [Buffer.from('garbage'), makeList(kept), makeList(issuing).subarray(0, 100)]) {
        expect(await lists.take(bad)).to.match(/^unusable: /);
        expect(lists.verdict(lost)).to.equal('revoked');
      }
    });
  });

  it('then one of a renewed authority, pinned twice with one key, serves both', async () => {
    const pem = makeCertificate({
      subject: issuing.name,
      publicKey: issuing.certificate.x509.publicKey,
      issuer: root.name,
      issuerKey: root.key,
      issuerPublicKey: root.certificate.x509.publicKey,
      ...long,
      extensions: authority(0),
    });
    const renewed: Made = { ...issuing, pem, certificate: readCertificate(pem)! };
    const lists = known({}, [root, issuing, renewed]);
    await lists.take(makeList(issuing));
    expect(lists.overdue()).to.deep.equal(['CN=Root']);
  });
});
