import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type Certificate, readCertificate } from '../../src/identity/certificate.ts';
import {
  findPaths,
  type PinnedCertificates,
  pinnedCertificates,
} from '../../src/identity/path/find-paths.ts';
import { createPathJudge } from '../../src/identity/path/judge-path.ts';
import { ANY_POLICY } from '../../src/identity/path/policy-extensions.ts';
import type { PathInputs } from '../../src/identity/path/validate-path.ts';
import { PROOF_ALGORITHMS } from '../../src/identity/proof.ts';
import { createKnownLists } from '../../src/identity/revocation/known-lists.ts';

/** A case of the suite's manifest. */
interface Case {
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
const MANIFEST = new URL('pkits-manifest.json', FOLDER);
const CASES = 249;
/** Within the life of every certificate and list of the suite: 2010 to 2030. */
const AT = new Date('2020-06-01T00:00:00Z');
/** dsa-with-SHA1 (RFC 3279 2.2.2): no server takes it, the suite signs with it in 4.1. */
const ALGORITHMS = new Map([...PROOF_ALGORITHMS, ['1.2.840.10040.4.3', { hash: 'sha1', key: 'dsa' }]]);

describe('given the certificate paths of NIST PKITS', () => {
  if (!existsSync(MANIFEST)) {
    it('then each is taken or refused as the suite says', function () {
      console.log('      skipped: ../shared/data/pki/nist-pkits is not here');
      this.skip();
    });
    return;
  }
  const { tests } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { tests: Case[] };
  let right = 0;
  for (const one of tests) {
    it(`then ${one.test_number} ${one.name} is ${one.should_validate ? 'taken' : 'refused'}`, async () => {
      const leaf = certificateOf(one.certs.at(-1)!);
      const above = one.certs
        .slice(0, -1)
        .map(certificateOf)
        .filter((authority) => authority !== undefined);
      const verdict = leaf === undefined ? 'unreadable' : await judge(one, leaf, above);
      expect(verdict === 'taken', verdict).to.equal(one.should_validate);
      if (leaf !== undefined && one.should_validate) expectPolicies(one, leaf, pinnedCertificates(above));
      right++;
    });
  }

  it('then these are all cases of the suite', () => {
    console.log(`      ${right} of ${tests.length} as the suite says`);
    expect(tests).to.have.length(CASES);
  });
});

/** Undefined where the first octet of a signature makes the whole unreadable (4.1.2, 4.1.6). */
function certificateOf(name: string): Certificate | undefined {
  return readCertificate(readFileSync(new URL(`certs/${name}.crt`, FOLDER)));
}

async function judge(one: Case, leaf: Certificate, above: readonly Certificate[]): Promise<string> {
  const revocation = createKnownLists({
    authorities: above,
    mode: 'required',
    graceHours: 0,
    skewMinutes: 0,
    algorithms: ALGORITHMS,
  });
  for (const name of one.crls) {
    await revocation.take(readFileSync(new URL(`crls/${name}.crl`, FOLDER)), AT);
  }
  const pinned = pinnedCertificates(above);
  const fault = createPathJudge({ pinned, revocation, inputs: inputsOf(one) }).faultOf(leaf, AT);
  return fault === undefined ? 'taken' : `${fault.fault}: ${fault.detail}`;
}

function inputsOf(one: Case): PathInputs {
  return {
    algorithms: ALGORITHMS,
    policies: {
      wanted: new Set((one.SetInitialPolicySet ?? ['anyPolicy']).map(policyOf)),
      explicitPolicy: one.SetInitialExplicitPolicy === true,
      inhibitMapping: one.SetInitialPolicyMappingInhibit === true,
      inhibitAny: one.SetInitialInhibitAnyPolicy === true,
    },
  };
}

/** `NIST-test-policy-3` is 2.16.840.1.101.3.2.1.48.3. */
function policyOf(name: string): string {
  return name === 'anyPolicy' ? ANY_POLICY : name.replace('NIST-test-policy-', '2.16.840.1.101.3.2.1.48.');
}

/** Told where the section is about policies (4.8 to 4.12). */
function expectPolicies(one: Case, leaf: Certificate, pinned: PinnedCertificates): void {
  if (!/^4\.(8|9|10|11|12)\./.test(one.test_number)) return;
  const paths = findPaths(leaf, pinned, inputsOf(one));
  if (typeof paths === 'string') expect.fail(paths);
  const expected = (one.SetUserConstrainedPolicySet ?? ['NIST-test-policy-1']).map(policyOf);
  expect([...paths[0]!.policies]).to.have.members(expected);
}
