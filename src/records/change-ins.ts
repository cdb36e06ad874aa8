import { type Fault, type Refusal, refuseAll } from '../errors.ts';
import type { IdentityState } from '../model/identity.ts';
import { INS_ALL } from '../model/ins.ts';
import type { AssignedId } from '../store/patient-feed.ts';
import type { WriteCommand } from '../store/store.ts';
import { type CreationRules, isAuthorityOf, isIdOf, mayHave } from './create-record.ts';

/** What the operator gives to bring a record under another INS. */
export interface InsChange {
  readonly patientKey: number;
  readonly to: AssignedId;
  /** Further INS that `to` has replaced, as INSi tells them. */
  readonly former?: readonly AssignedId[];
  /** How far the identity is certain; qualified unless said. */
  readonly identity?: IdentityState;
}

/** When a change is made and on which request, for its trace. `at`: ISO 8601 UTC. */
export interface ChangeContext {
  readonly at: string;
  readonly requestId: string;
}

/**
 * The rules of a changed INS, which are those of the INS of a new record. The former one goes on leading to the record.
 * @returns the unit to write, with its trace; or MalformedRequest, one fault for each value, named by its option.
 */
export function changeIns(
  { patientKey, to, former, identity }: InsChange,
  rules: CreationRules,
  context: ChangeContext,
): WriteCommand[] | Refusal {
  const checks: readonly (readonly [option: string, sound: boolean])[] = [
    ['--new-authority', INS_ALL.includes(to.authority) && isAuthorityOf(to.authority, rules)],
    ['--new', isIdOf(to, rules)],
    ['--identity-status', mayHave(to, identity)],
  ];
  const faults = checks
    .filter(([, sound]) => !sound)
    .map(([about]): Fault => ({ code: 'MalformedRequest', detail: 'record ins-change', about }));
  const { value, authority } = to;
  return (
    refuseAll(faults) ?? [
      {
        kind: 'add-identifier',
        patientKey,
        value,
        authority,
        ...(former === undefined ? {} : { former }),
      },
      insChanged(patientKey, context),
    ]
  );
}

/** The trace of a changed INS, in the patient's journal. */
export function insChanged(patientKey: number, { at, requestId }: ChangeContext): WriteCommand {
  return {
    kind: 'record-event',
    event: {
      type: 'RECORD-ins-change',
      action: 'U',
      at,
      granted: true,
      reason: 'operator',
      patientKey,
      from: 'localhost',
      requestId,
      documents: [],
    },
  };
}
