import { createHash } from 'node:crypto';
import type { AccessEvent } from '../model/event.ts';

/** What the first event of a chain has for the hash of the one before. */
export const FIRST_PREVIOUS = '0'.repeat(64);

type EventSubject = NonNullable<AccessEvent['subject']>;

// Tables, so that a field added to the model cannot be left out of the hash.
const eventFields = {
  type: 1,
  action: 2,
  at: 3,
  granted: 4,
  reason: 5,
  patientKey: 6,
  patientId: 7,
  from: 8,
  requestId: 9,
} as const satisfies Record<
  Exclude<keyof AccessEvent, 'subject' | 'documents' | keyof typeof lateFields>,
  number
>;

/** Fields that came later: absent, they leave no mark, so that older events keep their hash. */
const lateFields = { submissionSet: 1, query: 2, times: 3 } as const satisfies Partial<
  Record<keyof AccessEvent, number>
>;

const subjectFields = {
  kind: 1,
  mode: 2,
  id: 3,
  name: 4,
  structureId: 5,
  structureName: 6,
  role: 7,
  roleName: 8,
  purpose: 9,
  reason: 10,
  evidence: 11,
} as const satisfies Record<Exclude<keyof EventSubject, keyof typeof lateSubjectFields>, number>;

const lateSubjectFields = {
  userName: 1,
  purposeCode: 2,
  purposeSystem: 3,
  secret: 4,
} as const satisfies Partial<Record<keyof EventSubject, number>>;

const eventKeys = Object.keys(eventFields) as (keyof typeof eventFields)[];
const lateKeys = Object.keys(lateFields) as (keyof typeof lateFields)[];
const subjectKeys = Object.keys(subjectFields) as (keyof typeof subjectFields)[];
const lateSubjectKeys = Object.keys(lateSubjectFields) as (keyof typeof lateSubjectFields)[];

/** A field that cannot run into its neighbour: absent as `-`, else its length in bytes, a colon, its text. */
export function field(value: string | number | boolean | undefined): string {
  if (value === undefined) return '-';
  const text = String(value);
  return `${Buffer.byteLength(text)}:${text}`;
}

/**
 * SHA-256 over every field of an event in fixed order, its place in the chain and the hash of the event before.
 * @returns 64 hexadecimal digits.
 */
export function eventHash(event: AccessEvent, sequence: number, previous: string): string {
  const { subject, documents } = event;
  const fields = [
    'carnet-event-1',
    previous,
    sequence,
    ...eventKeys.map((key) => event[key]),
    subject === undefined ? undefined : 'subject',
    ...subjectKeys.map((key) => subject?.[key]),
    documents.length,
    ...documents,
    ...lateKeys.flatMap((key) => (event[key] === undefined ? [] : [key, event[key]])),
    ...lateSubjectKeys.flatMap((key) => (subject?.[key] === undefined ? [] : [key, subject[key]])),
  ];
  return createHash('sha256').update(fields.map(field).join('')).digest('hex');
}
