import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { keepFile, removeLeft } from '../../src/notification/keep-file.ts';
import { temporaryFolder } from '../store/sample.ts';

describe('given a folder of mails', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('then a file is readable by its owner only, and keeping it again leaves one', async () => {
    const mails = join(folder.path, 'mail');
    await keepFile(mails, 'a.eml', 'one');
    await keepFile(mails, 'a.eml', 'one');
    expect(readdirSync(mails)).to.deep.equal(['a.eml']);
    expect((await stat(join(mails, 'a.eml'))).mode & 0o777).to.equal(0o600);
    expect((await stat(mails)).mode & 0o777).to.equal(0o700);
  });

  it('then what cannot be kept leaves nothing behind', async () => {
    const error = await keepFile(folder.path, 'none/a.eml', 'one').then(
      () => undefined,
      (thrown: NodeJS.ErrnoException) => thrown.code,
    );
    expect(error).to.equal('ENOENT');
    expect(readdirSync(folder.path)).to.deep.equal([]);
  });

  it('then what a killed server left is removed an hour later, and what is being written stays', async () => {
    const now = new Date();
    for (const [name, age] of [
      ['.old.tmp', 3_700],
      ['.new.tmp', 10],
      ['old.eml', 3_700],
    ] as const) {
      writeFileSync(join(folder.path, name), 'x');
      const then = new Date(now.getTime() - age * 1_000);
      utimesSync(join(folder.path, name), then, then);
    }
    await removeLeft(folder.path, now);
    expect(readdirSync(folder.path).sort()).to.deep.equal(['.new.tmp', 'old.eml']);
    await removeLeft(join(folder.path, 'none'), now);
  });
});
