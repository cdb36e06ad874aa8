import { expect } from 'chai';
import fc from 'fast-check';
import { isRefusal } from '../../src/errors.ts';
import { readIdentifier, readReach, refusePassword } from '../../src/sign-in/account-rules.ts';
import { hashPassword, isPassword } from '../../src/sign-in/password.ts';
import { told } from '../support/faults.ts';

const IDENTIFIER =
  "AccountIdentifier L'identifiant doit avoir au moins 8 caractères (lettres, chiffres, point, tiret) et ne peut pas être une adresse e-mail.";
const PASSWORD =
  'AccountPassword Le mot de passe doit avoir au moins 8 caractères, dont une majuscule, une minuscule, un chiffre et un caractère spécial.';
const CONTACT =
  "AccountContact Une adresse e-mail valide est obligatoire ; le numéro de mobile, s'il est donné, doit être valide.";

describe('given an identifier that a patient chooses', () => {
  it('then eight characters will do, and case does not count', () => {
    expect(readIdentifier(' Charlotte ')).to.equal('charlotte');
    expect(readIdentifier('abcd.123')).to.equal('abcd.123');
  });

  for (const [name, text] of [
    ['an e-mail address', 'charlotte@example.org'],
    ['one of seven characters', 'charlot'],
    ['an empty one', ''],
    ['one of seven characters and a space', 'charlot '],
    ['one with a space inside', 'charlotte l'],
    ['one of 65 characters', 'a'.repeat(65)],
    ['one with a letter that looks like another', 'сharlotte'],
  ] as const) {
    it(`then ${name} is refused`, () => {
      expect(told(readIdentifier(text))).to.deep.equal([IDENTIFIER]);
    });
  }

  it('then no e-mail address is ever taken', () => {
    fc.assert(fc.property(fc.emailAddress(), (address) => isRefusal(readIdentifier(address))));
  });
});

describe('given a password that a patient chooses', () => {
  it('then eight characters of the four kinds will do', () => {
    for (const password of ['Vélo-9ab', 'aB3$efgh', 'Mot de passe 1!']) {
      expect(refusePassword(password), password).to.equal(undefined);
    }
  });

  for (const [name, password] of [
    ['seven characters', 'Aa1!bcd'],
    ['no upper-case letter', 'aa1!bcde'],
    ['no lower-case letter', 'AA1!BCDE'],
    ['no digit', 'Aab!bcde'],
    ['no special character', 'Aa1bcdef'],
    ['a space for a special character', 'Aa1 bcdef'],
    ['201 characters', `Aa1!${'b'.repeat(197)}`],
  ] as const) {
    it(`then one with ${name} is refused`, () => {
      const refusal = refusePassword(password);
      expect(refusal === undefined ? [] : told(refusal)).to.deep.equal([PASSWORD]);
    });
  }

  it('then what is kept is salted, and knows the password in whichever form its letters come', async () => {
    const [one, other] = await Promise.all([hashPassword('Vélo-9ab'), hashPassword('Vélo-9ab')]);
    expect(one).to.match(/^scrypt\$32768\$8\$3\$/);
    expect(one).not.to.equal(other);
    expect(await isPassword('Vélo-9ab'.normalize('NFD'), one)).to.equal(true);
    expect(await isPassword('Vélo-9aB', one)).to.equal(false);
    expect(await isPassword('', undefined)).to.equal(false);
    const many = await Promise.all([1, 2, 3, 4].map(() => isPassword('Vélo-9ab', one)));
    expect(many).to.deep.equal([true, true, true, true]);
  });
});

describe('given how a patient wants to be reached', () => {
  it('then an e-mail address is enough, and a mobile number may come with it', () => {
    expect(readReach(' c@example.org ', '')).to.deep.equal({ email: 'c@example.org' });
    expect(readReach('c@example.org', '06 12.34-56 78')).to.deep.equal({
      email: 'c@example.org',
      mobile: '0612345678',
    });
    expect(readReach('c@example.org', '+33612345678')).to.have.property('mobile', '+33612345678');
  });

  for (const [name, email, mobile] of [
    ['no e-mail address', '', '0612345678'],
    ['what is no e-mail address', 'charlotte', ''],
    ['two addresses', 'a@example.org,b@example.org', ''],
    ['a line end in the address', 'a@example.org\r\nBcc: b@example.org', ''],
    ['a number of no mobile', 'c@example.org', '0112345678'],
    ['words for a number', 'c@example.org', 'aucun'],
  ] as const) {
    it(`then ${name} is refused`, () => {
      const reach = readReach(email, mobile);
      expect(isRefusal(reach) ? told(reach) : reach).to.deep.equal([CONTACT]);
    });
  }
});
