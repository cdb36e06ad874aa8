import { type Certificate, readCertificate } from './certificate.ts';
import { formatName } from './distinguished-name.ts';
import { pinnedCertificates } from './path/find-paths.ts';
import { createPathJudge, type PathFault } from './path/judge-path.ts';
import { NO_REVOCATION, type Revocation } from './revocation/revocation.ts';

export type { PathFault } from './path/judge-path.ts';

/** The authorities that this server knows. Nothing that a caller sends is ever added to them. */
export interface Trust {
  readonly anchors: readonly string[];
  /** Asks OCSP responders, where there are any, about a certificate with a path: to be awaited before `check`. Never throws. */
  ask(certificate: Certificate, at: Date): Promise<void>;
  /**
   * @returns undefined when a path leads from the certificate to a pinned root, all of it valid at that instant and nothing of it
   *   revoked. Ask at each use: a revocation list that has come since changes the answer.
   */
  check(certificate: Certificate, at: Date): PathFault | undefined;
}

export interface TrustOptions {
  /** PEM of every authority, roots and issuing ones, and of certificates that sign revocation lists only. */
  readonly anchors: readonly string[];
  /** Whether certificates made for tests (category 0x8x, or a `TEST` or `SANDBOX` authority) are accepted. */
  readonly testCertificates: boolean;
  /** Asked at each check, for the certificate and for each authority below the root; nothing is revoked without. */
  readonly revocation?: Revocation;
}

/**
 * Builds the trust of a server: paths of RFC 5280 6.1 over the pinned authorities, for certificates of holders only. Where no
 * certificates of tests are accepted, authorities of tests lead nowhere, pinned or not.
 * @throws Error when an anchor is not a usable authority: a server must not start with it.
 */
export function createTrust({ anchors, testCertificates, revocation = NO_REVOCATION }: TrustOptions): Trust {
  const refused = (certificate: Certificate) => !testCertificates && isForTests(certificate);
  const pinned = readAuthorities(anchors).filter((authority) => !refused(authority));
  const judge = createPathJudge({ pinned: pinnedCertificates(pinned), revocation });
  return {
    anchors,
    ask: (certificate, at) => revocation.ask(judge.targets(certificate), at),
    check(certificate, at) {
      const { subjectText, authority } = certificate;
      if (authority) return { fault: 'unknown', detail: `${subjectText} is an authority` };
      if (refused(certificate)) return { fault: 'unknown', detail: `${subjectText} is made for tests` };
      return judge.faultOf(certificate, at);
    },
  };
}

/**
 * Reads pinned authorities, and certificates that sign revocation lists only (RFC 5280 6.3.3 f).
 * @param anchors PEM, one certificate each.
 * @throws Error when one is neither.
 */
export function readAuthorities(anchors: readonly string[]): readonly Certificate[] {
  return anchors.map((pem) => {
    const authority = readCertificate(pem);
    if (authority === undefined || !(mayIssue(authority) || maySignLists(authority))) {
      throw new Error(`not an authority certificate: ${authority?.subjectText ?? pem.slice(0, 40)}`);
    }
    return authority;
  });
}

function mayIssue({ authority, keyUsage, unknownCritical }: Certificate): boolean {
  return authority && keyUsage?.has('keyCertSign') === true && unknownCritical === undefined;
}

function maySignLists({ keyUsage, unknownCritical }: Certificate): boolean {
  return keyUsage?.has('cRLSign') === true && unknownCritical === undefined;
}

/** Category 0x8x, or by an authority of tests, or one itself. */
function isForTests({ test, subjectText, issuer, authority }: Certificate): boolean {
  return test || isTestAuthority(formatName(issuer)) || (authority && isTestAuthority(subjectText));
}

/** Whether the name of an authority says that what it issues is for tests. */
export function isTestAuthority(name: string): boolean {
  return /(^|[ =,+])(TEST|SANDBOX) |IGC-SANTE (TEST|SANDBOX)/.test(name);
}
