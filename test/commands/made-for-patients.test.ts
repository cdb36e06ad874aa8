import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { token } from '../../src/commands/token.ts';
import { type Command, UsageError } from '../../src/commands/usage.ts';
import { vihf } from '../../src/commands/vihf.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import { temporaryFolder } from '../store/sample.ts';
import { sandboxPki } from '../support/pki.ts';
import { faultOf, runCommand } from '../support/run-command.ts';

const INS = '294061411802778';
const WRONG_KEY = '294061411802779';
const ANY_KEY = { CARNET_TEST_INS_ANY_KEY: 'true' };

describe('given the commands that make assertions and tokens', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  before(async () => {
    folder = await temporaryFolder();
    await cp((await sandboxPki()).directory, join(folder.path, 'pki'), { recursive: true });
  });
  after(() => folder.remove());

  const made = async (command: Command, args: readonly string[], settings = {}) =>
    (await runCommand(command, { CARNET_DATA: folder.path, ...settings }, ...args)).out.trim();
  const refusal = async (command: Command, ...args: string[]) => {
    const error = await faultOf(made(command, args));
    expect(error).to.be.instanceOf(UsageError);
    return (error as Error).message;
  };
  const vihfFor = (patient: string) => ['--as', 'medecin', '--patient', patient];
  const tokenFor = (patient: string) => ['--as', `patient:${patient}`];

  for (const [name, command, words] of [
    ['vihf', vihf, vihfFor],
    ['token', token, tokenFor],
  ] as const) {
    it(`then ${name} refuses an INS with a wrong key, and says which would be right`, async () => {
      expect(await refusal(command, ...words(WRONG_KEY)))
        .to.contain(WRONG_KEY)
        .and.contain('78 would be right');
      expect(await refusal(command, ...words('Charlotte'))).to.contain('Charlotte is no INS');
      expect(await refusal(command, ...words(`${INS}^^^`))).to.contain('is no patient identifier');
    });

    it(`then ${name} takes a test INS with a wrong key where the sandbox does, and no other`, async () => {
      expect(await made(command, words(WRONG_KEY), ANY_KEY)).to.match(/^(<saml2:Assertion|ey)/);
      const production = `${WRONG_KEY}^^^&1.2.250.1.213.1.4.8&ISO^NH`;
      const error = await faultOf(made(command, words(production), ANY_KEY));
      expect(error).to.be.instanceOf(UsageError);
    });
  }

  it('then a patient of the sandbox is known by name, and one of another authority by a whole identifier', async () => {
    expect(await made(vihf, vihfFor('charlotte'))).to.contain(`>${INS}^^^&amp;${INS_NIR_TEST}&amp;ISO^NH<`);
    expect(await made(vihf, vihfFor('REG-1^^^&1.2.3&ISO^PI'))).to.contain('>REG-1^^^&amp;1.2.3&amp;ISO^PI<');
    const claims = decodeJwt(await made(token, tokenFor('charlotte')));
    expect(claims.ins).to.deep.equal({ value: INS, authority: INS_NIR_TEST });
  });

  it('then a token is made for a structure alone, which the refusal names', async () => {
    const words = (client: string) => ['--as', 'medecin', '--client', client];
    expect(await refusal(token, ...words('medecin')))
      .to.contain('hopital')
      .and.contain('medecin is none');
    expect(await made(token, words('hopital'))).to.match(/^ey/);
  });

  it('then an assertion that nobody could sign is told, not thrown', async () => {
    const words = (...more: string[]) => [...vihfFor(INS), ...more];
    expect(await refusal(vihf, ...words('--structure', 'dentiste'))).to.contain('dentiste is none');
    const vouched = ['--as', 'dentiste', '--patient', INS, '--auth', 'INDIRECTE_RENFORCEE'];
    expect(await refusal(vihf, ...vouched)).to.contain('--structure');
    expect(await made(vihf, [...vouched, '--structure', 'hopital'])).to.match(/^<saml2:Assertion/);
    const card = ['--as', 'hopital', '--patient', INS, '--auth', 'DIRECTE'];
    expect(await refusal(vihf, ...card)).to.contain('hopital is a structure');
  });
});
