import { expect } from 'chai';
import { type Certificate, readCertificate } from '../../../src/identity/certificate.ts';
import { createTrust } from '../../../src/identity/certificate-path.ts';
import { createKnownLists } from '../../../src/identity/revocation/known-lists.ts';
import { sharedBytes, sharedText } from '../../support/shared-data.ts';

interface Case {
  readonly test_number: string;
  readonly name: string;
  /** Trust anchor first, end entity last. */
  readonly certs: readonly string[];
  readonly crls: readonly string[];
  readonly should_validate: boolean;
}

/**
 * Where our verdict is a refusal though PKITS wants a yes: an authority with one key for certificates and another for lists has
 * two certificates under one name, and one without keyCertSign cannot be pinned here.
 */
const STRICTER: readonly string[] = ['4.4.19'];

const FOLDER = 'pki/nist-pkits';
/** Within the life of every certificate and list of the suite: 2010 to 2030. */
const AT = new Date('2020-06-01T00:00:00Z');

describe('given the tests of revocation of NIST PKITS (4.4)', () => {
  it('then each certificate is taken or refused as the suite says', async function () {
    const { tests } = JSON.parse(sharedText(this, `${FOLDER}/pkits-manifest.json`)) as { tests: Case[] };
    const der = (path: string) => sharedBytes(this, `${FOLDER}/${path}`);
    const verdicts: string[] = [];
    const cases = tests.filter(({ test_number }) => test_number.startsWith('4.4.'));
    for (const { test_number, name, certs, crls, should_validate } of cases) {
      const [leaf, ...above] = [...certs]
        .reverse()
        .map((cert) => readCertificate(der(`certs/${cert}.crt`)) as Certificate);
      const expected = should_validate && !STRICTER.includes(test_number) ? 'trusted' : 'refused';
      const verdict = await judge(
        leaf!,
        above,
        crls.map((crl) => der(`crls/${crl}.crl`)),
      );
      if (verdict !== expected) verdicts.push(`${test_number} ${name}: ${verdict}`);
    }
    expect(cases).to.have.length(21);
    expect(verdicts).to.deep.equal([]);
  });
});

async function judge(
  leaf: Certificate,
  above: readonly Certificate[],
  lists: readonly Buffer[],
): Promise<string> {
  const authorities = above.filter(
    ({ keyUsage, unknownCritical }) => keyUsage?.has('keyCertSign') === true && unknownCritical === undefined,
  );
  const revocation = createKnownLists({ authorities, mode: 'required', graceHours: 0, skewMinutes: 0 });
  for (const list of lists) await revocation.take(list, AT);
  const anchors = authorities.map(({ x509 }) => x509.toString());
  const fault = createTrust({ anchors, testCertificates: true, revocation }).check(leaf, AT);
  return fault === undefined ? 'trusted' : 'refused';
}
