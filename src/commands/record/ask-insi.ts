import { insiClient } from '../../app/insi.ts';
import type { Config } from '../../config.ts';
import { isRefusal, publicText } from '../../errors.ts';
import { afterInsi, type IdentityState, mayAskInsi } from '../../model/identity.ts';
import { compareIns, findIns } from '../../patients/insi/find-ins.ts';
import { insiTraits } from '../../patients/insi/insi-traits.ts';
import { areFormer, type RecordToCreate } from '../../records/create-record.ts';
import type { AssignedId } from '../../store/patient-feed.ts';
import { UsageError } from '../usage.ts';

/** What the teleservice makes of an identity, and the INS that its present one has replaced, those that this server takes. */
export interface AskedIdentity {
  readonly identity: IdentityState;
  readonly former: readonly AssignedId[];
}

/**
 * What the teleservice makes of the identity of whoever is to have a record, or another INS.
 * @returns the identity with its new status; or, as text, why nothing is written.
 * @throws UsageError where no teleservice is set, or the identity may not be asked about.
 */
export async function askInsi(
  {
    ins,
    authority,
    identity = { status: 'QUAL', attributes: [] },
    ...asked
  }: Omit<RecordToCreate, 'activated'>,
  config: Pick<Config, 'insi' | 'mode' | 'testInsAnyKey'>,
): Promise<AskedIdentity | string> {
  const client = await insiClient(config);
  if (client === undefined)
    throw new UsageError('--verify-ins needs CARNET_INSI_URL and the settings beside it');
  if (!mayAskInsi(identity)) throw new UsageError('INSi is not asked about a doubtful or invented identity');
  const traits = insiTraits(asked);
  if (!('family' in traits)) return `Not as the teleservice writes it: ${traits.join(', ')}.`;
  const answer = await findIns(client, traits, { production: config.mode === 'production' });
  if (isRefusal(answer)) return answer.refused.map(publicText).join('\n');
  const id = { value: ins, authority };
  const verdict = answer.found === 'one' ? compareIns(id, answer.identity) : 'another';
  if (answer.found !== 'one' || verdict === 'another') return 'The INS is not that of this person.';
  if (verdict === 'former') return 'The INS was that of this person; another has replaced it.';
  // The history of a person may hold numbers from before the INS.
  const rules = { ...config, patientAuthorities: [] };
  const former = answer.identity.former.filter((one) => areFormer([one], id, rules));
  return { identity: afterInsi(identity), former };
}
