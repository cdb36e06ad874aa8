import { insiClient } from '../../app/insi.ts';
import type { Config } from '../../config.ts';
import { isRefusal, publicText } from '../../errors.ts';
import { afterInsi, type IdentityState, mayAskInsi } from '../../model/identity.ts';
import { verifyIns } from '../../patients/insi/find-ins.ts';
import { insiTraits } from '../../patients/insi/insi-traits.ts';
import type { RecordToCreate } from '../../records/create-record.ts';
import { UsageError } from '../usage.ts';

/**
 * What the teleservice makes of the identity of whoever is to have a record.
 * @returns the identity with its new status; or, as text, why no record is made.
 * @throws UsageError where no teleservice is set, or the identity may not be asked about.
 */
export async function askInsi(
  { ins, authority, identity = { status: 'QUAL', attributes: [] }, ...asked }: RecordToCreate,
  config: Pick<Config, 'insi' | 'mode'>,
): Promise<IdentityState | string> {
  const client = await insiClient(config);
  if (client === undefined)
    throw new UsageError('--verify-ins needs CARNET_INSI_URL and the settings beside it');
  if (!mayAskInsi(identity)) throw new UsageError('INSi is not asked about a doubtful or invented identity');
  const traits = insiTraits(asked);
  if (!('family' in traits)) return `Not as the teleservice writes it: ${traits.join(', ')}.`;
  const production = config.mode === 'production';
  const verdict = await verifyIns(client, { value: ins, authority }, traits, { production });
  if (isRefusal(verdict)) return verdict.refused.map(publicText).join('\n');
  return verdict === 'same' ? afterInsi(identity) : 'The INS is not that of this person.';
}
