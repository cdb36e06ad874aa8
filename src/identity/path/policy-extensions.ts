import { type Certificate, EXTENSION } from '../certificate.ts';
import { type Der, DerError, derChildren, derFields, derInteger, derOid, TAG } from '../der.ts';

export const ANY_POLICY = '2.5.29.32.0';

/** What a certificate says of policies; qualifiers are not read. */
export interface PolicyExtensions {
  /** CertificatePolicies; undefined where there is no such extension. */
  readonly policies: ReadonlySet<string> | undefined;
  /** PolicyMappings: the issuer's policy, and what its subject calls it. */
  readonly mappings: readonly (readonly [string, string])[];
  /** PolicyConstraints: how many certificates further down a policy is demanded, and no mapping is taken any more. */
  readonly requireExplicit: number | undefined;
  readonly inhibitMapping: number | undefined;
  /** InhibitAnyPolicy, counted the same way. */
  readonly inhibitAny: number | undefined;
}

function skip(value: Der | undefined): number | undefined {
  return value === undefined ? undefined : derInteger({ ...value, tag: TAG.integer });
}

function policyOf(information: Der): string {
  const [policy] = derChildren(information);
  if (policy === undefined) throw new DerError('policy');
  return derOid(policy);
}

function mappingOf(mapping: Der): readonly [string, string] {
  const [issuer, subject] = derChildren(mapping);
  if (issuer === undefined || subject === undefined) throw new DerError('policy mapping');
  return [derOid(issuer), derOid(subject)];
}

/** Reads the extensions of policies (RFC 5280 4.2.1.4, 4.2.1.5, 4.2.1.11, 4.2.1.14). Throws DerError. */
export function policyExtensionsOf({ extensions }: Certificate): PolicyExtensions {
  const value = (oid: string) => extensions.get(oid)?.value;
  const policies = value(EXTENSION.certificatePolicies);
  const mappings = value(EXTENSION.policyMappings);
  const constraints = value(EXTENSION.policyConstraints);
  const limits = constraints === undefined ? [] : derFields(constraints, 0x80, 0x81);
  return {
    policies: policies === undefined ? undefined : new Set(derChildren(policies).map(policyOf)),
    mappings: mappings === undefined ? [] : derChildren(mappings).map(mappingOf),
    requireExplicit: skip(limits.find(({ tag }) => tag === 0x80)),
    inhibitMapping: skip(limits.find(({ tag }) => tag === 0x81)),
    inhibitAny: skip(value(EXTENSION.inhibitAnyPolicy)),
  };
}
