import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { temporaryFolder } from './store/sample.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** A server may run from `dist/` while another is started, or the demo. */
describe('given a small program with the build settings of this one', function () {
  this.timeout(120_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  before(async () => {
    folder = await temporaryFolder();
    await mkdir(join(folder.path, 'src'));
    for (const file of ['tsconfig.json', 'tsconfig.test.json', 'package.json'])
      await cp(join(PROJECT, file), join(folder.path, file));
    await symlink(join(PROJECT, 'node_modules'), join(folder.path, 'node_modules'));
    await source('one.ts', 'export const one: number = 1;\n');
    await source('main.ts', "import { one } from './one.ts';\nprocess.exitCode = one - 1;\n");
  });
  after(() => folder.remove());

  const source = (name: string, text: string) => writeFile(join(folder.path, 'src', name), text);

  async function compile(...words: string[]): Promise<void> {
    const tsc = join(PROJECT, 'node_modules/typescript/bin/tsc');
    const child = spawn(process.execPath, [tsc, ...words], { cwd: folder.path, stdio: 'inherit' });
    expect((await once(child, 'close'))[0]).to.equal(0);
  }
  /** Each compiled module with the instant of its writing. */
  async function compiled(): Promise<Record<string, bigint>> {
    const dist = join(folder.path, 'dist');
    const names = (await readdir(dist)).filter((name) => name.endsWith('.js')).sort();
    const times = names.map(
      async (name) => [name, (await stat(join(dist, name), { bigint: true })).mtimeNs] as const,
    );
    return Object.fromEntries(await Promise.all(times));
  }

  it('then building again writes nothing, after the check of types either', async () => {
    await compile();
    const first = await compiled();
    expect(Object.keys(first)).to.deep.equal(['main.js', 'one.js']);
    await compile('--noEmit', '-p', 'tsconfig.test.json');
    await compile();
    expect(await compiled()).to.deep.equal(first);
  });

  it('then building after a change writes what has changed, and no more', async () => {
    await compile();
    const before = await compiled();
    await source('one.ts', 'export const one: number = 2;\n');
    await compile();
    const after = await compiled();
    expect(after['main.js']).to.equal(before['main.js']);
    expect(after['one.js']).not.to.equal(before['one.js']);
  });

  it('then building without what was built writes everything', async () => {
    await compile();
    await rm(join(folder.path, 'dist'), { recursive: true });
    await compile();
    expect(Object.keys(await compiled())).to.deep.equal(['main.js', 'one.js']);
  });
});
