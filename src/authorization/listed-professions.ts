import type { Code } from '../model/code.ts';
import type { AffinityDomain } from '../terminology/affinity-domain.ts';
import { isProfession, readProfessions } from './group-of.ts';

/**
 * Whether a domain lists a profession in its `habilitation/groups.json`. The same list lets a professional in and gives a place
 * in the matrix, so a profession that joins the national tables (RPPS+) is admitted by a line of data (rule PSC-07).
 * @returns nothing for a domain without a habilitation matrix.
 * @throws ProfileError
 */
export function listedProfessions({
  rules,
  folder,
}: AffinityDomain): ((role: Pick<Code, 'code' | 'system'>) => boolean) | undefined {
  if (rules.habilitation !== 'matrix') return undefined;
  const professions = readProfessions(folder);
  return (role) => isProfession(role, professions);
}
