import { expect } from 'chai';
import { pinnedCertificates } from '../../../src/identity/path/find-paths.ts';
import { createPathJudge } from '../../../src/identity/path/judge-path.ts';
import { createKnownLists } from '../../../src/identity/revocation/known-lists.ts';
import { NO_REVOCATION } from '../../../src/identity/revocation/revocation.ts';
import {
  keyUsage,
  type MadeExtension,
  nameToAsn1,
  octets,
  sequence,
} from '../../../src/identity/sandbox/certificate-maker.ts';
import { tagged } from '../../support/made-asn1.ts';
import { authority, client, type Made, make } from '../../support/made-certificates.ts';
import { entryOf, makeList } from '../../support/made-lists.ts';

const NOW = new Date();
const HOUR = 3_600_000;
const CRL_SIGN = 6;

/** cRLDistributionPoints with one point whose lists somebody else issues. */
const pointsTo = (issuer: Made): MadeExtension => ({
  oid: '2.5.29.31',
  value: sequence(sequence(tagged(2, [tagged(4, [nameToAsn1(issuer.name)])]))),
});
/** issuingDistributionPoint of an indirect list. */
const indirect: MadeExtension = {
  oid: '2.5.29.28',
  critical: true,
  value: sequence(tagged(4, '\xff')),
};
/** certificateIssuer of an entry. */
const issuedBy = (issuer: Made): MadeExtension => ({
  oid: '2.5.29.29',
  critical: true,
  value: sequence(tagged(4, [nameToAsn1(issuer.name)])),
});

describe('given a path and those that sign lists about it', () => {
  const root = make({ name: 'Root', extensions: authority(2) });
  const issuing = make({ name: 'Issuing', issuer: root, extensions: authority(0) });
  const signer = make({ name: 'Signer', issuer: root, extensions: [keyUsage(CRL_SIGN)] });

  const judged = async (leaf: Made, pinned: readonly Made[], lists: readonly Buffer[]) => {
    const certificates = pinned.map(({ certificate }) => certificate);
    const revocation = createKnownLists({
      authorities: certificates,
      mode: 'required',
      graceHours: 0,
      skewMinutes: 0,
    });
    for (const list of lists) {
      const taken = await revocation.take(list, NOW);
      expect(taken.result, JSON.stringify(taken)).to.equal('used');
    }
    const judge = createPathJudge({ pinned: pinnedCertificates(certificates), revocation });
    return judge.faultOf(leaf.certificate, NOW)?.fault ?? 'trusted';
  };
  const pointed = make({ name: 'Leaf', issuer: issuing, extensions: [...client, pointsTo(signer)] });
  const unpointed = make({ name: 'Leaf', issuer: issuing });
  const entry = (leaf: Made) => ({ ...entryOf(leaf), extensions: [issuedBy(issuing)] });
  const pinned = [root, issuing, signer];
  const others = [makeList(root)];

  it('then an indirect list tells of certificates that point to its issuer', async () => {
    const list = makeList(signer, { extensions: [indirect] });
    expect(await judged(pointed, pinned, [...others, list])).to.equal('trusted');
    const revoking = makeList(signer, { extensions: [indirect], revoked: [entry(pointed)] });
    expect(await judged(pointed, pinned, [...others, revoking])).to.equal('revoked');
  });

  it('then it tells nothing of those that do not, nor where it is not indirect', async () => {
    const list = makeList(signer, { extensions: [indirect], revoked: [entry(unpointed)] });
    expect(await judged(unpointed, pinned, [...others, list])).to.equal('revocation-unknown');
    expect(await judged(pointed, pinned, [...others, makeList(signer)])).to.equal('revocation-unknown');
  });

  it("then an entry without an issuer is of the list's own, and of no other", async () => {
    const list = makeList(signer, { extensions: [indirect], revoked: [entryOf(pointed)] });
    expect(await judged(pointed, pinned, [...others, list])).to.equal('trusted');
  });

  it('then a signer that is revoked itself tells nothing', async () => {
    const list = makeList(signer, { extensions: [indirect] });
    const lists = [makeList(root, { revoked: [entryOf(signer)] }), list];
    expect(await judged(pointed, pinned, lists)).to.equal('revocation-unknown');
  });

  it('then a signer that has ended, or that another root issued, tells nothing', async () => {
    const past = { notBefore: new Date(NOW.getTime() - 2 * HOUR), notAfter: new Date(NOW.getTime() - HOUR) };
    const foreign = make({ name: 'Foreign', extensions: authority(1) });
    for (const more of [{ issuer: root, ...past }, { issuer: foreign }]) {
      const other = make({ name: 'Signer', extensions: [keyUsage(CRL_SIGN)], ...more });
      const list = makeList(other, { extensions: [indirect] });
      const lists = [...others, makeList(foreign), list];
      expect(await judged(pointed, [root, issuing, foreign, other], lists)).to.equal('revocation-unknown');
    }
  });

  it('then a signer vouches for itself only where the authority above it sends there', async () => {
    for (const [own, expected] of [
      [[keyUsage(CRL_SIGN)], 'revocation-unknown'],
      [[keyUsage(CRL_SIGN), pointsTo({ ...signer, name: [[{ oid: '2.5.4.3', value: 'Self' }]] })], 'trusted'],
    ] as const) {
      const self = make({ name: 'Self', issuer: issuing, extensions: own });
      const leaf = make({ name: 'Leaf', issuer: issuing, extensions: [...client, pointsTo(self)] });
      const list = makeList(self, { extensions: [indirect] });
      expect(await judged(leaf, [root, issuing, self], [...others, list])).to.equal(expected);
    }
  });

  it('then a list of one reason alone does not prove that a certificate is good', async () => {
    const some = (bits: string): MadeExtension => ({
      oid: '2.5.29.28',
      critical: true,
      value: sequence(tagged(3, bits)),
    });
    // keyCompromise; all the others.
    const [one, rest] = [some('\x06\x40'), some('\x07\x3f\x80')];
    const partial = makeList(issuing, { extensions: [one] });
    expect(await judged(unpointed, [root, issuing], [...others, partial])).to.equal('revocation-unknown');
    const both = [partial, makeList(issuing, { extensions: [rest] })];
    expect(await judged(unpointed, [root, issuing], [...others, ...both])).to.equal('trusted');
    const revoking = makeList(issuing, { extensions: [rest], revoked: [entryOf(unpointed)] });
    expect(await judged(unpointed, [root, issuing], [...others, partial, revoking])).to.equal('revoked');
  });

  it('then what a delta list adds is revoked, and what it removes is not any more', async () => {
    const delta = (base: string): MadeExtension => ({
      oid: '2.5.29.27',
      critical: true,
      value: octets(base),
    });
    const numbered: MadeExtension = { ...delta(''), value: Object.assign(octets('\x05'), { type: 2 }) };
    const complete = (revoked: Parameters<typeof makeList>[1] = {}) =>
      makeList(issuing, { number: 5n, ...revoked });
    const adding = makeList(issuing, { number: 6n, extensions: [numbered], revoked: [entryOf(unpointed)] });
    const removing = makeList(issuing, {
      number: 6n,
      extensions: [numbered],
      revoked: [entryOf(unpointed, 8)],
    });
    const held = complete({ revoked: [entryOf(unpointed, 6)] });
    const all = [root, issuing];
    expect(await judged(unpointed, all, [...others, complete(), adding])).to.equal('revoked');
    expect(await judged(unpointed, all, [...others, held])).to.equal('revoked');
    expect(await judged(unpointed, all, [...others, held, removing])).to.equal('trusted');
    // A delta alone, or to a later base than the list that is known, proves nothing.
    expect(await judged(unpointed, all, [...others, adding])).to.equal('revocation-unknown');
    const former = makeList(issuing, { number: 4n, revoked: [entryOf(unpointed, 6)] });
    expect(await judged(unpointed, all, [...others, former, removing])).to.equal('revoked');
  });
});

describe('given an authority with a former and a present certificate', () => {
  const long = {
    notBefore: new Date(NOW.getTime() - 100 * HOUR),
    notAfter: new Date(NOW.getTime() + 100 * HOUR),
  };
  const root = make({ name: 'Root', ...long, extensions: authority(1) });
  const former = make({
    name: 'Issuing',
    issuer: root,
    notBefore: long.notBefore,
    notAfter: new Date(NOW.getTime() - HOUR),
    extensions: authority(0),
  });
  const present = make({ name: 'Issuing', issuer: root, ...long, extensions: authority(0) });

  it('then each certificate is judged by the one whose key signed it', () => {
    const certificates = [root, former, present].map(({ certificate }) => certificate);
    const judge = createPathJudge({ pinned: pinnedCertificates(certificates), revocation: NO_REVOCATION });
    const verdict = (issuer: Made) =>
      judge.faultOf(make({ name: 'Leaf', issuer, ...long }).certificate, NOW)?.fault ?? 'trusted';
    expect(verdict(present)).to.equal('trusted');
    expect(verdict(former)).to.equal('expired');
  });

  it('then a pinned certificate that signs itself and is no authority leads nowhere', () => {
    const lone = make({ name: 'Lone', ...long, extensions: [keyUsage(CRL_SIGN)] });
    const judge = createPathJudge({
      pinned: pinnedCertificates([lone.certificate]),
      revocation: NO_REVOCATION,
    });
    expect(judge.faultOf(make({ name: 'Leaf', issuer: lone }).certificate, NOW)?.fault).to.equal('unknown');
  });
});
