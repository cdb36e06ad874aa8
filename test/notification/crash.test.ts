import { expect } from 'chai';
import type { Delivery } from '../../src/notification/deliver.ts';
import { folderPost } from '../../src/notification/folder-post.ts';
import { smtpPost } from '../../src/notification/smtp-post.ts';
import { header, startMailServer } from '../support/mail-server.ts';
import { MINUTE, type NotificationHouse, notificationHouse } from '../support/notification-house.ts';

/** A server that stops for good just before, or just after, its nth step towards the outside. */
function stoppingAt(house: NotificationHouse, post: Delivery['post'], last: number): Partial<Delivery> {
  let steps = 0;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    if (steps >= last) throw new Error('stopped');
    steps += 1;
    const result = await work();
    if (steps >= last) throw new Error('stopped');
    steps += 1;
    return result;
  };
  const { store } = house;
  return {
    store: { ...store, write: (unit) => step(() => store.write(unit)) },
    post: { send: (mail) => step(() => post.send(mail)) },
  };
}

const MAILS = 3;
/** Two for the claim, two each for the sending and the settlement of a mail. */
const STEPS = 2 + 4 * MAILS;

describe('given a server that stops in the middle of delivering', () => {
  let house: NotificationHouse;
  beforeEach(async () => {
    house = await notificationHouse();
    const patientKey = await house.patient({ email: 'charlotte@example.org' });
    for (let at = 0; at < MAILS; at += 1) await house.notify({ patientKey }, { kind: 'document-added' });
  });
  afterEach(() => house.close());
  const stopped = (changes: Partial<Delivery>) =>
    house.deliver(changes).then(
      () => false,
      () => true,
    );
  const waiting = async () => (await house.store.notifications.queue()).waiting;

  for (let last = 0; last < STEPS; last += 1) {
    it(`then after ${last} half steps the next server leaves one file for each mail`, async () => {
      const post = folderPost(house.folder);
      expect(await stopped(stoppingAt(house, post, last))).to.equal(true);
      expect(house.mails().length).to.be.at.most(MAILS);
      // Whoever comes next cannot know what became of the claim before it ends.
      house.advance(11 * MINUTE);
      await house.deliver();
      house.advance(5 * MINUTE);
      await house.deliver();
      expect(house.mails()).to.have.length(MAILS);
      expect(await waiting()).to.equal(0);
    });
  }

  it('then over SMTP no mail is lost, and one comes twice only where the server stopped between the answer of the mail server and its own commit, as the same mail', async () => {
    const server = await startMailServer();
    try {
      const post = smtpPost({ url: server.url, plain: true });
      // Just after the first mail has been taken: the settlement is never written.
      expect(await stopped(stoppingAt(house, post, 4))).to.equal(true);
      expect(server.received).to.have.length(1);
      house.advance(11 * MINUTE);
      await house.deliver({ post });
      const ids = server.received.map((mail) => header(mail, 'Message-ID'));
      expect(new Set(ids).size).to.equal(MAILS);
      expect(ids).to.have.length(MAILS + 1);
      const [first] = server.received;
      expect(server.received.filter((mail) => header(mail, 'Message-ID') === ids[0])).to.deep.equal([
        first,
        first,
      ]);
    } finally {
      await server.close();
    }
  });
});
