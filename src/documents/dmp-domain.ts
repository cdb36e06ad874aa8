import type { DomainRules } from '../terminology/affinity-domain.ts';

/**
 * Whether the DMP's own rules hold beyond those that `domain.json` can switch: defaults of a search, ids that differ in
 * case, the replacement of 2010, one base confidentiality, relationships to own documents only.
 */
export function followsDmp(rules: Pick<DomainRules, 'name'>): boolean {
  return rules.name === 'dmp';
}
