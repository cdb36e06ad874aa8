import { isRefusal, type Refusal } from '../errors.ts';
import { APPROVED } from '../model/document-entry.ts';
import { parseCx } from '../model/hl7v2.ts';
import type { Granted } from '../model/scope.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { CodeMatch, Store, StoredEntry } from '../store/store.ts';
import type { Access } from '../transaction.ts';
import type { ImmunizationSource } from './immunization.ts';
import { readVaccinations } from './read-vaccinations.ts';
import type { Vaccination, VaccinationReading } from './vaccination.ts';

const LOINC = '2.16.840.1.113883.6.1';
const TRE_A05 = '1.2.250.1.213.1.1.4.12';

export const VACCINATION_NOTE: CodeMatch = { code: '87273-9', system: LOINC };
export const VACCINATION_HISTORY: CodeMatch = { code: '11369-6', system: LOINC };

/**
 * The types whose structured documents carry FR-Vaccination entries (CI-SIS volets): notes and histories, summaries (IPS,
 * VSM), health certificates of the child, transfer sheets, maternity. Reimbursements and laboratory reports are left out:
 * what was bought or told is not an act of vaccination.
 */
const TYPES: readonly CodeMatch[] = [
  VACCINATION_NOTE,
  VACCINATION_HISTORY,
  { code: '60591-5', system: LOINC },
  { code: '74207-2', system: LOINC },
  { code: '34133-9', system: LOINC },
  { code: '78489-2', system: LOINC },
  { code: '15508-5', system: LOINC },
  { code: 'SYNTH', system: TRE_A05 },
  { code: 'CERT_DECL', system: TRE_A05 },
];

/** Formats of documents whose body is a PDF, an image or text. */
const UNSTRUCTURED = /^urn:ihe:iti(-fr)?:xds-sd:/;

/** Larger documents are not searched: they could not be parsed in one piece. */
const LARGEST = 16 * 1024 * 1024;

export interface VaccinationContext {
  readonly store: { readonly documents: Pick<Store['documents'], 'find'> };
  readonly blobs: Pick<BlobStore, 'read'>;
  /** Hears of a document that could not be read; it is left out of the answer. */
  readonly unreadable?: (entryUuid: string, refusal: Refusal) => void;
}

/** One vaccination and the document that says it. */
export interface FoundVaccination {
  readonly vaccination: Vaccination;
  readonly source: ImmunizationSource;
  readonly type: string;
}

const KEPT = 1000;
const caches = new WeakMap<Pick<BlobStore, 'read'>, Map<string, Promise<VaccinationReading | Refusal>>>();

/** Content under a key never changes, so what was read out of it stays true; the oldest readings go first. */
function readingOf(blobs: Pick<BlobStore, 'read'>, key: string): Promise<VaccinationReading | Refusal> {
  let cache = caches.get(blobs);
  if (cache === undefined) {
    cache = new Map();
    caches.set(blobs, cache);
  }
  const known = cache.get(key);
  cache.delete(key);
  const reading = known ?? blobs.read(key).then(readVaccinations);
  cache.set(key, reading);
  reading.catch(() => cache.delete(key));
  const [oldest] = cache.keys();
  if (cache.size > KEPT && oldest !== undefined) cache.delete(oldest);
  return reading;
}

function patientOf(access: Access, patientId: string): ImmunizationSource['patient'] {
  const current = access.record?.identifiers.find((identifier) => identifier.current);
  return current ?? parseCx(patientId);
}

async function readEntry(
  stored: StoredEntry,
  access: Access,
  context: VaccinationContext,
): Promise<FoundVaccination[]> {
  const { blob } = stored;
  if (blob === undefined) return [];
  const entry = stored.model();
  if (UNSTRUCTURED.test(entry.formatCode.code) || stored.size > LARGEST) return [];
  const reading = await readingOf(context.blobs, blob);
  if (isRefusal(reading)) {
    context.unreadable?.(entry.entryUuid, reading);
    return [];
  }
  const { value, authority } = patientOf(access, entry.patientId);
  const { entryUuid, logicalId, uniqueId } = entry;
  const source = { entryUuid, logicalId, uniqueId, patient: { value, authority } };
  return reading.vaccinations.map((vaccination) => ({ vaccination, source, type: entry.typeCode.code }));
}

/**
 * Every vaccination that the documents of the record say, of those that the caller may see.
 * @param logicalId only what this document says.
 */
export async function findVaccinations(
  access: Granted<Access>,
  context: VaccinationContext,
  logicalId?: string,
): Promise<FoundVaccination[]> {
  const criteria = {
    statuses: [APPROVED],
    typeCodes: TYPES,
    ...(logicalId === undefined ? {} : { logicalIds: [logicalId] }),
  };
  const entries = await context.store.documents.find(access.scope, criteria, 'model');
  const found: FoundVaccination[] = [];
  for (const entry of entries) found.push(...(await readEntry(entry, access, context)));
  return found;
}
