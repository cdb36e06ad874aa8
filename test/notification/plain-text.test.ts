import { expect } from 'chai';
import fc from 'fast-check';
import { isEmailAddress, type Message } from '../../src/model/notification.ts';
import { letter } from '../../src/notification/letter.ts';
import { mailMessage } from '../../src/notification/mail-message.ts';
import { filled, plain } from '../../src/notification/plain-text.ts';
import { worded } from '../../src/notification/texts.ts';

const AT = '2026-11-22T10:00:00.000Z';
const ID = '0b7f0b0e-0000-4000-8000-000000000001';

/** Text that tries to end a line, a header or a mail, to look like a name of ours, or to be read backwards. */
const hostile = fc.array(
  fc.oneof(
    fc.constantFrom(
      '\r\nBcc: a@b.fr',
      '\n\n',
      '\r.\r\n',
      '{code}',
      '{',
      '\u2028',
      '\u202e',
      '\u0000',
      '<b>',
      '%0d%0a',
      '$&',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  ),
  { maxLength: 8 },
);
const hostileText = hostile.map((parts) => parts.join(''));

const invitation = (given: string, code: string): Message => ({
  kind: 'enrolment-invitation',
  holder: { given, family: 'LEMOINE' },
  code,
  delay: '6 semaines',
});

describe('given values from outside in a text', () => {
  it('then a value is one line without controls, whatever it is', () => {
    fc.assert(
      fc.property(hostileText, (value) => {
        expect(plain(value)).not.to.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect([...plain(value)].length).to.be.at.most(120);
      }),
    );
  });

  it('then a value is never looked at for names again', () => {
    expect(filled('{a} {b}', { a: '{b}', b: '$&' })).to.equal('{b} $&');
  });

  it('then a text that does not fit its message is a bug', () => {
    expect(() => filled('{a}', {})).to.throw('no value for {a}');
  });

  it('then subject and paragraphs stay those of the text', () => {
    const lines = worded(invitation('A', 'B'), 'C', AT).paragraphs.length;
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (given, code, reader) => {
        const { subject, paragraphs } = worded(invitation(given, code), reader, AT);
        expect(subject).to.equal('Ouverture du dossier médical partagé');
        expect(paragraphs).to.have.length(lines);
        expect(paragraphs.join('')).not.to.match(/[\r\n]/);
      }),
    );
  });

  it('then the headers of a mail are ours alone', async () => {
    const headers = async (given: string, reader: string) => {
      const words = worded(invitation(given, given), reader, AT);
      const { message } = await mailMessage({
        id: ID,
        at: AT,
        from: 'dmp@example.fr',
        to: 'c@example.org',
        worded: words,
      });
      const text = message.toString('latin1');
      return text.slice(0, text.indexOf('\r\n\r\n'));
    };
    const expected = await headers('A', 'B');
    expect(expected)
      .to.contain(`Message-ID: <${ID}@example.fr>`)
      .and.to.contain('Date: Sun, 22 Nov 2026 10:00:00 +0000');
    await fc.assert(
      fc.asyncProperty(hostileText, hostileText, async (given, reader) => {
        expect(await headers(given, reader)).to.equal(expected);
      }),
    );
  });

  it('then the same notification is the same mail at every try', async () => {
    const make = () =>
      mailMessage({
        id: ID,
        at: AT,
        from: 'dmp@example.fr',
        to: 'c@example.org',
        worded: worded({ kind: 'document-added' }, 'A', AT),
      });
    expect((await make()).message.equals((await make()).message)).to.equal(true);
  });

  it('then a line of an address cannot bring lines of its own into a letter', () => {
    const lines = (postal: string[]) =>
      letter({
        id: ID,
        at: AT,
        reader: 'A',
        postal,
        worded: worded({ kind: 'emergency-access' }, 'A', AT),
      }).split('\n').length;
    fc.assert(
      fc.property(hostileText, (value) => {
        expect(lines([`x${value}`])).to.equal(lines(['x']));
      }),
    );
  });
});

describe('given an e-mail address', () => {
  it('then a plain one is taken', () => {
    for (const address of [
      'a@example.org',
      "jean-paul.o'neill+dmp@sous.domaine.example.fr",
      'A_B@x-y.museum',
    ]) {
      expect(isEmailAddress(address), address).to.equal(true);
    }
  });

  it('then whatever else SMTP or a header could read out of it is not', () => {
    for (const address of [
      '',
      'a',
      'a@b',
      'a@b..fr',
      '.a@b.fr',
      'a.@b.fr',
      'a@-b.fr',
      'a@b.fr\r\nBcc: c@d.fr',
      'a@b.fr,c@d.fr',
      'a@b.fr c@d.fr',
      'A <a@b.fr>',
      '"a b"@c.fr',
      'a@[127.0.0.1]',
      'a(comment)@b.fr',
      'é@b.fr',
      `${'a'.repeat(250)}@b.fr`,
    ]) {
      expect(isEmailAddress(address), address).to.equal(false);
    }
  });
});
