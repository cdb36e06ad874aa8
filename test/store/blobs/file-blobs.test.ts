import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { openFileBlobs } from '../../../src/store/blobs/file-blobs.ts';
import { IN_MEMORY } from '../../../src/store/blobs/receive.ts';
import type { BlobStore } from '../../../src/store/blobs.ts';
import { temporaryFolder } from '../sample.ts';

async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no failure',
    (error: Error) => error.message,
  );
}

/** In pieces that do not fit the limit evenly. */
function stream(bytes: Buffer): Readable {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 60_001) pieces.push(bytes.subarray(at, at + 60_001));
  return Readable.from(pieces);
}

describe('given a folder for content', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let directory: string;
  let blobs: BlobStore;
  beforeEach(async () => {
    folder = await temporaryFolder();
    directory = join(folder.path, 'blobs');
    blobs = await openFileBlobs(directory);
  });
  afterEach(() => folder.remove());
  const files = (under = directory): string[] =>
    readdirSync(under, { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .map(({ name }) => name);

  for (const size of [0, 1, IN_MEMORY, IN_MEMORY + 1, 5 * IN_MEMORY + 7]) {
    it(`then ${size} bytes come back as they were, with size and SHA-1`, async () => {
      const bytes = randomBytes(size);
      const content = await blobs.receive(stream(bytes));
      expect(content.size).to.equal(size);
      expect(content.sha1).to.equal(createHash('sha1').update(bytes).digest('hex'));
      expect((await content.bytes()).equals(bytes)).to.equal(true);
      expect((await buffer(content.open())).equals(bytes)).to.equal(true);
      expect((await buffer(content.open())).equals(bytes), 'a second time').to.equal(true);
      const key = await blobs.keep(content);
      expect((await blobs.read(key)).equals(bytes)).to.equal(true);
      expect((await buffer(blobs.open(key))).equals(bytes)).to.equal(true);
      expect(files()).to.deep.equal([key]);
    });
  }

  it('then content up to the limit waits in memory, and more in a file', async () => {
    await blobs.receive(stream(randomBytes(IN_MEMORY)));
    expect(files()).to.deep.equal([]);
    await blobs.receive(stream(randomBytes(IN_MEMORY + 1)));
    expect(files()).to.have.length(1);
  });

  it('then it lies under the first digits of its key, for its owner only', async () => {
    const key = await blobs.keep(await blobs.receive(stream(Buffer.from('a'))));
    expect(key).to.match(/^[0-9a-f]{32}$/);
    const path = join(directory, key.slice(0, 2), key.slice(2, 4), key);
    expect(statSync(path).mode & 0o777).to.equal(0o600);
  });

  it('then the same bytes twice are two contents', async () => {
    const keep = async () => blobs.keep(await blobs.receive(stream(Buffer.from('same'))));
    const [first, second] = [await keep(), await keep()];
    await blobs.remove(first);
    expect((await blobs.read(second)).toString()).to.equal('same');
  });

  it('then many at once are all kept', async () => {
    const keys = await Promise.all(
      Array.from({ length: 60 }, async (_, at) =>
        blobs.keep(await blobs.receive(stream(Buffer.from(`${at}`)))),
      ),
    );
    const texts = await Promise.all(keys.map(async (key) => (await blobs.read(key)).toString()));
    expect(texts).to.deep.equal(Array.from({ length: 60 }, (_, at) => `${at}`));
  });

  for (const size of [10, 3 * IN_MEMORY]) {
    it(`then a stream that breaks after ${size} bytes leaves nothing`, async () => {
      async function* breaking(): AsyncIterable<Uint8Array> {
        yield randomBytes(size);
        throw new Error('the client hung up');
      }
      expect(await failureOf(blobs.receive(breaking()))).to.equal('the client hung up');
      expect(files()).to.deep.equal([]);
    });

    it(`then ${size} bytes that are discarded leave nothing`, async () => {
      const content = await blobs.receive(stream(randomBytes(size)));
      await content.discard();
      await content.discard();
      expect(files()).to.deep.equal([]);
    });

    it(`then discarding ${size} bytes that were kept is harmless`, async () => {
      const content = await blobs.receive(stream(randomBytes(size)));
      const key = await blobs.keep(content);
      await content.discard();
      expect(await blobs.read(key)).to.have.length(size);
    });

    it(`then keeping ${size} bytes twice is an error`, async () => {
      const content = await blobs.receive(stream(randomBytes(size)));
      await blobs.keep(content);
      expect(await failureOf(blobs.keep(content))).to.contain('kept before');
    });

    it(`then keeping ${size} bytes where that is impossible leaves nothing and tells`, async () => {
      const content = await blobs.receive(stream(randomBytes(size)));
      // A file stands where each folder would have to be.
      for (let at = 0; at < 256; at += 1)
        writeFileSync(join(directory, at.toString(16).padStart(2, '0')), '');
      expect(await failureOf(blobs.keep(content))).to.match(/ENOTDIR|EEXIST/);
      expect(files(join(directory, 'tmp'))).to.deep.equal([]);
    });
  }

  it('then content of a process that was killed is gone when the folder is opened again', async () => {
    const key = await blobs.keep(await blobs.receive(stream(Buffer.from('kept'))));
    await blobs.receive(stream(randomBytes(IN_MEMORY + 1)));
    expect(files()).to.have.length(2);
    const again = await openFileBlobs(directory);
    expect(files()).to.deep.equal([key]);
    expect((await again.read(key)).toString()).to.equal('kept');
  });

  it('then removed content is gone, and removing it again is harmless', async () => {
    const key = await blobs.keep(await blobs.receive(stream(Buffer.from('a'))));
    await blobs.remove(key);
    await blobs.remove(key);
    expect(await failureOf(blobs.read(key))).to.contain('ENOENT');
    expect(await failureOf(buffer(blobs.open(key)))).to.contain('ENOENT');
  });

  for (const key of ['', '../../etc/passwd', `${'a'.repeat(31)}/`, 'A'.repeat(32), 'a'.repeat(33), 'tmp']) {
    it(`then ${JSON.stringify(key)} is no key`, async () => {
      const message = 'not a key of this store';
      expect(await failureOf(blobs.read(key))).to.equal(message);
      expect(await failureOf(buffer(blobs.open(key)))).to.equal(message);
      expect(await failureOf(blobs.remove(key))).to.equal(message);
    });
  }
});
