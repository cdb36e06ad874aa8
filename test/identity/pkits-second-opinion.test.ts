import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { needOpenssl } from '../support/made-lists.ts';
import { PKITS_AT, type PkitsCase, pkitsCases, pkitsFile, pkitsPolicies } from '../support/pkits.ts';

/**
 * Where OpenSSL refuses what the suite and we take: parameters of a DSA key that its issuer has (4.1.5), and a signer of lists whose
 * own status its authority has put on its own list (4.14.30).
 */
const STRICTER: readonly string[] = ['4.1.5', '4.14.30'];

/**
 * Our verdicts are those of the suite (`pkits.test.ts`), so that what differs here is where OpenSSL and we differ.
 */
describe('given the certificate paths of NIST PKITS, and OpenSSL', () => {
  it('then both take and refuse the same, but for two', function () {
    needOpenssl(this);
    const cases = pkitsCases();
    if (cases === undefined) return this.skip();
    const folder = mkdtempSync(join(tmpdir(), 'carnet-pkits-'));
    try {
      const different = cases.filter((one) => opinionOf(one, folder) !== one.should_validate);
      expect(different.map(({ test_number }) => test_number)).to.deep.equal(STRICTER);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

const OPTIONS =
  '-CAfile root.pem -untrusted between.pem -CRLfile lists.pem -crl_check_all -extended_crl -use_deltas';

function opinionOf(one: PkitsCase, folder: string): boolean {
  const write = (file: string, ...pems: readonly string[]) =>
    writeFileSync(join(folder, file), pems.join(''));
  const [root, ...rest] = one.certs.map((name) => pem('CERTIFICATE', pkitsFile('certs', name)));
  write('leaf.pem', rest.pop()!);
  write('root.pem', root!);
  // An empty file is no list of certificates to it.
  write('between.pem', ...(rest.length === 0 ? [root!] : rest));
  write('lists.pem', ...one.crls.map((name) => pem('X509 CRL', pkitsFile('crls', name))));
  const wanted = pkitsPolicies(one.SetInitialPolicySet ?? ['anyPolicy']);
  const run = spawnSync(
    'openssl',
    [
      'verify',
      ...OPTIONS.split(' '),
      ...['-attime', `${PKITS_AT.getTime() / 1000}`, '-auth_level', '0', '-policy_check'],
      ...(one.SetInitialExplicitPolicy === true ? ['-explicit_policy'] : []),
      ...(one.SetInitialPolicyMappingInhibit === true ? ['-inhibit_map'] : []),
      ...(one.SetInitialInhibitAnyPolicy === true ? ['-inhibit_any'] : []),
      ...wanted.flatMap((policy) => ['-policy', policy]),
      'leaf.pem',
    ],
    { cwd: folder },
  );
  return run.status === 0;
}

function pem(kind: string, der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN ${kind}-----\n${lines}\n-----END ${kind}-----\n`;
}
