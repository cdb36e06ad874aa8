import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { certificateIdOf } from '../../../../src/identity/revocation/ocsp/certificate-id.ts';
import { checkOcspAnswer, type OcspQuestion } from '../../../../src/identity/revocation/ocsp/check-answer.ts';
import { readOcspAnswer } from '../../../../src/identity/revocation/ocsp/ocsp-answer.ts';
import { writeOcspRequest } from '../../../../src/identity/revocation/ocsp/ocsp-request.ts';
import { revocationTarget } from '../../../../src/identity/revocation/revocation.ts';
import { extendedUsage, keyUsage, universal } from '../../../../src/identity/sandbox/certificate-maker.ts';
import { authority, make } from '../../../support/made-certificates.ts';
import { needOpenssl } from '../../../support/made-lists.ts';
import { makeOcspAnswer, readOcspRequest, type WantedAnswer } from '../../../support/made-ocsp.ts';

const HOUR = 3_600_000;
const NULL = 5;
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const noCheck = { oid: '1.3.6.1.5.5.7.48.1.5', value: universal(NULL, '') };
const responderUse = [keyUsage(0), extendedUsage(OCSP_SIGNING)];

describe('given an answer of an OCSP responder', () => {
  const issuer = make({ name: 'Issuing', extensions: authority(0) });
  const card = make({ name: 'Card', issuer });
  const other = make({ name: 'Other', issuer });
  const delegate = make({ name: 'Responder', issuer, extensions: [...responderUse, noCheck] });
  const at = new Date();
  const nonce = randomBytes(32);
  const id = certificateIdOf(revocationTarget(card.certificate, issuer.certificate));
  const asked = readOcspRequest(writeOcspRequest(id, nonce));
  const question: OcspQuestion = {
    id,
    nonce,
    issuer: issuer.certificate,
    at,
    skewMinutes: 2,
    revocationOf: () => 'nothing is known of it',
  };
  const verdict = (wanted: WantedAnswer, more: Partial<OcspQuestion> = {}) => {
    const answer = checkOcspAnswer(makeOcspAnswer(asked, wanted), { ...question, ...more });
    return typeof answer === 'string' ? answer : answer.status;
  };

  for (const status of ['good', 'revoked', 'unknown'] as const) {
    it(`then one that its issuer signed says that the certificate is ${status}`, () => {
      expect(verdict({ signer: issuer, status })).to.equal(status);
    });
  }

  it('then one that says when it was revoked, tells it', () => {
    const answer = checkOcspAnswer(makeOcspAnswer(asked, { signer: issuer, status: 'revoked' }), question);
    if (typeof answer === 'string') expect.fail(answer);
    expect(answer.revokedAt!.getTime()).to.be.closeTo(Date.now() - HOUR, 60_000);
  });

  it('then a responder may be named by its key', () => {
    expect(verdict({ signer: issuer, byKey: true })).to.equal('good');
  });

  it('then a responder that the issuer named for that may sign', () => {
    for (const byKey of [true, false]) {
      expect(verdict({ signer: delegate, along: [other, delegate], byKey })).to.equal('good');
    }
  });

  it('then one without a nonce is taken, for responders that make answers beforehand', () => {
    expect(verdict({ signer: issuer, nonce: null })).to.equal('good');
  });

  describe('given a responder whose own status has to be known', () => {
    const unmarked = make({ name: 'Responder', issuer, extensions: responderUse });

    it('then it counts where nothing stands against it, and not otherwise', () => {
      const wanted = { signer: unmarked, along: [unmarked] };
      expect(verdict(wanted)).to.equal('responder: nothing is known of it');
      expect(verdict(wanted, { revocationOf: () => undefined })).to.equal('good');
      const told: string[] = [];
      verdict(wanted, {
        revocationOf: (responder, by) => {
          told.push(`${responder.subjectText} by ${by.subjectText}`);
          return undefined;
        },
      });
      expect(told).to.deep.equal(['CN=Responder by CN=Issuing']);
    });
  });

  const foreign = make({ name: 'Foreign', extensions: authority(0) });
  const impostor = make({ name: 'Issuing', extensions: authority(0) });
  const past = { notBefore: new Date(at.getTime() - 2 * HOUR), notAfter: new Date(at.getTime() - HOUR) };
  const strange = { oid: '1.2.3.4', critical: true, value: universal(NULL, '') };
  const delegated = (more: Partial<Parameters<typeof make>[0]>): WantedAnswer => {
    const signer = make({ name: 'Responder', issuer, extensions: [...responderUse, noCheck], ...more });
    return { signer, along: [signer] };
  };
  const otherId = readOcspRequest(
    writeOcspRequest(certificateIdOf(revocationTarget(other.certificate, issuer.certificate)), nonce),
  ).id;
  const refusals: readonly (readonly [string, () => WantedAnswer, string])[] = [
    ['signed by nobody known', () => ({ signer: foreign }), 'its responder is not known'],
    [
      'signed by another key under the name of the issuer',
      () => ({ signer: impostor }),
      'not signed by its responder',
    ],
    ['signed by that key and sent with it', () => ({ signer: impostor, along: [impostor] }), 'responder: '],
    ['by a responder of another authority', () => delegated({ issuer: foreign }), 'is not of CN=Issuing'],
    [
      'by a responder of an authority that has the same name',
      () => delegated({ issuer: impostor }),
      'not signed by',
    ],
    ['signed by a card', () => ({ signer: card, along: [card] }), 'responder: not made for OCSP'],
    [
      'by a responder that may not sign',
      () => delegated({ extensions: [keyUsage(2), extendedUsage(OCSP_SIGNING), noCheck] }),
      'may not sign',
    ],
    ['by a responder that has ended', () => delegated(past), 'responder: not valid now'],
    [
      'by a responder with a critical extension that nobody knows',
      () => delegated({ extensions: [...responderUse, noCheck, strange] }),
      'critical extension',
    ],
    ['about another serial', () => ({ signer: issuer, id: otherId }), 'it speaks of other certificates'],
    [
      'to another question',
      () => ({ signer: issuer, nonce: Buffer.concat([Buffer.from([4, 32]), randomBytes(32)]) }),
      'nonce',
    ],
    [
      'of the future',
      () => ({ signer: issuer, thisUpdate: new Date(at.getTime() + HOUR) }),
      'it is of the future',
    ],
    [
      'that ends before it begins',
      () => ({ signer: issuer, nextUpdate: new Date(at.getTime() - 2 * HOUR) }),
      'ends before',
    ],
    ['that says to try later', () => ({ signer: issuer, responseStatus: 3 }), 'status tryLater'],
    ['that says unauthorized', () => ({ signer: issuer, responseStatus: 6 }), 'status unauthorized'],
  ];
  for (const [what, wanted, why] of refusals) {
    it(`then one ${what} says nothing`, () => {
      expect(verdict(wanted())).to.include(why);
    });
  }

  it('then one whose octets have changed since it was signed says nothing', () => {
    const octets = makeOcspAnswer(asked, { signer: issuer, status: 'unknown' });
    const status = octets.indexOf(asked.id) + asked.id.length;
    expect(octets[status]).to.equal(0x82);
    octets[status] = 0x80;
    expect(checkOcspAnswer(octets, question)).to.equal('not signed by its responder');
  });

  const whole = makeOcspAnswer(asked, { signer: delegate, along: [delegate], status: 'revoked' });

  it('then cut off at any octet it says nothing, and nothing is thrown', () => {
    for (let end = 0; end < whole.length; end++) {
      expect(readOcspAnswer(whole.subarray(0, end))).to.be.a('string');
    }
    expect(readOcspAnswer(Buffer.concat([whole, Buffer.from([0])]))).to.include('octets after it');
    expect(readOcspAnswer(card.certificate.x509.raw)).to.be.a('string');
  });

  it('then with any octet altered it says the same or nothing, and nothing is thrown', () =>
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (where, change) => {
        const altered = Buffer.from(whole);
        altered[where]! ^= change;
        const answer = checkOcspAnswer(altered, question);
        if (typeof answer !== 'string') expect(answer.status).to.equal('revoked');
      }),
      { numRuns: 1000 },
    ));

  it('then OpenSSL understands the question, and its answers are understood', function () {
    needOpenssl(this);
    const folder = mkdtempSync(join(tmpdir(), 'carnet-ocsp-'));
    try {
      const serial = card.certificate.serial.toUpperCase();
      writeFileSync(join(folder, 'ca.pem'), issuer.pem);
      writeFileSync(join(folder, 'ca.key'), issuer.key.export({ type: 'pkcs8', format: 'pem' }));
      writeFileSync(join(folder, 'request.der'), writeOcspRequest(id, nonce));
      for (const [line, status] of [
        [`V\t301231000000Z\t\t${serial}\tunknown\t/CN=Card\n`, 'good'],
        [`R\t301231000000Z\t240101000000Z,keyCompromise\t${serial}\tunknown\t/CN=Card\n`, 'revoked'],
        ['', 'unknown'],
      ] as const) {
        writeFileSync(join(folder, 'index.txt'), line);
        const files =
          '-index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -reqin request.der -respout answer.der';
        const run = spawnSync('openssl', ['ocsp', ...files.split(' '), '-ndays', '1'], {
          cwd: folder,
          encoding: 'utf8',
        });
        expect(run.status, run.stderr).to.equal(0);
        const answer = checkOcspAnswer(readFileSync(join(folder, 'answer.der')), {
          ...question,
          at: new Date(),
        });
        expect(typeof answer === 'string' ? answer : answer.status).to.equal(status);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
