import { type Config, ConfigError } from '../config.ts';
import type { AffinityDomain } from '../terminology/affinity-domain.ts';

/**
 * A domain with the transactions by which a médecin traitant changes or closes a record (TD1.3b, TD1.4), where the operator
 * wants them (design 5.9).
 * @throws ConfigError when the domain has no médecin traitant.
 */
export function withRecordAdministration(
  domain: AffinityDomain,
  { recordAdministration }: Pick<Config, 'recordAdministration'>,
): AffinityDomain {
  if (!recordAdministration) return domain;
  const { rules } = domain;
  if (rules.habilitation !== 'matrix' || !rules.transactions.includes('TD1.3a')) {
    throw new ConfigError(
      `CARNET_RECORD_ADMINISTRATION: the affinity domain ${rules.name} has no médecin traitant`,
    );
  }
  const transactions = [...new Set([...rules.transactions, 'TD1.3b' as const, 'TD1.4' as const])];
  return { ...domain, rules: { ...rules, transactions } };
}
