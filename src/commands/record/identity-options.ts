import type { IdentityAttribute, IdentityState, IdentityStatus } from '../../model/identity.ts';
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

/** The options of a command that say how far an identity is certain, for `readArguments`. */
export const IDENTITY_OPTIONS = {
  'identity-status': { type: 'string' },
  'identity-attributes': { type: 'string' },
  'verify-ins': { type: 'boolean' },
} as const;
