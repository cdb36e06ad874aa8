import { join } from 'node:path';
import { expect } from 'chai';
import { openFileBlobs } from '../../../src/store/blobs/file-blobs.ts';
import { deleteLeftContent } from '../../../src/store/left-content.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { linesUntilKilled } from '../../support/until-killed.ts';
import { collect, SEE_ALL, temporaryFolder } from '../sample.ts';

const PROGRAM = new URL('./remove-until-killed.ts', import.meta.url);

describe('given a process that removes content and is killed', () => {
  it('then what it acknowledged is gone and traced, and what it did not remove can be read', async function () {
    this.timeout(60_000);
    const folder = await temporaryFolder();
    const file = join(folder.path, 'carnet.db');
    const blobsFolder = join(folder.path, 'blobs');
    const acknowledged: string[] = [];
    for (const after of [5, 40]) {
      acknowledged.push(...(await linesUntilKilled(PROGRAM, [file, blobsFolder], after)));
    }

    const store = await openSqliteStore({ file });
    const blobs = await openFileBlobs(blobsFolder);
    const removed = await store.documents.find(SEE_ALL, { entryUuids: acknowledged }, 'ids');
    const all = await store.documents.find(SEE_ALL, {}, 'ids');
    const left = await store.removal.contentLeft();
    const kept = all.flatMap(({ blob, uniqueId }) => (blob === undefined ? [] : [{ blob, uniqueId }]));
    const read = await Promise.all(kept.map(async ({ blob }) => String(await blobs.read(blob))));
    await deleteLeftContent(store, blobs);
    const gone = await Promise.all(left.map((blob) => blobs.read(blob).then(String, () => 'gone')));
    const traced = new Set((await collect(store.events.all())).map(({ requestId }) => requestId));
    const after = await store.removal.contentLeft();
    await store.close();
    await folder.remove();

    expect(acknowledged.length).to.be.at.least(45);
    expect(removed.map(({ blob }) => blob)).to.deep.equal(acknowledged.map(() => undefined));
    expect(acknowledged.filter((entryUuid) => !traced.has(entryUuid))).to.deep.equal([]);
    expect(read).to.deep.equal(kept.map(({ uniqueId }) => uniqueId));
    expect(gone).to.deep.equal(left.map(() => 'gone'));
    expect(after).to.deep.equal([]);
  });
});
