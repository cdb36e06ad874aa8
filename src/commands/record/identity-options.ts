import {
  completedBirthDate,
  type IdentityAttribute,
  type IdentityState,
  type IdentityStatus,
} from '../../model/identity.ts';
import { type Arguments, oneOf, UsageError } from '../usage.ts';

const STATUSES: readonly IdentityStatus[] = ['PROV', 'VALI', 'RECUP', 'QUAL'];
const ATTRIBUTES: readonly IdentityAttribute[] = ['homonyme', 'douteux', 'fictif'];

/** How far the identity is certain: qualified unless said. @throws UsageError for a word that RNIV does not have. */
export function identityOf(values: Arguments['values']): IdentityState {
  const status = oneOf(values, 'identity-status', STATUSES) ?? 'QUAL';
  const given = values['identity-attributes'];
  const attributes = typeof given === 'string' ? given.split(',') : [];
  const unknown = attributes.filter((one) => !(ATTRIBUTES as readonly string[]).includes(one));
  if (unknown.length > 0) throw new UsageError(`--identity-attributes are of ${ATTRIBUTES.join(', ')}`);
  return { status, attributes: attributes as IdentityAttribute[] };
}

/** A date of birth whose day, or day and month, are not known is completed as RNIV has it; any other text stays. */
export function birthDateOf(text: string): string {
  const [, year, month] = /^([0-9]{4})(?:-([0-9]{2}))?$/.exec(text) ?? [];
  if (year === undefined) return text;
  return completedBirthDate({ year, ...(month === undefined ? {} : { month }) }).date;
}
