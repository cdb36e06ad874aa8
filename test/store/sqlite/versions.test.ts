import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { APPROVED, DEPRECATED, ONLINE } from '../../../src/model/document-entry.ts';
import { metadataVersions } from '../../../src/store/sqlite/migrations/0003-metadata-versions.ts';
import type { RegisterCommand } from '../../../src/store/store.ts';
import {
  newPatient,
  registration,
  SEE_ALL,
  sampleEntry,
  storeFromBefore,
  type TemporaryStore,
  temporaryStore,
} from '../sample.ts';

const OFFLINE = 'urn:ihe:iti:2010:DocumentAvailability:Offline';

describe('given a database from before versions', () => {
  it('then every entry and folder is the latest version, and as available as it says', async () => {
    const entry = (key: number, model: object) => `
      INSERT INTO document_entry VALUES (${key}, 1, 1, 'entry${key}', '${key}', 'entry${key}', 1, '${APPROVED}', '', '', 0,
        NULL, NULL, NULL, 0, '', '', 'blob', '');
      INSERT INTO entry_text VALUES (${key}, 1, '', '', '${JSON.stringify(model)}');`;
    const store = await storeFromBefore(metadataVersions, (database) => {
      database.exec(`
      INSERT INTO patient VALUES (1, '', NULL, '[]', '', 'U', NULL);
      INSERT INTO record VALUES (1, 'open', 1, '', NULL);
      INSERT INTO submission_set VALUES (1, 1, 'set', '1', '', '', '', '', '{}', 0, NULL, NULL);
      ${entry(1, {})}${entry(2, { documentAvailability: OFFLINE })}
      INSERT INTO folder VALUES (1, 1, 1, 'folder', '2', 'folder', 1, '${APPROVED}', 0, '{}');`);
    });
    const found = async (availability: string) =>
      (await store.documents.find(SEE_ALL, { availabilities: [availability], latestOnly: true }, 'ids')).map(
        ({ entryUuid }) => entryUuid,
      );
    expect(await found(ONLINE)).to.deep.equal(['entry1']);
    expect(await found(OFFLINE)).to.deep.equal(['entry2']);
    expect(await store.folders.find(SEE_ALL, { latestOnly: true })).to.have.length(1);
    await store.remove();
  });
});

describe('given an entry and its next version', () => {
  let store: TemporaryStore;
  const first = sampleEntry();
  before(async () => {
    store = await temporaryStore();
    const patientKey = await newPatient(store);
    const command = registration(patientKey, [first]);
    await store.write([
      { ...command, depositor: 'first', entries: [{ ...command.entries[0]!, blob: 'kept' }] },
    ]);
    expect(await store.write([next(patientKey, 2)])).not.to.have.property('conflict');
  });
  after(() => store.remove());

  function next(
    patientKey: number,
    version: number,
    changes: Partial<RegisterCommand> = {},
  ): RegisterCommand {
    const entryUuid = `urn:uuid:${randomUUID()}`;
    const entry = { ...first, id: entryUuid, entryUuid, logicalId: first.entryUuid, version };
    const command = registration(patientKey, [entry]);
    const supersedes = [
      {
        kind: 'entry' as const,
        id: entryUuid,
        previous: first.entryUuid,
        previousStatus: APPROVED,
        propagates: true,
        ebrim: 'deprecated',
        fhir: 'superseded',
      },
    ];
    return { ...command, depositor: 'second', supersedes, ...changes };
  }

  it('then the latest is found by its logical id, and all are where nothing is said', async () => {
    const find = async (criteria: object) =>
      (await store.documents.find(SEE_ALL, { logicalIds: [first.entryUuid], ...criteria }, 'model')).map(
        (entry) => entry.model().version,
      );
    expect(await find({ latestOnly: true })).to.deep.equal([2]);
    expect(await find({})).to.have.members([1, 2]);
    expect(await find({ latestOnly: false })).to.have.members([1, 2]);
  });

  it('then the latest has content and depositor of the first', async () => {
    const latest = await store.versions.latestEntry(first.entryUuid);
    expect(latest).to.include({ version: 2, latest: true, keptHere: true, availabilityStatus: APPROVED });
    const [entry] = await store.documents.find(SEE_ALL, { entryUuids: [latest!.entryUuid] }, 'ids');
    expect(entry!.blob).to.equal('kept');
  });

  it('then the first is Deprecated, in the texts too', async () => {
    const [entry] = await store.documents.find(SEE_ALL, { entryUuids: [first.entryUuid] }, 'fhir');
    expect(entry).to.include({ availabilityStatus: DEPRECATED, fhir: 'superseded' });
    expect(await store.versions.entry(first.entryUuid)).to.include({ version: 1, latest: false });
  });

  it('then the first is not followed a second time', async () => {
    const patientKey = (await store.versions.entry(first.entryUuid))!.patientKey;
    expect(await store.write([next(patientKey, 2)])).to.deep.equal({
      conflict: 'version-superseded',
      id: first.entryUuid,
    });
  });

  it('then no two versions have the same number, whatever is written', async () => {
    const { patientKey, entryUuid } = (await store.versions.latestEntry(first.entryUuid))!;
    const command = next(patientKey, 2);
    const supersedes = command.supersedes!.map((one) => ({ ...one, previous: entryUuid }));
    const failure = await store.write([{ ...command, supersedes }]).then(
      () => 'written',
      (error: Error) => error.message,
    );
    expect(failure).to.include('UNIQUE');
    expect((await store.versions.latestEntry(first.entryUuid))!.entryUuid).to.equal(entryUuid);
  });
});
