import { Readable } from 'node:stream';
import { openFileBlobs } from '../../../src/store/blobs/file-blobs.ts';
import { deleteLeftContent } from '../../../src/store/left-content.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { isConflict, type WriteCommand } from '../../../src/store/store.ts';
import { sayLine } from '../../support/say-line.ts';
import { creation, eventCommand, registration, sampleEntry } from '../sample.ts';

// Keeps and removes content for ever, several at a time, and says which removals were acknowledged: one entryUUID a line.
const [file = '', blobsFolder = ''] = process.argv.slice(2);
const store = await openSqliteStore({ file });
const blobs = await openFileBlobs(blobsFolder);
const made = await store.write([creation(`patient of process ${process.pid}`)]);
if (isConflict(made) || made.patientKey === undefined) throw new Error('no patient was made');
const patient = made.patientKey;

async function write(unit: readonly WriteCommand[]): Promise<void> {
  const result = await store.write(unit);
  if (isConflict(result)) throw new Error(result.conflict);
}

async function removeForEver(worker: number): Promise<never> {
  for (let round = 0; ; round += 1) {
    const uniqueId = `1.2.250.1.996.${process.pid}.${worker}.${round}`;
    const entry = sampleEntry({ uniqueId });
    const command = registration(patient, [entry]);
    const blob = await blobs.keep(await blobs.receive(Readable.from([Buffer.from(uniqueId)])));
    const { submissionSet } = command;
    const set = { ...submissionSet, uniqueId: `${uniqueId}.0` };
    await write([{ ...command, submissionSet: set, entries: [{ ...command.entries[0]!, blob }] }]);
    const { entryUuid } = entry;
    await write([
      { kind: 'remove-content', entryUuids: [entryUuid] },
      eventCommand({ requestId: entryUuid }),
    ]);
    sayLine(entryUuid);
    await deleteLeftContent(store, blobs);
  }
}

await Promise.all([0, 1, 2, 3].map(removeForEver));
