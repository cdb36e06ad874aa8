import { expect } from 'chai';
import { PostError } from '../../src/notification/post.ts';
import { smtpPost } from '../../src/notification/smtp-post.ts';
import { bodyOf, header, type MailServer, startMailServer } from '../support/mail-server.ts';
import { type NotificationHouse, notificationHouse } from '../support/notification-house.ts';
import { HERE, throwawayAuthority } from '../support/throwaway-certificates.ts';

const email = 'charlotte@example.org';

describe('given a mail server', () => {
  let server: MailServer;
  let house: NotificationHouse;
  let patientKey: number;
  before(async () => {
    server = await startMailServer();
    house = await notificationHouse();
    patientKey = await house.patient({ email, postal: ['1 rue A'] });
  });
  afterEach(() => server.refuse(undefined));
  after(async () => {
    await house.close();
    await server.close();
  });
  const post = () => smtpPost({ url: server.url, plain: true });
  const waiting = async () => (await house.store.notifications.queue()).waiting;
  const arrived = async (work: () => Promise<void>) => {
    const before = server.received.length;
    await work();
    return server.received.slice(before);
  };

  it('then a mail arrives with its envelope, its headers and its text in French', async () => {
    const [mail, ...others] = await arrived(async () => {
      await house.notify({ patientKey }, { kind: 'first-access' });
      await house.deliver({ post: post() });
    });
    expect(others).to.deep.equal([]);
    expect(mail).to.include({ from: 'dmp@example.fr' });
    expect(mail?.to).to.deep.equal([email]);
    expect(header(mail!, 'From')).to.equal('dmp@example.fr');
    expect(header(mail!, 'Message-ID')).to.match(/^<[0-9a-f-]{36}@example\.fr>$/);
    expect(header(mail!, 'Content-Type')).to.equal('text/plain; charset=utf-8');
    expect(bodyOf(mail!)).to.contain('Un professionnel a accédé pour la première fois à votre dossier');
  });

  for (const [at, code] of [
    ['sender', 550],
    ['recipient', 451],
    ['text', 554],
    ['text', 452],
  ] as const) {
    it(`then what it refuses of the ${at} with ${code} is tried again`, async () => {
      await house.notify({ patientKey }, { kind: 'first-access' });
      const refused = await arrived(async () => {
        server.refuse({ at, code });
        await house.deliver({ post: post() });
        server.refuse(undefined);
      });
      expect(refused).to.deep.equal([]);
      expect(await waiting()).to.equal(1);
      house.advance(2 * 60_000);
      expect(await arrived(() => house.deliver({ post: post() }))).to.have.length(1);
    });
  }

  it('then a mailbox that it does not know is given up for paper', async () => {
    await house.notify({ patientKey }, { kind: 'emergency-access' });
    const letters = house.letters().length;
    server.refuse({ at: 'recipient', code: 550 });
    expect(await arrived(() => house.deliver({ post: post() }))).to.deep.equal([]);
    expect(house.letters()).to.have.length(letters + 1);
    expect(await waiting()).to.equal(0);
  });

  it('then nothing goes to a server that offers no encryption, unless the operator says so', async () => {
    await house.notify({ patientKey }, { kind: 'first-access' });
    const strict = smtpPost({ url: server.url, plain: false });
    expect(await arrived(() => house.deliver({ post: strict }))).to.deep.equal([]);
    expect(house.logged.at(-1)?.facts).to.include({ message: 'first-access' });
    house.advance(2 * 60_000);
    await house.deliver({ post: post() });
  });

  it('then nothing goes to a server whose certificate nobody vouches for', async () => {
    const authority = throwawayAuthority('authority of the tests');
    const secured = await startMailServer({ tls: authority.issue('mail', HERE) });
    try {
      const mail = { id: 'id', from: 'dmp@example.fr', to: email, message: Buffer.from('\r\nx\r\n') };
      const error = await smtpPost({ url: secured.url, plain: false })
        .send(mail)
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
      expect(error).to.be.instanceOf(PostError);
      expect(secured.received).to.deep.equal([]);
    } finally {
      await secured.close();
    }
  });

  it('then a server that is away is an error that names nobody', async () => {
    const away = smtpPost({ url: 'smtp://127.0.0.1:1', plain: true });
    const mail = { id: 'id', from: 'dmp@example.fr', to: email, message: Buffer.from('\r\nx\r\n') };
    const error = await away.send(mail).then(
      () => undefined,
      (thrown: unknown) => thrown as Error,
    );
    expect(error).to.be.instanceOf(PostError);
    expect(error?.message).not.to.contain('charlotte');
  });
});
