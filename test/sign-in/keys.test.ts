import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { signInKeys } from '../../src/sign-in/keys.ts';

describe('given the secrets of the sign-in', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carnet-keys-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const directory = () => join(folder, 'sign-in');
  const file = () => join(directory(), 'keys.json');

  it('then they are made once, by one of several that start, for their owner alone', async () => {
    const [one, other] = await Promise.all([signInKeys(directory()), signInKeys(directory())]);
    expect(one).to.deep.equal(other);
    expect(await signInKeys(directory())).to.deep.equal(one);
    expect((await stat(file())).mode & 0o777).to.equal(0o600);
    expect((await stat(directory())).mode & 0o777).to.equal(0o700);
  });

  it('then what is published of them has no private part', async () => {
    const { publicKeys } = await signInKeys(directory());
    expect(publicKeys.keys.map((key) => Object.keys(key).sort())).to.deep.equal([
      ['alg', 'e', 'kid', 'kty', 'n', 'use'],
    ]);
  });

  it('then a key that is put in front signs, and the one behind it is still published', async () => {
    const before = await signInKeys(directory());
    const added = await signInKeys(join(folder, 'other'));
    const secrets = JSON.parse(await readFile(file(), 'utf8'));
    secrets.keys.unshift(added.privateKeys.keys[0]);
    await writeFile(file(), JSON.stringify(secrets));
    const now = await signInKeys(directory());
    expect(now.publicKeys.keys).to.deep.equal([...added.publicKeys.keys, ...before.publicKeys.keys]);
    expect(now.codes).to.deep.equal(before.codes);
  });

  for (const [name, text] of [
    ['that is no JSON', '{'],
    ['without a key', JSON.stringify({ keys: [], cookies: ['x'.repeat(43)], codes: 'x'.repeat(43) })],
    [
      'with a public key alone',
      JSON.stringify({
        keys: [{ kty: 'RSA', kid: 'a' }],
        cookies: ['x'.repeat(43)],
        codes: 'x'.repeat(43),
      }),
    ],
  ] as const) {
    it(`then a file ${name} stops the start`, async () => {
      await signInKeys(directory());
      await writeFile(file(), text);
      const refused = await signInKeys(directory()).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(refused).to.be.instanceOf(Error);
    });
  }
});
