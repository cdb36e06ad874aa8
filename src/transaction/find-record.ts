import { type Refusal, refuse } from '../errors.ts';
import { parseCx, sameCx } from '../model/hl7v2.ts';
import type { MedicalRecord } from '../model/record.ts';
import type { Subject } from '../model/subject.ts';
import type { Store } from '../store/store.ts';

/** Whose record a request is about. */
export type RecordReference =
  | { readonly patientId: string }
  | { readonly entryUuid: string }
  /** By the patient's key, which the logical id of a FHIR Patient carries. */
  | { readonly patientKey: number }
  /** The record that the caller's own assertion or token names. */
  | { readonly ofSubject: true }
  /** Those that the caller has to do with: no patient in particular, and whom its assertion names does not count. */
  | { readonly ofCaller: true }
  /** Several patients; with none, whoever the scope of the caller shows. */
  | { readonly patientIds: readonly string[] };

/** The record of a request, as far as it is known. */
export interface Found {
  readonly record: MedicalRecord | undefined;
  /** The patients as the request names them, where the record does not say who it is. */
  readonly patientIds?: readonly string[];
  /** A denial must look as if the thing were absent: it was found by an id that the caller may have guessed. */
  readonly byId: boolean;
}

/** What finding a record needs of a server. */
export interface RecordFinding {
  readonly store: Pick<Store, 'documents' | 'records'>;
  /** Whether a request must name a record that exists (every domain of the DMP). */
  readonly recordsRequired: boolean;
}

/**
 * The record that a request is about, with the rule that an assertion or token for one patient opens no other.
 * @returns AssertionPatient where the request and the assertion name different patients, or neither names one in a domain of
 * records; NotFound for an entry or patient key that is absent or not the subject's.
 */
export async function findRecord(
  host: RecordFinding,
  reference: RecordReference,
  subject: Subject,
): Promise<Found | Refusal> {
  if ('ofCaller' in reference) return { record: undefined, byId: false };
  if ('entryUuid' in reference || 'patientKey' in reference) {
    const key =
      'patientKey' in reference ? reference.patientKey : await host.store.documents.locate(reference);
    const record = key === undefined ? undefined : await host.store.records.byKey(key);
    const sought = 'patientKey' in reference ? `patient ${key}` : `entry ${reference.entryUuid}`;
    if (record === undefined) return refuse('NotFound', `no ${sought}`);
    const cx = subject.patientId === undefined ? undefined : parseCx(subject.patientId);
    const own =
      cx === undefined ||
      record.identifiers.some((id) => id.value === cx.value && id.authority === cx.authority);
    return own ? { record, byId: true } : refuse('NotFound', `${sought} of another patient`);
  }
  const named = namedPatients(reference);
  const ofSubject = subject.patientId === undefined ? undefined : parseCx(subject.patientId);
  if (ofSubject !== undefined && !named.every((patientId) => sameCx(parseCx(patientId), ofSubject))) {
    return refuse('AssertionPatient', 'request for another patient than the assertion or token');
  }
  const several = 'patientIds' in reference && ofSubject === undefined;
  const patientId = several ? undefined : (named[0] ?? subject.patientId);
  if (patientId === undefined) {
    return host.recordsRequired
      ? refuse('AssertionPatient', 'no patient named by request, assertion or token')
      : { record: undefined, patientIds: named, byId: false };
  }
  const cx = parseCx(patientId);
  const record = await host.store.records.byIdentifier(cx.value, cx.authority);
  return { record, patientIds: [patientId], byId: false };
}

function namedPatients(reference: RecordReference): readonly string[] {
  if ('patientIds' in reference) return [...new Set(reference.patientIds)];
  return 'patientId' in reference ? [reference.patientId] : [];
}
