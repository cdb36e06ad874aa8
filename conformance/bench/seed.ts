import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { openStore } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { writeDocumentEntry } from '../../src/ebrim/write-document-entry.ts';
import { writeSubmissionSet } from '../../src/ebrim/write-submission.ts';
import { documentReference } from '../../src/mobile/document-reference.ts';
import { APPROVED, NO_EXTRAS } from '../../src/model/document-entry.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import { HAS_MEMBER, type RegisteredAssociation, type SubmissionSet } from '../../src/model/submission.ts';
import { openFileBlobs } from '../../src/store/blobs/file-blobs.ts';
import type { BlobStore } from '../../src/store/blobs.ts';
import { isConflict, type RegisterCommand, type Store, type WriteCommand } from '../../src/store/store.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { type BenchPatient, type Population, SEARCHED_ENTRIES } from './population.ts';
import { BENCH_ARC, type StoredContent, sampleEntry } from './sample-entry.ts';

const DOCUMENT_BYTES = 100 * 1024;
const DISTINCT_DOCUMENTS = 256;
const ENTRIES_PER_LOT = 10;
const PATIENTS_AT_ONCE = 16;
const DEPOSITOR = '810000000029';

/** A professional whom records have declared authorised. */
interface Holder {
  readonly id: string;
  readonly name: string;
}

/** What the scenarios ask for. `documents[i]` are the uniqueIds of `searched[i]`. */
export interface Seeded {
  readonly documents: readonly (readonly string[])[];
  readonly repositoryUniqueId: string;
  readonly entries: number;
  readonly seconds: number;
}

/**
 * Fills a data folder through the store's own interface, with the renderings that the faces answer with.
 * @param holders who is declared authorised on the records that are searched and that receive deposits.
 */
export async function seedStore(
  data: string,
  population: Population,
  holders: readonly Holder[],
): Promise<Seeded> {
  const began = performance.now();
  mkdirSync(data, { recursive: true });
  const blobs = await openFileBlobs(`${data}/blobs`);
  const store = await open(data);
  const { repositoryUniqueId } = loadAffinityDomain('dmp').rules;
  const contents = await keepContents(blobs);
  const documents: string[][] = [];
  let number = 0;
  const rest = recordsOf(population, holders).values();
  const fill = async (): Promise<void> => {
    for (const { patient, authorised, entries, searchedAs } of rest) {
      const first = number;
      number += entries;
      const key = await createRecord(store, patient, authorised);
      const batch = { first, count: entries, contents, repositoryUniqueId };
      const uniqueIds = await registerEntries(store, key, patient, batch);
      if (searchedAs !== undefined) documents[searchedAs] = uniqueIds;
    }
  };
  // Several at a time: they share commits, and are rendered here while the store's thread writes others.
  await Promise.all(Array.from({ length: PATIENTS_AT_ONCE }, fill));
  await store.close();
  return { documents, repositoryUniqueId, entries: number, seconds: (performance.now() - began) / 1000 };
}

interface RecordToFill {
  readonly patient: BenchPatient;
  readonly authorised: readonly Holder[];
  readonly entries: number;
  /** Its place among those that are searched. */
  readonly searchedAs?: number;
}

/** Who is searched stands evenly among all others, so that a large store is read all over. */
function recordsOf(population: Population, holders: readonly Holder[]): readonly RecordToFill[] {
  const { searched, receiving, others, otherEntries } = population;
  const upTo = (index: number) => Math.floor((otherEntries * index) / others.length);
  const every = Math.ceil(others.length / searched.length);
  const records: RecordToFill[] = receiving.map((patient) => ({ patient, authorised: holders, entries: 0 }));
  for (const [searchedAs, patient] of searched.entries()) {
    records.push({ patient, authorised: holders, entries: SEARCHED_ENTRIES, searchedAs });
    for (let at = searchedAs * every; at < Math.min((searchedAs + 1) * every, others.length); at++) {
      const other = others[at] as BenchPatient;
      records.push({ patient: other, authorised: [], entries: upTo(at + 1) - upTo(at) });
    }
  }
  return records;
}

/** As the server opens it, so that its own start finds nothing to mend. */
function open(data: string): Promise<Store> {
  return openStore(readConfig({ CARNET_DATA: data }));
}

async function keepContents(blobs: BlobStore): Promise<StoredContent[]> {
  const contents: StoredContent[] = [];
  for (let at = 0; at < DISTINCT_DOCUMENTS; at++) {
    const received = await blobs.receive(oneChunk(randomBytes(DOCUMENT_BYTES)));
    contents.push({ key: await blobs.keep(received), sha1: received.sha1, size: received.size });
  }
  return contents;
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function write(store: Store, unit: readonly WriteCommand[]) {
  const written = await store.write(unit);
  if (isConflict(written)) throw new Error(`seeding: ${written.conflict}`);
  return written;
}

/** A data folder with the record of one patient and who is authorised on it, and nothing else. */
export async function seedRecord(
  data: string,
  patient: BenchPatient,
  holders: readonly Holder[] = [],
): Promise<void> {
  mkdirSync(data, { recursive: true });
  const store = await open(data);
  await createRecord(store, patient, holders);
  await store.close();
}

async function createRecord(
  store: Store,
  patient: BenchPatient,
  holders: readonly Holder[],
): Promise<number> {
  const at = new Date().toISOString();
  const { patientKey } = await write(store, [
    {
      kind: 'create-record',
      patient: { family: patient.family, givens: [patient.given], birthDate: patient.birthDate, sex: 'F' },
      identifiers: [{ value: patient.ins, authority: patient.authority }],
      activated: true,
      at,
    },
  ]);
  if (patientKey === undefined) throw new Error('seeding: no patient key');
  const authorise = holders.map(
    ({ id, name }): WriteCommand => ({
      kind: 'authorise',
      patientKey,
      authorisation: { holder: id, holderKind: 'professional', name, medecinTraitant: false, since: at },
    }),
  );
  if (authorise.length > 0) await write(store, authorise);
  return patientKey;
}

interface Batch {
  readonly first: number;
  readonly count: number;
  readonly contents: readonly StoredContent[];
  readonly repositoryUniqueId: string;
}

/** All entries of one patient in one unit, in lots of ten. Returns their uniqueIds. */
async function registerEntries(
  store: Store,
  patientKey: number,
  patient: BenchPatient,
  batch: Batch,
): Promise<string[]> {
  const unit: RegisterCommand[] = [];
  const uniqueIds: string[] = [];
  for (let done = 0; done < batch.count; done += ENTRIES_PER_LOT) {
    const command = lot(patientKey, patient, {
      ...batch,
      first: batch.first + done,
      count: Math.min(ENTRIES_PER_LOT, batch.count - done),
    });
    unit.push(command);
    for (const { entry } of command.entries) uniqueIds.push(entry.uniqueId);
  }
  if (unit.length > 0) await write(store, unit);
  return uniqueIds;
}

function lot(patientKey: number, patient: BenchPatient, batch: Batch): RegisterCommand {
  const submissionSet: SubmissionSet = {
    id: `urn:uuid:${randomUUID()}`,
    uniqueId: `${BENCH_ARC}.2.${batch.first}`,
    sourceId: BENCH_ARC,
    patientId: formatCx(patient.ins, patient.authority, 'NH'),
    submissionTime: '20260101000000',
    authors: [],
    intendedRecipients: [],
    title: [],
    comments: [],
    limitedMetadata: false,
    extras: NO_EXTRAS,
  };
  const entries = Array.from({ length: batch.count }, (_, at) => {
    const number = batch.first + at;
    const content = batch.contents[number % batch.contents.length] as StoredContent;
    const entry = sampleEntry(patient, number, content, batch.repositoryUniqueId);
    return {
      entry,
      ebrim: writeDocumentEntry(entry).text,
      fhir: JSON.stringify(documentReference(entry)),
      blob: content.key,
    };
  });
  const associations = entries.map(({ entry }) => {
    const association: RegisteredAssociation = {
      id: `urn:uuid:${randomUUID()}`,
      type: HAS_MEMBER,
      source: submissionSet.id,
      target: entry.entryUuid,
      slots: [{ name: 'SubmissionSetStatus', values: ['Original'] }],
      extras: NO_EXTRAS,
      availabilityStatus: APPROVED,
    };
    return association;
  });
  return {
    kind: 'register',
    patientKey,
    depositor: DEPOSITOR,
    at: '2026-01-01T00:00:00.000Z',
    submissionSet,
    submissionSetEbrim: writeSubmissionSet(submissionSet).text,
    entries,
    associations,
    deprecates: [],
    relatesTo: [],
    sameDocumentAgain: false,
  };
}
