import { join } from 'node:path';
import { expect } from 'chai';
import { code } from '../../../src/model/code.ts';
import { openForReading } from '../../../src/store/sqlite/connection.ts';
import { metadataVersions } from '../../../src/store/sqlite/migrations/0003-metadata-versions.ts';
import {
  newPatient,
  registration,
  SEE_ALL,
  sampleEntry,
  storeFromBefore,
  type TemporaryStore,
  temporaryStore,
} from '../sample.ts';

const APPROVED = 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved';

describe('given a database from before removals', () => {
  it('then what stood beside its entries and folders is still there, and can go', async () => {
    const store = await storeFromBefore(metadataVersions, (database) => {
      database.exec(`
      INSERT INTO patient VALUES (1, '', NULL, '[]', '', 'U', NULL);
      INSERT INTO record VALUES (1, 'open', 1, '', NULL);
      INSERT INTO submission_set VALUES (1, 1, 'set', '1', '', '', '', '', '{}', 0, NULL, NULL);
      INSERT INTO document_entry VALUES (1, 1, 1, 'entry', '1', 'entry', 1, '${APPROVED}', '', '', 0,
        NULL, NULL, NULL, 0, '', '', 'blob', '');
      INSERT INTO entry_text VALUES (1, 1, '', '', '{}');
      INSERT INTO entry_code VALUES (1, 1, 'class', '11', 'system');
      INSERT INTO entry_author VALUES (1, 1, 'person', 0, '899', 'DUVAL');
      INSERT INTO entry_reference_id VALUES (1, 1, 'reference');
      INSERT INTO folder VALUES (1, 1, 1, 'folder', '2', 'folder', 1, '${APPROVED}', 0, '{}');
      INSERT INTO folder_code VALUES (1, 1, 'code', 'system');
    `);
    });
    const { documents, folders, removal } = store;
    const criteria = {
      classCodes: [code('11', 'system')],
      authorPersons: ['DUVAL'],
      referenceIds: [['reference']],
    };
    expect(await documents.count(SEE_ALL, criteria)).to.equal(1);
    expect(await folders.find(SEE_ALL, { codes: [[code('code', 'system')]] })).to.have.length(1);
    expect(await store.write([{ kind: 'remove-objects', ids: ['entry', 'folder', 'set'] }])).to.deep.equal(
      {},
    );
    expect(await removal.contentLeft()).to.deep.equal(['blob']);
    const after = openForReading(join(store.folder, 'carnet.db'));
    for (const table of ['entry_text', 'entry_code', 'entry_author', 'entry_reference_id', 'folder_code']) {
      expect(after.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get(), table).to.equal(0);
    }
    expect(after.pragma('foreign_key_check')).to.deep.equal([]);
    after.close();
    await store.remove();
  });
});

describe('given entries in a store', () => {
  let store: TemporaryStore;
  before(async () => {
    store = await temporaryStore();
  });
  after(() => store.remove());
  const registered = async (blob: string, logicalId?: string, version = 1) => {
    const entry = sampleEntry(logicalId === undefined ? {} : { logicalId, version });
    const command = registration(await newPatient(store), [entry]);
    await store.write([{ ...command, entries: [{ ...command.entries[0]!, blob }] }]);
    return { entryUuid: entry.entryUuid, set: command.submissionSet.id };
  };
  const blobOf = async (entryUuid: string) =>
    (await store.documents.find(SEE_ALL, { entryUuids: [entryUuid] }, 'ids'))[0]?.blob;

  it('then a removal is whole or not at all', async () => {
    const { entryUuid, set } = await registered('a'.repeat(32));
    const other = 'urn:uuid:00000000-0000-4000-8000-000000000000';
    expect(await store.write([{ kind: 'remove-objects', ids: [entryUuid, set, other] }])).to.deep.equal({
      conflict: 'object-missing',
      id: other,
    });
    expect(await blobOf(entryUuid)).to.equal('a'.repeat(32));
  });

  it('then content that another version still refers to stays, and goes with the last', async () => {
    const blob = 'c'.repeat(32);
    const first = await registered(blob);
    const second = await registered(blob, first.entryUuid, 2);
    await store.write([{ kind: 'remove-objects', ids: [second.entryUuid, second.set] }]);
    expect(await store.removal.contentLeft()).not.to.include(blob);
    await store.write([{ kind: 'remove-objects', ids: [first.entryUuid, first.set] }]);
    expect(await store.removal.contentLeft()).to.include(blob);
  });

  it('then content goes from all versions at once, whichever is named', async () => {
    const blob = 'd'.repeat(32);
    const first = await registered(blob);
    const second = await registered(blob, first.entryUuid, 2);
    const { entryUuid } = second;
    expect(
      await store.write([{ kind: 'remove-content', entryUuids: [entryUuid, first.entryUuid] }]),
    ).to.deep.equal({});
    expect([await blobOf(first.entryUuid), await blobOf(entryUuid)]).to.deep.equal([undefined, undefined]);
    expect(await store.removal.contentLeft()).to.include(blob);
    expect(await store.write([{ kind: 'remove-content', entryUuids: [entryUuid] }])).to.deep.equal({
      conflict: 'content-missing',
      entryUuid,
    });
    await store.write([{ kind: 'forget-content', blobs: [blob] }]);
    expect(await store.removal.contentLeft()).not.to.include(blob);
  });
});
