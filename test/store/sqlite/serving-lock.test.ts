import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ServingElsewhere, takeServingLock } from '../../../src/store/sqlite/serving-lock.ts';
import { temporaryFolder } from '../sample.ts';

const MODULE = new URL('../../../src/store/sqlite/serving-lock.ts', import.meta.url).href;

/** A process that takes the lock, says so, and then lives on. */
async function holder(file: string): Promise<ChildProcess> {
  const program = `
    const { takeServingLock } = await import(${JSON.stringify(MODULE)});
    globalThis.held = takeServingLock(${JSON.stringify(file)});
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(child.stdout!, 'data');
  expect(String(said)).to.equal('held\n');
  return child;
}

describe('given the lock of the one server of a data folder', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'serving.lock');
  });
  afterEach(() => folder.remove());

  it('then it is taken once at a time, again after its release, and only its owner may read the file', async () => {
    const lock = takeServingLock(file);
    expect(() => takeServingLock(file)).to.throw(ServingElsewhere);
    // The attempt that failed has not let go of what the process holds.
    expect(() => takeServingLock(file)).to.throw(ServingElsewhere);
    expect(await readdir(folder.path)).to.deep.equal(['serving.lock']);
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    lock.release();
    takeServingLock(file).release();
  });

  it('then another process that holds it keeps this one out, and no longer once it was killed', async () => {
    const child = await holder(file);
    try {
      expect(() => takeServingLock(file)).to.throw(ServingElsewhere);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    takeServingLock(file).release();
  });

  it('then a file that is no lock is told as it is', () => {
    expect(() => takeServingLock(folder.path))
      .to.throw()
      .and.not.be.instanceOf(ServingElsewhere);
  });
});
