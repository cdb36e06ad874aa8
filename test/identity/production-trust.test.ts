import { existsSync, readdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Context } from 'mocha';
import { readCertificate } from '../../src/identity/certificate.ts';
import { createTrust, isTestAuthority, readAuthorities } from '../../src/identity/certificate-path.ts';
import { pinnedCertificates } from '../../src/identity/path/find-paths.ts';
import { createPathJudge } from '../../src/identity/path/judge-path.ts';
import { NO_REVOCATION } from '../../src/identity/revocation/revocation.ts';
import { sharedText } from '../support/shared-data.ts';

const AUTHORITIES = 'pki/igc-sante-prod';
const FOLDER = new URL('../../../shared/data/pki/igc-sante-prod/', import.meta.url);
const AT = new Date('2026-11-22T12:00:00Z');
/** Certificates of official examples, each made for tests. */
const EXAMPLES = [
  'VIHF_DIRECTE_signe',
  'VIHF_INDIRECTE_signe',
  'VIHF_INDIRECTE_RENFORCEE_signe',
  'msg-00923ef0',
].map((name) => `identity/cps/${name}.cert.pem`);

function authoritiesOf(test: Context): string[] {
  const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.pem')) : [];
  if (names.length === 0) {
    console.log(`      skipped: ../shared/data/${AUTHORITIES} is not here`);
    test.skip();
  }
  return names.map((name) => sharedText(test, `${AUTHORITIES}/${name}`));
}

describe('given the authorities of IGC-Santé that are in production', () => {
  it('then three are roots, and a path leads from each of the six others to its own', function () {
    const pinned = pinnedCertificates(readAuthorities(authoritiesOf(this)));
    const judge = createPathJudge({ pinned, revocation: NO_REVOCATION });
    expect(pinned.roots).to.have.length(3);
    expect(pinned.issuing).to.have.length(6);
    for (const issuing of pinned.issuing) {
      expect(judge.faultOf(issuing, AT), issuing.subjectText).to.equal(undefined);
      const [target, ...more] = judge.targets(issuing);
      expect(more).to.deep.equal([]);
      const strength = /(FORT|STANDARD|ELEMENTAIRE)/.exec(issuing.subjectText)![1];
      expect(target!.issuer.subjectText).to.include(`CN=AC RACINE IGC-SANTE ${strength},`);
    }
  });

  it('then without its root an issuing one leads nowhere', function () {
    const all = readAuthorities(authoritiesOf(this));
    const { roots, issuing } = pinnedCertificates(all);
    for (const one of issuing) {
      const others = roots.filter(({ thumbprint }) => {
        const judge = createPathJudge({
          pinned: pinnedCertificates(all.filter((each) => each.thumbprint !== thumbprint)),
          revocation: NO_REVOCATION,
        });
        return judge.faultOf(one, AT)?.fault === 'unknown';
      });
      expect(others, one.subjectText).to.have.length(1);
    }
  });

  it('then none of them is taken for one of tests', function () {
    for (const { subjectText, test } of readAuthorities(authoritiesOf(this))) {
      expect([isTestAuthority(subjectText), test], subjectText).to.deep.equal([false, false]);
    }
  });

  it('then certificates made for tests are refused for that, whenever they are valid', function () {
    const anchors = authoritiesOf(this);
    const strict = createTrust({ anchors, testCertificates: false });
    const lax = createTrust({ anchors, testCertificates: true });
    for (const path of EXAMPLES) {
      const certificate = readCertificate(sharedText(this, path))!;
      for (const at of [AT, certificate.notBefore]) {
        const fault = strict.check(certificate, at);
        expect(fault, path).to.include({ fault: 'unknown' });
        expect(fault!.detail, path).to.include('is made for tests');
        // Where tests are welcome, its authority still has to be pinned.
        expect(lax.check(certificate, at)?.detail, path).to.include('no pinned authority issued');
      }
    }
  });
});
