import { randomUUID } from 'node:crypto';
import { openStore } from '../../app.ts';
import { isRefusal } from '../../errors.ts';
import { INS_NIR, INS_NIR_TEST } from '../../model/ins.ts';
import { changeIns } from '../../records/change-ins.ts';
import type { AssignedId } from '../../store/patient-feed.ts';
import { type Conflict, isConflict, type Store } from '../../store/store.ts';
import { loadAffinityDomain } from '../../terminology/load-affinity-domain.ts';
import { complain, say } from '../say.ts';
import { type Arguments, readArguments, required } from '../usage.ts';
import { askInsi } from './ask-insi.ts';
import { IDENTITY_OPTIONS, identityOf } from './identity-options.ts';

const text = { type: 'string' } as const;

/** Why a value is refused, by the option that it came with. */
const FAULTS: Readonly<Record<string, string>> = {
  '--new': 'The new INS is none: its shape or its key is wrong.',
  '--new-authority': 'The authority of the new INS is none that this server takes an INS of.',
  '--identity-status': 'Only a qualified identity (QUAL), neither doubtful nor invented, has an INS.',
};

const CONFLICTS: Partial<Readonly<Record<Conflict['conflict'], string>>> = {
  'enrolments-differ': 'Both INS are enrolled, and the enrolments have gone different ways.',
};

/**
 * `record ins-change`: the record under an INS goes under the one that has replaced it, and is found under both. With
 * `--verify-ins`, only if INSi says that it was so. A former INS is made the present one again in the same way.
 */
export async function changeInsOf(args: readonly string[]): Promise<number> {
  const given = readArguments([...args], {
    ins: text,
    new: text,
    authority: text,
    'new-authority': text,
    ...IDENTITY_OPTIONS,
  });
  const ids = idsOf(given);
  const store = await openStore(given.config);
  try {
    const fault = await change(store, given, ids);
    if (fault !== undefined) {
      complain(fault);
      return 1;
    }
    say(`The record of ${ids.from.value} is now under ${ids.to.value}, and found under both.`);
    return 0;
  } finally {
    await store.close();
  }
}

interface Ids {
  readonly from: AssignedId;
  readonly to: AssignedId;
}

function idsOf({ config, values }: Arguments): Ids {
  const fallback = config.mode === 'production' ? INS_NIR : INS_NIR_TEST;
  const authority = typeof values.authority === 'string' ? values.authority : fallback;
  const next = values['new-authority'];
  return {
    from: { value: required(values, 'ins'), authority },
    to: { value: required(values, 'new'), authority: typeof next === 'string' ? next : authority },
  };
}

/** @returns why nothing was changed, or undefined. */
async function change(
  store: Store,
  { config, values }: Arguments,
  { from, to }: Ids,
): Promise<string | undefined> {
  const record = await store.records.byIdentifier(from.value, from.authority);
  if (record === undefined) return `There is no record under ${from.value}.`;
  if (record.identifiers.some((one) => one.current && isSame(one, to)))
    return 'The record is under the new INS already.';
  const identity = identityOf(values);
  const verified =
    values['verify-ins'] === true
      ? await askInsi({ ...record.patient, ins: to.value, authority: to.authority, identity }, config)
      : { identity };
  if (typeof verified === 'string') return verified;
  if ('former' in verified && !verified.former.some((one) => isSame(one, from)))
    return 'INSi does not know the former INS as one of this person.';
  const { patientAuthorities } = loadAffinityDomain(config.domain, config).rules;
  const unit = changeIns(
    { patientKey: record.patient.key, to, ...verified },
    { ...config, patientAuthorities },
    { at: new Date().toISOString(), requestId: randomUUID() },
  );
  if (isRefusal(unit))
    return unit.refused.map(({ about = '' }) => FAULTS[about] ?? `Not valid: ${about}`).join('\n');
  const written = await store.write(unit);
  if (!isConflict(written)) return undefined;
  if (written.conflict === 'identifier-exists')
    return `Another record exists under ${written.value}. Two records are not made one by this.`;
  return CONFLICTS[written.conflict] ?? 'Something has changed meanwhile; please look again.';
}

function isSame(one: AssignedId, other: AssignedId): boolean {
  return one.value === other.value && one.authority === other.authority;
}
