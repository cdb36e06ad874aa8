import { expect } from 'chai';
import { type Certificate, readCertificate } from '../../src/identity/certificate.ts';
import {
  findPaths,
  type PinnedCertificates,
  pinnedCertificates,
} from '../../src/identity/path/find-paths.ts';
import { createPathJudge } from '../../src/identity/path/judge-path.ts';
import type { PathInputs } from '../../src/identity/path/validate-path.ts';
import { PROOF_ALGORITHMS } from '../../src/identity/proof.ts';
import { createKnownLists } from '../../src/identity/revocation/known-lists.ts';
import { PKITS_AT, type PkitsCase, pkitsCases, pkitsFile, pkitsPolicies } from '../support/pkits.ts';

const CASES = 249;
/** dsa-with-SHA1 (RFC 3279 2.2.2): no server takes it, the suite signs with it in 4.1. */
const ALGORITHMS = new Map([...PROOF_ALGORITHMS, ['1.2.840.10040.4.3', { hash: 'sha1', key: 'dsa' }]]);

describe('given the certificate paths of NIST PKITS', () => {
  const tests = pkitsCases();
  if (tests === undefined) {
    it('then each is taken or refused as the suite says', function () {
      this.skip();
    });
    return;
  }
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
  return readCertificate(pkitsFile('certs', name));
}

async function judge(one: PkitsCase, leaf: Certificate, above: readonly Certificate[]): Promise<string> {
  const revocation = createKnownLists({
    authorities: above,
    mode: 'required',
    graceHours: 0,
    skewMinutes: 0,
    algorithms: ALGORITHMS,
  });
  for (const name of one.crls) {
    await revocation.take(pkitsFile('crls', name), PKITS_AT);
  }
  const pinned = pinnedCertificates(above);
  const fault = createPathJudge({ pinned, revocation, inputs: inputsOf(one) }).faultOf(leaf, PKITS_AT);
  return fault === undefined ? 'taken' : `${fault.fault}: ${fault.detail}`;
}

function inputsOf(one: PkitsCase): PathInputs {
  return {
    algorithms: ALGORITHMS,
    policies: {
      wanted: new Set(pkitsPolicies(one.SetInitialPolicySet ?? ['anyPolicy'])),
      explicitPolicy: one.SetInitialExplicitPolicy === true,
      inhibitMapping: one.SetInitialPolicyMappingInhibit === true,
      inhibitAny: one.SetInitialInhibitAnyPolicy === true,
    },
  };
}

/** Told where the section is about policies (4.8 to 4.12). */
function expectPolicies(one: PkitsCase, leaf: Certificate, pinned: PinnedCertificates): void {
  if (!/^4\.(8|9|10|11|12)\./.test(one.test_number)) return;
  const paths = findPaths(leaf, pinned, inputsOf(one));
  if (typeof paths === 'string') expect.fail(paths);
  const expected = pkitsPolicies(one.SetUserConstrainedPolicySet ?? ['NIST-test-policy-1']);
  expect([...paths[0]!.policies]).to.have.members(expected);
}
