import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { givePassword } from '../../src/sign-in/authenticate.ts';
import { showTicket } from '../../src/sign-in/make-account.ts';
import { type SignInHouse, signInHouse } from '../support/sign-in-house.ts';

describe('given a network of IPv6 whose tries are used up', () => {
  let house: SignInHouse;
  before(async () => {
    house = await signInHouse(1);
    const typed = { key: 'login:x', identifier: 'nobody.at.all', password: 'x' };
    await givePassword(house.host, typed, house.visit('2001:db8:0:1::1'));
  });
  after(() => house.close());

  it('then another address of it gets nothing more, one of another network does', async () => {
    const ticket = await house.ticket();
    const shown = async (from: string) => !isRefusal(await showTicket(house.host, ticket, house.visit(from)));
    expect(await shown('2001:db8:0:1:ffff::2')).to.equal(false);
    expect(await shown('2001:db8:0:2::1')).to.equal(true);
  });

  it('then no password is judged for another address of it', async () => {
    const typed = { key: 'login:x', identifier: 'nobody.at.all', password: 'x' };
    const looksUp = async (from: string) => {
      house.asked.length = 0;
      await givePassword(house.host, typed, house.visit(from));
      return house.asked.includes('accountByIdentifier');
    };
    expect(await looksUp('2001:db8:0:1::9')).to.equal(false);
    expect(await looksUp('2001:db8:0:3::9')).to.equal(true);
  });
});
