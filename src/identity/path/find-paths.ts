import type { Certificate } from '../certificate.ts';
import { nameKey } from '../distinguished-name.ts';
import {
  isSelfIssued,
  type PathInputs,
  USUAL_INPUTS,
  type ValidPath,
  validatePath,
} from './validate-path.ts';

/** The certificates that paths are built of. Nothing that a caller sends is ever among them. */
export interface PinnedCertificates {
  /** Where a path ends. */
  readonly roots: readonly Certificate[];
  /** Those between, and signers of revocation lists. */
  readonly issuing: readonly Certificate[];
}

/** Certificates of a path, root and last one counted: IGC-Santé has three. */
const LONGEST_PATH = 8;
/** Paths of one certificate that are validated: several only where an authority has several keys. */
const MOST_PATHS = 64;

/**
 * Builds every path from a certificate to a root and validates each (RFC 5280 6.1, RFC 4158).
 * @returns those that hold, the shortest first, or why the last that was tried does not.
 */
export function findPaths(
  certificate: Certificate,
  pinned: PinnedCertificates,
  inputs: PathInputs = USUAL_INPUTS,
): readonly ValidPath[] | string {
  const found: ValidPath[] = [];
  let fault = `no pinned authority issued ${certificate.subjectText}`;
  let tried = 0;
  let open: (readonly Certificate[])[] = [[certificate]];
  while (open.length > 0) {
    const longer: (readonly Certificate[])[] = [];
    for (const path of open) {
      const top = path[0]!;
      const name = nameKey(top.issuer);
      for (const root of pinned.roots) {
        if (nameKey(root.subject) !== name || root.thumbprint === top.thumbprint) continue;
        if (++tried > MOST_PATHS) return found.length > 0 ? found : 'too many paths';
        const valid = validatePath([root, ...path], inputs);
        if (typeof valid === 'string') fault = valid;
        else found.push(valid);
      }
      if (path.length >= LONGEST_PATH - 1) continue;
      for (const issuer of pinned.issuing) {
        const known = path.some(({ thumbprint }) => thumbprint === issuer.thumbprint);
        if (!known && nameKey(issuer.subject) === name) longer.push([issuer, ...path]);
      }
    }
    open = longer.slice(0, MOST_PATHS);
  }
  return found.length > 0 ? found : fault;
}

/** Tells roots, which sign themselves, from the authorities below them. */
export function pinnedCertificates(certificates: readonly Certificate[]): PinnedCertificates {
  const roots = certificates.filter(isRoot);
  return { roots, issuing: certificates.filter((certificate) => !roots.includes(certificate)) };
}

function isRoot(certificate: Certificate): boolean {
  const mayIssue = certificate.authority && certificate.keyUsage?.has('keyCertSign') !== false;
  return mayIssue && isSelfIssued(certificate) && signsItself(certificate);
}

function signsItself({ x509 }: Certificate): boolean {
  try {
    return x509.verify(x509.publicKey);
  } catch {
    return false;
  }
}
