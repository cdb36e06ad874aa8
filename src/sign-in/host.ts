import type { Reject } from '../audit/rejection.ts';
import { loggedFaults, type Refusal } from '../errors.ts';
import type { AccessEvent } from '../model/event.ts';
import type { Log } from '../model/log.ts';
import { currentIdentifier, type MedicalRecord } from '../model/record.ts';
import { isWithinLimit } from '../store/counted-tries.ts';
import type { Store, WriteCommand } from '../store/store.ts';

/** What the rules of sign-in work with. */
export interface SignInHost {
  readonly store: Pick<Store, 'credentials' | 'enrolment' | 'notifications' | 'records' | 'write'>;
  /** Keys the digests of one-time codes. */
  readonly codes: Buffer;
  readonly limits: SignInLimits;
  /** Traces what is refused to somebody who is not known. */
  readonly reject: Reject;
  readonly log: Log;
}

/** How much may be tried before one has to wait; the counts outlive a restart. */
export interface SignInLimits {
  readonly windowMinutes: number;
  /** Passwords of one identifier, and codes of one account. */
  readonly perAccount: number;
  /** Everything from one network (`networkOf`), which many patients may share. */
  readonly perAddress: number;
}

/** One request of somebody who is not known yet. */
export interface Visit {
  /** Network address. */
  readonly from: string;
  readonly requestId: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** The key of no patient. */
export const NOBODY = 0;

/** Counts one more try. @returns whether it may be judged. */
export function mayTry(
  { store, limits }: SignInHost,
  key: string,
  most: number,
  at: string,
): Promise<boolean> {
  return isWithinLimit(store, { key, most, windowMinutes: limits.windowMinutes }, at);
}

/** The INS and the name of a patient, as tokens and traces have them. */
export function identityOf({ patient, identifiers }: MedicalRecord): {
  readonly ins: { readonly value: string; readonly authority: string };
  readonly family: string;
  readonly given: string;
} {
  const { value = '', authority = '' } = currentIdentifier({ identifiers }) ?? {};
  return { ins: { value, authority }, family: patient.family, given: patient.givens[0] ?? '' };
}

type Traced = { readonly type: 'SIGN-IN' | 'ACCOUNT' } & Pick<AccessEvent, 'granted' | 'reason'>;

/** The trace of a sign-in, in the journal of the patient where it is known who that is. */
export function traceOf(
  { type, granted, reason }: Traced,
  record: MedicalRecord | undefined,
  { from, requestId, at }: Visit,
): WriteCommand {
  const known = record === undefined ? undefined : identityOf(record);
  return {
    kind: 'record-event',
    event: {
      type,
      action: type === 'ACCOUNT' ? 'C' : 'E',
      at,
      granted,
      reason,
      ...(record === undefined ? {} : { patientKey: record.patient.key }),
      ...(known === undefined || !granted
        ? {}
        : {
            subject: {
              kind: 'patient',
              mode: 'PATIENT' as const,
              id: known.ins.value,
              name: `${known.family} ${known.given}`.trim(),
              purpose: 'normal' as const,
              evidence: '',
            },
          }),
      from,
      requestId,
      documents: [],
    },
  };
}

/**
 * Traces and logs a refusal, and hands it on: in the journal of the patient whose account was tried, or among what was refused to
 * the unknown, of whom so many traces are made and no more (decision 0018).
 */
export async function refused(
  { store, reject, log }: SignInHost,
  refusal: Refusal,
  {
    type,
    patientKey,
    costsCommit,
  }: { readonly type: Traced['type']; readonly patientKey?: number; readonly costsCommit?: boolean },
  visit: Visit,
): Promise<Refusal> {
  // Looked up even where there is none, so that both take as long.
  const record = await store.records.byKey(patientKey ?? NOBODY);
  if (record === undefined) {
    await reject(refusal, { type, ...visit, facts: {}, costsCommit: costsCommit ?? false });
    return refusal;
  }
  log('warn', 'rejected', { type, requestId: visit.requestId, faults: loggedFaults(refusal) });
  const reason = refusal.refused[0].code;
  await store.write([traceOf({ type, granted: false, reason }, record, visit)]);
  return refusal;
}
