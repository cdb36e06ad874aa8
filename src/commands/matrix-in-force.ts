import { readMatrices } from '../authorization/matrix.ts';
import type { Config } from '../config.ts';
import { loadAffinityDomain } from '../terminology/load-affinity-domain.ts';

/**
 * Which habilitation matrix applies at an instant (ISO 8601 UTC), and which one is to come, for who starts a server.
 * @returns a line; none for a domain without a matrix.
 */
export function matrixInForce(
  config: Pick<Config, 'domain' | 'profiles' | 'matrix'>,
  instant: string,
): readonly string[] {
  const { rules, folder } = loadAffinityDomain(config.domain, config);
  if (rules.habilitation !== 'matrix') return [];
  if (config.matrix !== undefined) return [`${config.matrix}, named by CARNET_MATRIX`];
  const { at, matrices } = readMatrices(folder, undefined);
  const { version, effectiveFrom } = at(instant);
  const next = matrices.find((one) => one.effectiveFrom > effectiveFrom);
  const since = effectiveFrom === '' ? '' : `, in force since ${effectiveFrom}`;
  const toCome = next === undefined ? '' : `; ${next.version} from ${next.effectiveFrom}`;
  return [`${version}${since}${toCome}`];
}
