import { existsSync, readFileSync } from 'node:fs';
import { ANY_POLICY } from '../../src/identity/path/policy-extensions.ts';

/** A case of the manifest of NIST PKITS. */
export interface PkitsCase {
  readonly test_number: string;
  readonly name: string;
  /** Trust anchor first, end entity last. */
  readonly certs: readonly string[];
  readonly crls: readonly string[];
  readonly should_validate: boolean;
  readonly SetInitialPolicySet?: readonly string[];
  readonly SetInitialExplicitPolicy?: boolean;
  readonly SetInitialPolicyMappingInhibit?: boolean;
  readonly SetInitialInhibitAnyPolicy?: boolean;
  /** Under which policies the path holds. */
  readonly SetUserConstrainedPolicySet?: readonly string[];
}

const FOLDER = new URL('../../../shared/data/pki/nist-pkits/', import.meta.url);

/** Within the life of every certificate and list of the suite: 2010 to 2030. */
export const PKITS_AT = new Date('2020-06-01T00:00:00Z');

/** The cases of the suite; undefined, and said so, where it is not here. */
export function pkitsCases(): readonly PkitsCase[] | undefined {
  const manifest = new URL('pkits-manifest.json', FOLDER);
  if (existsSync(manifest))
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { tests: PkitsCase[] }).tests;
  console.log('      skipped: ../shared/data/pki/nist-pkits is not here');
  return undefined;
}

/** A certificate or list of the suite by its name, DER. */
export function pkitsFile(kind: 'certs' | 'crls', name: string): Buffer {
  return readFileSync(new URL(`${kind}/${name}.${kind === 'certs' ? 'crt' : 'crl'}`, FOLDER));
}

/** The policies that the user of a case asks for, as OIDs: `NIST-test-policy-3` is 2.16.840.1.101.3.2.1.48.3. */
export function pkitsPolicies(names: readonly string[]): string[] {
  return names.map((name) =>
    name === 'anyPolicy' ? ANY_POLICY : name.replace('NIST-test-policy-', '2.16.840.1.101.3.2.1.48.'),
  );
}
