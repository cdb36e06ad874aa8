import { type Certificate, readCertificate } from './certificate.ts';
import { sameName } from './distinguished-name.ts';
import { Remembered } from './remember.ts';
import { NO_REVOCATION, type Revocation, type RevocationFault } from './revocation/revocation.ts';

/** Why a certificate is not trusted. */
export type PathFault =
  | { readonly fault: 'unknown'; readonly detail: string }
  | { readonly fault: 'expired'; readonly detail: string }
  | RevocationFault;

/** The authorities that this server knows. Nothing that a caller sends is ever added to them. */
export interface Trust {
  readonly anchors: readonly string[];
  /**
   * @returns undefined when a path leads from the certificate to a pinned root, all of it valid at that instant and nothing of it
   *   revoked. Ask at each use: a revocation list that has come since changes the answer.
   */
  check(certificate: Certificate, at: Date): PathFault | undefined;
}

export interface TrustOptions {
  /** PEM of every authority, roots and issuing ones. */
  readonly anchors: readonly string[];
  /** Whether certificates made for tests (category 0x8x, or a `TEST` or `SANDBOX` authority) are accepted. */
  readonly testCertificates: boolean;
  /** Asked at each check, for the certificate and for each authority below the root; nothing is revoked without. */
  readonly revocation?: Revocation;
}

const LONGEST_PATH = 4;
const REMEMBERED = 5000;

/** A certificate of a path and the authority that issued it. */
interface Link {
  readonly certificate: Pick<Certificate, 'serial' | 'subjectText'>;
  readonly issuer: Certificate;
}

interface Path {
  readonly from: number;
  readonly until: number;
  /** The leaf's first, that of the authority below the root last. */
  readonly links: readonly Link[];
}

/**
 * Builds the trust of a server. The path is leaf, issuing authority, root: names, signatures, basicConstraints,
 * keyCertSign and pathLen (RFC 5280 6.1), without policies. A certificate's path is remembered by its SHA-256; validity and
 * revocation are asked anew each time.
 * @throws Error when an anchor is not a usable authority: a server must not start with it.
 */
export function createTrust({ anchors, testCertificates, revocation = NO_REVOCATION }: TrustOptions): Trust {
  const authorities = readAuthorities(anchors);
  const remembered = new Remembered<Path | string>(REMEMBERED);

  const pathOf = (certificate: Certificate): Path | string => {
    const known = remembered.get(certificate.thumbprint);
    if (known !== undefined) return known;
    const found = findPath(certificate, authorities, testCertificates);
    remembered.set(certificate.thumbprint, found);
    return found;
  };

  return {
    anchors,
    check(certificate, at) {
      const path = pathOf(certificate);
      if (typeof path === 'string') return { fault: 'unknown', detail: path };
      const time = at.getTime();
      if (time < path.from || time > path.until) {
        return {
          fault: 'expired',
          detail: `${certificate.subjectText} valid from ${certificate.notBefore.toISOString()} to ${certificate.notAfter.toISOString()}, path included`,
        };
      }
      for (const link of path.links) {
        const fault = revocation.faultOf(link.certificate, link.issuer, at);
        if (fault !== undefined) return fault;
      }
      return undefined;
    },
  };
}

/**
 * Reads pinned authorities.
 * @param anchors PEM, one certificate each.
 * @throws Error when one is not a usable authority.
 */
export function readAuthorities(anchors: readonly string[]): readonly Certificate[] {
  return anchors.map((pem) => {
    const authority = readCertificate(pem);
    if (authority === undefined || !mayIssue(authority)) {
      throw new Error(`not an authority certificate: ${authority?.subjectText ?? pem.slice(0, 40)}`);
    }
    return authority;
  });
}

function mayIssue(certificate: Certificate): boolean {
  return (
    certificate.authority &&
    certificate.keyUsage?.has('keyCertSign') === true &&
    certificate.unknownCritical === undefined
  );
}

/** Whether the name of an authority says that what it issues is for tests. */
export function isTestAuthority(name: string): boolean {
  return /(^|[ =,+])(TEST|SANDBOX) |IGC-SANTE (TEST|SANDBOX)/.test(name);
}

function findPath(
  leaf: Certificate,
  authorities: readonly Certificate[],
  testCertificates: boolean,
): Path | string {
  if (leaf.authority) return `${leaf.subjectText} is an authority`;
  if (leaf.unknownCritical !== undefined) return `critical extension ${leaf.unknownCritical}`;
  if (leaf.test && !testCertificates) return `${leaf.subjectText} is a test certificate`;
  let [from, until] = [leaf.notBefore.getTime(), leaf.notAfter.getTime()];
  let current = leaf;
  const links: Link[] = [];
  for (let below = 0; below < LONGEST_PATH; below++) {
    const issuer = authorities.find((authority) => issued(authority, current, below));
    if (issuer === undefined) return `no pinned authority issued ${current.subjectText}`;
    if (isTestAuthority(issuer.subjectText) && !testCertificates)
      return `${issuer.subjectText} is a test authority`;
    from = Math.max(from, issuer.notBefore.getTime());
    until = Math.min(until, issuer.notAfter.getTime());
    const { serial, subjectText } = current;
    links.push({ certificate: { serial, subjectText }, issuer });
    if (sameName(issuer.subject, issuer.issuer)) {
      return issuer.x509.verify(issuer.x509.publicKey) ? { from, until, links } : 'root not signed by itself';
    }
    current = issuer;
  }
  return 'path too long';
}

/** @param below how many authorities stand between this one and the leaf. */
function issued(authority: Certificate, certificate: Certificate, below: number): boolean {
  return (
    certificate.x509.checkIssued(authority.x509) &&
    sameName(authority.subject, certificate.issuer) &&
    (authority.pathLength === undefined || authority.pathLength >= below) &&
    certificate.x509.verify(authority.x509.publicKey)
  );
}
