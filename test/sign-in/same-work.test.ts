import { expect } from 'chai';
import { refuse } from '../../src/errors.ts';
import { givePassword } from '../../src/sign-in/authenticate.ts';
import { type SignInHouse, signInHouse } from '../support/sign-in-house.ts';

describe('given a password that is wrong', () => {
  let house: SignInHouse;
  beforeEach(async () => {
    house = await signInHouse();
  });
  afterEach(() => house.close());

  const workFor = async (identifier: string) => {
    house.asked.length = 0;
    await givePassword(house.host, { key: 'login:x', identifier, password: 'x' }, house.visit());
    return [...house.asked];
  };
  const work = ['write', 'write', 'accountByIdentifier', 'byKey', 'byKey', 'write'];

  it('then the store is asked for as much whether the identifier is somebody’s or nobody’s', async () => {
    expect(await workFor(house.identifier)).to.deep.equal(work);
    expect(await workFor('nobody.at.all')).to.deep.equal(work);
  });

  it('then also once refusals of that network are only counted', async () => {
    const { from, requestId, at } = house.visit();
    const flood = { type: 'SIGN-IN', from, requestId, at, facts: {} } as const;
    for (let times = 0; times < 60; times += 1) {
      await house.rejections.reject(refuse('SignInFailed', 'of a test'), flood);
    }
    expect(await workFor(house.identifier)).to.deep.equal(work);
    expect(await workFor('nobody.at.all')).to.deep.equal(work);
  });
});
