import type { Call } from '../authorization/access.ts';
import { INVISIBLE } from '../authorization/scope-facts.ts';
import type { Right } from '../model/right.ts';
import type { Subject } from '../model/subject.ts';
import type { RegisterCommand } from '../store/register-command.ts';
import type { Store, WriteCommand } from '../store/store.ts';

/** What the patients of a server are told of. */
export interface TellingPolicy {
  /** The first access of each professional (NOT-02), or every action (NOT-05). */
  readonly policy: 'first-access' | 'every-action';
}

/** What has come of a request that was granted. */
export interface Done {
  readonly right: Right;
  /** Why the decision granted it. */
  readonly reason: string;
  /** Key of the patient of the record; undefined where the request is about no record. */
  readonly patientKey: number | undefined;
  /** Done for a minor under a secret connection, so that who reads the patient's mail may not know of it. */
  readonly secret: boolean;
  readonly writes: readonly WriteCommand[];
}

const ACTING: readonly Subject['kind'][] = ['professional', 'staff', 'structure'];
/** To have been in a record: to have searched, read or changed what is in it. A deposit alone is none, nor is a look whether it exists. */
const ACCESSES: readonly Right[] = [
  'document.search',
  'document.read',
  'document.update',
  'vaccination.read',
  'record.authorisations',
  'trace.read',
];
/** Told of as documents, or about no record in particular. */
const NO_ACTIONS: readonly Right[] = [
  'document.deposit',
  'record.existence',
  'record.list',
  'patient.search',
  'patient.read',
  'trace.own',
];
const EMERGENCIES: readonly string[] = ['bris-de-glace', 'centre-15'];
/** One emergency is told once, however many requests it takes; one a day later is another. Each opening is told. */
const ONE_EMERGENCY_MS = 24 * 3_600_000;

/**
 * What patients are to be told of a granted request, in the unit that does it (NOT-01 to NOT-03, NOT-05, NOT-09, R.1111-48).
 * This is the one place: every face comes through here. Whatever is not granted, not written or done by the patient is not
 * told. What the reader of the patient's mail may not know is not told either: documents that are invisible to the patient or
 * to legal representatives, until they are no longer, and what a minor does under a secret connection.
 */
export async function tellings(
  { policy }: TellingPolicy,
  store: Pick<Store, 'notifications'>,
  call: Call,
  done: Done,
): Promise<readonly WriteCommand[]> {
  return [
    ...done.writes.flatMap((write) => (write.kind === 'register' ? documentsTold(write, call, done) : [])),
    ...(await accessTold(policy, store, call, done)),
  ];
}

function documentsTold(
  { patientKey, entries }: RegisterCommand,
  { subject, at }: Call,
  { secret }: Done,
): readonly WriteCommand[] {
  if (patientKey === 'admitted') return [];
  const logicalIds = entries
    .filter(({ entry }) => !entry.confidentialityCodes.some(({ code }) => INVISIBLE.includes(code)))
    .map(({ entry }) => entry.logicalId);
  if (logicalIds.length === 0) return [];
  const quietly = subject.kind === 'patient' || secret;
  return [{ kind: 'tell-documents', patientKey, logicalIds, at, quietly }];
}

async function accessTold(
  policy: TellingPolicy['policy'],
  { notifications }: Pick<Store, 'notifications'>,
  { subject, at }: Call,
  { right, reason, patientKey, secret }: Done,
): Promise<readonly WriteCommand[]> {
  if (patientKey === undefined || !ACTING.includes(subject.kind)) return [];
  const professional = subject.id;
  if (right === 'record.open-access' || EMERGENCIES.includes(reason)) {
    const each = right === 'record.open-access' || policy === 'every-action';
    const since = each ? at : new Date(Date.parse(at) - ONE_EMERGENCY_MS).toISOString();
    const patientTold = !secret;
    return [{ kind: 'tell-emergency', patientKey, professional, since, at, patientTold }];
  }
  if (secret) return [];
  if (policy === 'every-action') {
    if (NO_ACTIONS.includes(right)) return [];
    return [{ kind: 'notify', notification: { recipient: { patientKey }, message: { kind: 'action' } }, at }];
  }
  if (!ACCESSES.includes(right)) return [];
  // Told already is told for good; only a first access costs a write.
  const told = await notifications.accessTold(patientKey, professional);
  return told ? [] : [{ kind: 'tell-access', patientKey, professional, at }];
}
