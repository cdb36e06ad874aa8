import { ANY_POLICY } from './policy-extensions.ts';

/**
 * A policy at one depth of the tree of RFC 5280 6.1.2. Nodes of one policy at one depth share what they expect, so one stands for
 * them all; of the nodes above it only those count in the end that hang on anyPolicy: the policies of the root's own domain.
 */
interface PolicyNode {
  readonly expected: ReadonlySet<string>;
  readonly roots: ReadonlySet<string>;
}

/** The deepest level of the tree, by policy. Empty is the tree that is NULL. */
export type PolicyLevel = ReadonlyMap<string, PolicyNode>;

/** The tree before the first certificate. */
export const INITIAL_POLICIES: PolicyLevel = new Map([
  [ANY_POLICY, { expected: new Set([ANY_POLICY]), roots: new Set([ANY_POLICY]) }],
]);

/**
 * The next level for a certificate (6.1.3 d, e).
 * @param policies of the certificate; undefined where it has none, which empties the tree.
 * @param anyTaken whether anyPolicy of the certificate counts.
 */
export function nextLevel(
  level: PolicyLevel,
  policies: ReadonlySet<string> | undefined,
  anyTaken: boolean,
): PolicyLevel {
  const next = new Map<string, PolicyNode>();
  const add = (policy: string) => {
    const roots = new Set<string>();
    for (const [parent, node] of level) {
      if (!node.expected.has(policy)) continue;
      for (const root of parent === ANY_POLICY ? [policy] : node.roots) roots.add(root);
    }
    if (roots.size === 0 && level.has(ANY_POLICY)) roots.add(policy);
    if (roots.size > 0) next.set(policy, { expected: new Set([policy]), roots });
  };
  if (policies === undefined) return next;
  for (const policy of policies) if (policy !== ANY_POLICY) add(policy);
  if (policies.has(ANY_POLICY) && anyTaken) {
    for (const { expected } of level.values()) {
      for (const policy of expected) if (!next.has(policy)) add(policy);
    }
  }
  return next;
}

/**
 * Applies the mappings of an authority (6.1.4 b).
 * @param taken whether mappings count; the policies that are mapped fall out otherwise.
 */
export function mapPolicies(
  level: PolicyLevel,
  mappings: readonly (readonly [string, string])[],
  taken: boolean,
): PolicyLevel {
  const targets = new Map<string, Set<string>>();
  for (const [from, to] of mappings) targets.set(from, (targets.get(from) ?? new Set()).add(to));
  const mapped = new Map(level);
  for (const [from, expected] of targets) {
    const node = level.get(from);
    if (!taken) mapped.delete(from);
    else if (node !== undefined) mapped.set(from, { expected, roots: node.roots });
    else if (level.has(ANY_POLICY)) mapped.set(from, { expected, roots: new Set([from]) });
  }
  return mapped;
}

/**
 * The policies of the user's that the path holds under (6.1.5 g).
 * @param wanted the user's; anyPolicy among them is every one.
 */
export function constrainedPolicies(level: PolicyLevel, wanted: ReadonlySet<string>): ReadonlySet<string> {
  const roots = new Set([...level.values()].flatMap((node) => [...node.roots]));
  if (wanted.has(ANY_POLICY)) return roots;
  if (level.has(ANY_POLICY)) return wanted;
  return new Set([...roots].filter((policy) => wanted.has(policy)));
}
