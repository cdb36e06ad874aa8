import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { givePassword } from '../../src/sign-in/authenticate.ts';
import { chooseAccount } from '../../src/sign-in/make-account.ts';
import { inTurn } from '../../src/sign-in/password.ts';
import { told } from '../support/faults.ts';
import { type SignInHouse, signInHouse } from '../support/sign-in-house.ts';

const BUSY = 'Busy Le serveur est momentanément surchargé.';

/** Takes every place there is. @returns what gives them back. */
function crowd(): () => Promise<(string | object)[]> {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const all = Array.from({ length: 18 }, () => inTurn(() => gate.then(() => 'done')));
  return () => {
    open();
    return Promise.all(all);
  };
}

describe('given more passwords at once than can be hashed', () => {
  let house: SignInHouse;
  before(async () => {
    house = await signInHouse();
  });
  after(() => house.close());

  it('then sixteen wait, whoever comes then is refused at once, and all is well afterwards', async () => {
    const leave = crowd();
    const late = await inTurn(async () => 'done');
    expect(isRefusal(late) ? told(late) : late).to.deep.equal([BUSY]);
    expect(await leave()).to.deep.equal(Array.from({ length: 18 }, () => 'done'));
    expect(await inTurn(async () => 'done')).to.equal('done');
  });

  it('then work that fails gives its place back', async () => {
    const failing = Array.from({ length: 18 }, () => inTurn(() => Promise.reject(new Error('of a test'))));
    await Promise.allSettled(failing);
    expect(await inTurn(async () => 'done')).to.equal('done');
  });

  it('then a sign-in is told so alike for every identifier, before one is looked up or counted', async () => {
    const leave = crowd();
    try {
      for (const identifier of [house.identifier, 'nobody.at.all']) {
        house.asked.length = 0;
        const refusal = await givePassword(
          house.host,
          { key: 'login:x', identifier, password: 'x' },
          house.visit(),
        );
        expect(refusal === undefined ? [] : told(refusal)).to.deep.equal([BUSY]);
        expect(house.asked).not.to.include('accountByIdentifier');
      }
    } finally {
      await leave();
    }
  });

  it('then the choice of an account is told so, before its identifier is looked up', async () => {
    const chosen = {
      identifier: house.identifier,
      password: 'Vélo-du-9-mai',
      email: 'c@example.org',
      mobile: '',
    };
    const ticket = await house.ticket();
    const leave = crowd();
    try {
      house.asked.length = 0;
      const refusal = await chooseAccount(house.host, { ...chosen, ticket }, house.visit());
      expect(refusal === undefined ? [] : told(refusal)).to.deep.equal([BUSY]);
      expect(house.asked).not.to.include('accountByIdentifier');
    } finally {
      await leave();
    }
  });
});
