import { expect } from 'chai';
import type { Message } from '../../src/model/notification.ts';
import { type Post, PostError } from '../../src/notification/post.ts';
import {
  INVITATION,
  MINUTE,
  type NotificationHouse,
  notificationHouse,
} from '../support/notification-house.ts';

const CODE: Message = { kind: 'account-code', code: '481516', minutes: 10 };
const email = 'charlotte@example.org';

describe('given a campaign in the queue', () => {
  let house: NotificationHouse;
  beforeEach(async () => {
    house = await notificationHouse();
  });
  afterEach(() => house.close());

  it('then a one-time code waits for none of it: neither one queued before it, nor one under way, nor at its second try', async () => {
    const reader = { given: 'Anne', family: 'LEMOINE', email };
    for (let at = 0; at < 30; at += 1) await house.notify(reader, INVITATION);
    house.advance(MINUTE);
    await house.notify({ ...reader, email: 'first@example.org' }, CODE);
    const sent: string[] = [];
    const post: Post = {
      send: async ({ to }) => {
        sent.push(to);
        if (sent.length === 1) throw new PostError('ECONNRESET');
        if (sent.length === 2) {
          await house.notify({ ...reader, email: 'second@example.org' }, CODE);
          house.advance(MINUTE);
        }
        return 'sent';
      },
    };
    await house.deliver({ post });
    expect(sent).to.have.length(33);
    expect(sent[0]).to.equal('first@example.org');
    expect(sent.slice(1, 8).filter((to) => to !== email)).to.deep.equal([
      'first@example.org',
      'second@example.org',
    ]);
  });
});
