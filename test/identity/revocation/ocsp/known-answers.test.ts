import { expect } from 'chai';
import { createTrust } from '../../../../src/identity/certificate-path.ts';
import { createKnownLists } from '../../../../src/identity/revocation/known-lists.ts';
import {
  createKnownAnswers,
  type KnownAnswersOptions,
} from '../../../../src/identity/revocation/ocsp/known-answers.ts';
import type { RevocationMode } from '../../../../src/identity/revocation/revocation.ts';
import { withAnswers } from '../../../../src/identity/revocation/with-answers.ts';
import { authority, make } from '../../../support/made-certificates.ts';
import { entryOf, makeList } from '../../../support/made-lists.ts';
import { makeOcspAnswer, type WantedAnswer } from '../../../support/made-ocsp.ts';
import { type Conduct, type OcspResponder, startOcspResponder } from '../../../support/ocsp-responder.ts';
import { until } from '../../../support/until.ts';

const MINUTE = 60_000;

describe('given certificates and an OCSP responder', () => {
  const start = new Date();
  const long = { notBefore: new Date(start.getTime() - 1e9), notAfter: new Date(start.getTime() + 1e9) };
  const root = make({ name: 'Root', extensions: authority(0), ...long });
  const card = make({ name: 'Card', issuer: root, ...long });
  const later = (minutes: number) => new Date(start.getTime() + minutes * MINUTE);
  let responder: OcspResponder;

  const says =
    (wanted: Partial<WantedAnswer> = {}): Conduct =>
    (asked) =>
      makeOcspAnswer(asked, { signer: root, thisUpdate: later(-60), nextUpdate: later(60), ...wanted });

  beforeEach(async () => {
    responder = await startOcspResponder(says());
  });
  afterEach(() => responder.close());

  const house = (mode: Exclude<RevocationMode, 'off'>, more: Partial<KnownAnswersOptions> = {}) => {
    const log: string[] = [];
    const lists = createKnownLists({ authorities: [root.certificate], mode, graceHours: 0, skewMinutes: 2 });
    const answers = createKnownAnswers({
      urls: [responder.url],
      intervalMinutes: 15,
      graceHours: 0,
      skewMinutes: 2,
      longestWait: 2_000,
      responderFault: () => 'nothing is known of it',
      log: (level, message, { why = '' }) =>
        log.push(`${level} ${message} ${String(why).replace(/http\S+ /, '')}`.trim()),
      ...more,
    });
    const trust = createTrust({
      anchors: [root.pem],
      testCertificates: true,
      revocation: withAnswers(lists, answers),
    });
    const check = (at = start, shown = card) => trust.check(shown.certificate, at)?.fault ?? 'trusted';
    return {
      lists,
      log,
      check,
      async verdict(at = start, shown = card) {
        await trust.ask(shown.certificate, at);
        return check(at, shown);
      },
      /** Until an answer that nobody waits for has come. */
      async settle(asked: number) {
        await until(() => responder.asked() >= asked);
        for (let round = 0; round < 20; round++) await new Promise((resolve) => setTimeout(resolve, 5));
      },
    };
  };

  it('then a certificate that is good is trusted though there is no list, and one that is revoked is not', async () => {
    expect(await house('required').verdict()).to.equal('trusted');
    responder.conduct(says({ status: 'revoked' }));
    for (const mode of ['required', 'if-known'] as const)
      expect(await house(mode).verdict()).to.equal('revoked');
  });

  it('then nothing is asked about a certificate of unknown origin', async () => {
    const { lists } = house('required');
    const answers = createKnownAnswers({
      urls: [responder.url],
      intervalMinutes: 15,
      graceHours: 0,
      skewMinutes: 2,
      responderFault: () => undefined,
      log: () => {},
    });
    const trust = createTrust({
      anchors: [root.pem],
      testCertificates: true,
      revocation: withAnswers(lists, answers),
    });
    const impostor = make({ name: 'Root', extensions: authority(0) });
    await trust.ask(make({ name: 'Card', issuer: impostor }).certificate, start);
    expect(responder.asked()).to.equal(0);
  });

  describe('given what the responder says and what the list says', () => {
    const cases: readonly (readonly [
      WantedAnswer['status'] | 'nothing',
      'good' | 'revoked' | 'nothing',
      string,
      string,
    ])[] = [
      ['good', 'good', 'trusted', 'trusted'],
      ['good', 'nothing', 'trusted', 'trusted'],
      ['good', 'revoked', 'revoked', 'revoked'],
      ['revoked', 'good', 'revoked', 'revoked'],
      ['revoked', 'nothing', 'revoked', 'revoked'],
      ['unknown', 'good', 'trusted', 'trusted'],
      ['unknown', 'nothing', 'revocation-unknown', 'trusted'],
      ['unknown', 'revoked', 'revoked', 'revoked'],
      ['nothing', 'good', 'trusted', 'trusted'],
      ['nothing', 'nothing', 'revocation-unknown', 'trusted'],
      ['nothing', 'revoked', 'revoked', 'revoked'],
    ];
    for (const [status, list, required, ifKnown] of cases) {
      it(`then ${status} and ${list} is ${required} where a word is demanded, ${ifKnown} where not`, async () => {
        responder.conduct(status === 'nothing' ? () => 503 : says({ status: status! }));
        for (const [mode, expected] of [
          ['required', required],
          ['if-known', ifKnown],
        ] as const) {
          const { lists, verdict } = house(mode);
          if (list !== 'nothing')
            await lists.take(makeList(root, { revoked: list === 'good' ? [] : [entryOf(card)] }), start);
          expect(await verdict()).to.equal(expected);
        }
      });
    }
  });

  describe('given a responder with a fault', () => {
    const foreign = make({ name: 'Root', extensions: authority(0) });
    const faults: readonly (readonly [string, Conduct, string])[] = [
      ['another signer', says({ signer: foreign }), 'not signed by its responder'],
      ['an answer that has ended', says({ thisUpdate: later(-120), nextUpdate: later(-60) }), 'it has ended'],
      [
        'another serial',
        (asked) => makeOcspAnswer(asked, { signer: root, id: wrongSerial(asked.id) }),
        'it speaks of other certificates',
      ],
      ['another nonce', says({ nonce: Buffer.from([4, 1, 1]) }), 'the answer to another question (nonce)'],
      ['octets that are no answer', () => Buffer.from('garbage'), 'not an OCSP answer'],
      ['no octets', () => Buffer.alloc(0), 'not an OCSP answer'],
      ['octets without end', () => Buffer.alloc(65 * 1024, 0x30), 'more than 65536 octets'],
      ['an error', () => 500, 'status 500'],
      ['another place to look at', () => 302, 'redirect'],
      ['an answer that never comes', () => 'silent', 'timeout'],
      ['trouble of its own', says({ responseStatus: 2 }), 'status internalError'],
    ];
    for (const [what, conduct, why] of faults) {
      it(`then ${what} is silence: refused where a word is demanded, and told in the log`, async () => {
        responder.conduct(conduct);
        const { verdict, log } = house('required');
        expect(await verdict()).to.equal('revocation-unknown');
        expect(log.join('\n'))
          .to.match(/^warn no OCSP answer /)
          .and.to.include(why);
        expect(responder.asked()).to.equal(1);
      });
    }
  });

  it('then one that cannot be reached is silence where nothing is known, and what is known counts to its end', async () => {
    const known = house('required');
    expect(await known.verdict()).to.equal('trusted');
    const unknown = house('required');
    await responder.close();
    expect(await unknown.verdict()).to.equal('revocation-unknown');
    expect(known.check(later(59))).to.equal('trusted');
    expect(await known.verdict(later(61))).to.equal('revocation-unknown');
  });

  it('then after a grace that the settings allow it still says that a certificate is good, and no longer', async () => {
    const { verdict } = house('required', { graceHours: 2 });
    expect(await verdict()).to.equal('trusted');
    responder.conduct(() => 503);
    expect(await verdict(later(179))).to.equal('trusted');
    expect(await verdict(later(181))).to.equal('revocation-unknown');
  });

  it('then one that never ends counts for ten minutes', async () => {
    responder.conduct(says({ nextUpdate: null, thisUpdate: start }));
    const { verdict, check } = house('required');
    expect(await verdict()).to.equal('trusted');
    expect(check(later(9))).to.equal('trusted');
    expect(check(later(11))).to.equal('revocation-unknown');
  });

  it('then that a certificate is revoked counts for good, whatever becomes of the responder', async () => {
    responder.conduct(says({ status: 'revoked' }));
    const { verdict, check } = house('if-known');
    expect(await verdict()).to.equal('revoked');
    responder.conduct(() => 503);
    expect(await verdict(later(600))).to.equal('revoked');
    expect(check(later(6000))).to.equal('revoked');
  });

  it('then it is asked once for many requests at the same time, and not again before its interval', async () => {
    const { verdict, settle, check } = house('required');
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => verdict()));
    expect(new Set(verdicts)).to.deep.equal(new Set(['trusted']));
    expect(responder.asked()).to.equal(1);
    await verdict(later(14));
    expect(responder.asked()).to.equal(1);
    responder.conduct(says({ status: 'revoked' }));
    expect(await verdict(later(16))).to.equal('trusted');
    await settle(2);
    expect(check(later(16))).to.equal('revoked');
  });

  it('then an answer older than the one that is known does not replace it', async () => {
    responder.conduct(says({ status: 'revoked', thisUpdate: later(-5) }));
    const { verdict, settle, check } = house('required');
    expect(await verdict()).to.equal('revoked');
    responder.conduct(says({ status: 'good', thisUpdate: later(-30), nonce: null }));
    await verdict(later(20));
    await settle(2);
    expect(check(later(20))).to.equal('revoked');
  });

  it('then one that does not know a revoked certificate any more does not take that back, a newer good does', async () => {
    for (const mode of ['required', 'if-known'] as const) {
      responder.conduct(says({ status: 'revoked', thisUpdate: later(-5) }));
      const { verdict, settle, check } = house(mode);
      expect(await verdict()).to.equal('revoked');
      responder.conduct(says({ status: 'unknown', thisUpdate: later(15) }));
      const asked = responder.asked();
      await verdict(later(16));
      await settle(asked + 1);
      expect(check(later(16))).to.equal('revoked');
      responder.conduct(says({ status: 'good', thisUpdate: later(30), nextUpdate: later(90) }));
      await verdict(later(32));
      await settle(asked + 2);
      expect(check(later(32))).to.equal('trusted');
    }
  });

  it('then good and revoked of the same instant are revoked', async () => {
    responder.conduct(says({ status: 'revoked', thisUpdate: start }));
    const { verdict, settle, check } = house('required');
    expect(await verdict()).to.equal('revoked');
    responder.conduct(says({ status: 'good', thisUpdate: start, nextUpdate: later(60) }));
    await verdict(later(16));
    await settle(2);
    expect(check(later(16))).to.equal('revoked');
  });

  it('then revoked counts after unknown, whichever is newer', async () => {
    responder.conduct(says({ status: 'unknown', thisUpdate: start }));
    const { verdict } = house('if-known');
    expect(await verdict()).to.equal('trusted');
    responder.conduct(says({ status: 'revoked', thisUpdate: later(-5) }));
    expect(await verdict(later(16))).to.equal('revoked');
  });

  it('then after silence it is left alone for half a minute', async () => {
    responder.conduct(() => 503);
    const { verdict } = house('required');
    expect(await verdict()).to.equal('revocation-unknown');
    expect(await verdict(later(0.4))).to.equal('revocation-unknown');
    expect(responder.asked()).to.equal(1);
    responder.conduct(says());
    expect(await verdict(later(0.6))).to.equal('trusted');
  });

  it('then one that was not reached is waited for by one certificate, not by each', async () => {
    responder.conduct(() => 'silent');
    const { verdict } = house('required');
    expect(await verdict()).to.equal('revocation-unknown');
    const other = make({ name: 'Other', issuer: root, ...long });
    expect(await verdict(later(0.4), other)).to.equal('revocation-unknown');
    expect(responder.asked()).to.equal(1);
    responder.conduct(says());
    expect(await verdict(later(1), other)).to.equal('trusted');
  });

  it('then one that answers about another certificate with an error is still asked about this one', async () => {
    responder.conduct(() => 500);
    const { verdict } = house('required');
    expect(await verdict()).to.equal('revocation-unknown');
    responder.conduct(says({ status: 'revoked' }));
    expect(await verdict(start, make({ name: 'Other', issuer: root, ...long }))).to.equal('revoked');
  });

  it('then a second responder is asked where the first gives no answer', async () => {
    const second = await startOcspResponder(says());
    try {
      responder.conduct(() => 503);
      const { verdict, log } = house('required', { urls: [responder.url, second.url] });
      expect(await verdict()).to.equal('trusted');
      expect([responder.asked(), second.asked(), log]).to.deep.equal([1, 1, []]);
    } finally {
      await second.close();
    }
  });

  it('then silence is told once, and its end', async () => {
    responder.conduct(() => 503);
    const { verdict, log } = house('required');
    await verdict();
    await verdict(later(1));
    responder.conduct(says());
    await verdict(later(2));
    expect(log).to.deep.equal(['warn no OCSP answer status 503', 'info OCSP answers again']);
  });
});

/** The serial is the last of CertID. */
function wrongSerial(id: Buffer): Buffer {
  const altered = Buffer.from(id);
  altered[altered.length - 1]! ^= 1;
  return altered;
}
