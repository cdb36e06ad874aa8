import type { Certificate } from '../certificate.ts';
import { DerError } from '../der.ts';
import { nameKey } from '../distinguished-name.ts';
import { Remembered } from '../remember.ts';
import {
  type Revocation,
  type RevocationFault,
  type RevocationTarget,
  revocationTarget,
} from '../revocation/revocation.ts';
import { findPaths, type PinnedCertificates } from './find-paths.ts';
import type { PathInputs, ValidPath } from './validate-path.ts';

/** Why a certificate is not trusted. */
export type PathFault =
  | { readonly fault: 'unknown'; readonly detail: string }
  | { readonly fault: 'expired'; readonly detail: string }
  | RevocationFault;

export interface PathJudgeOptions {
  readonly pinned: PinnedCertificates;
  /** Asked at each judgement, for every certificate below the root. */
  readonly revocation: Revocation;
  /** Those of a server unless given. */
  readonly inputs?: PathInputs;
}

export interface PathJudge {
  /** @returns undefined when a path leads to a pinned root, all of it valid at that instant and nothing of it revoked. */
  faultOf(certificate: Certificate, at: Date): PathFault | undefined;
  /** The certificates of the paths that lead to a root, whenever they are valid: what revocation is asked for. */
  targets(certificate: Certificate): readonly RevocationTarget[];
}

/** What stays of a path. */
interface KnownPath {
  readonly root: string;
  readonly from: number;
  readonly until: number;
  readonly targets: readonly RevocationTarget[];
}

const REMEMBERED = 5000;

/**
 * Makes the judge of certificates. The paths of a certificate are remembered by its SHA-256; validity and revocation are asked
 * anew each time.
 */
export function createPathJudge({ pinned, revocation, inputs }: PathJudgeOptions): PathJudge {
  const remembered = new Remembered<readonly KnownPath[] | string>(REMEMBERED);

  const pathsOf = (certificate: Certificate): readonly KnownPath[] | string => {
    const known = remembered.get(certificate.thumbprint);
    if (known !== undefined) return known;
    const found = knownPaths(findPaths(certificate, pinned, inputs));
    remembered.set(certificate.thumbprint, found);
    return found;
  };

  /** @param asked signers of lists whose own status is being asked for. */
  const revocationFault = (
    { targets, root }: KnownPath,
    at: Date,
    asked: readonly string[],
  ): RevocationFault | undefined => {
    for (const target of targets) {
      const trusts = (signer: Certificate) =>
        asked.includes(signer.thumbprint)
          ? isNamedFor(target, signer)
          : trustsSigner(signer, root, at, asked);
      const fault = revocation.faultOf(target, trusts, at);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };

  const trustsSigner = (signer: Certificate, root: string, at: Date, asked: readonly string[]): boolean => {
    const { thumbprint } = signer;
    if (thumbprint === root) return true;
    const paths = pathsOf(signer);
    return (
      typeof paths !== 'string' &&
      paths.some(
        (path) =>
          path.root === root &&
          isInTime(path, at) &&
          revocationFault(path, at, [...asked, thumbprint]) === undefined,
      )
    );
  };

  return {
    faultOf(certificate, at) {
      const paths = pathsOf(certificate);
      if (typeof paths === 'string') return { fault: 'unknown', detail: paths };
      let fault: PathFault | undefined;
      for (const path of paths) {
        if (!isInTime(path, at)) continue;
        const revoked = revocationFault(path, at, []);
        if (revoked === undefined) return undefined;
        fault ??= revoked;
      }
      return fault ?? { fault: 'expired', detail: validityOf(certificate) };
    },
    targets(certificate) {
      const paths = pathsOf(certificate);
      return typeof paths === 'string' ? [] : paths.flatMap(({ targets }) => targets);
    },
  };
}

function knownPaths(found: readonly ValidPath[] | string): readonly KnownPath[] | string {
  if (typeof found === 'string') return found;
  try {
    return found.map(({ certificates, from, until }) => ({
      root: certificates[0]!.thumbprint,
      from,
      until,
      targets: certificates
        .slice(1)
        .map((certificate, above) => revocationTarget(certificate, certificates[above]!))
        .reverse(),
    }));
  } catch (error) {
    if (error instanceof DerError) return `malformed extension: ${error.message}`;
    throw error;
  }
}

/**
 * A signer of lists vouches for itself only where the authority that issued its certificate sends there for its status, by
 * cRLIssuer.
 */
function isNamedFor({ points }: RevocationTarget, signer: Certificate): boolean {
  const name = nameKey(signer.subject);
  return points.some(({ issuers }) => issuers?.includes(name) === true);
}

function isInTime({ from, until }: KnownPath, at: Date): boolean {
  return from <= at.getTime() && at.getTime() <= until;
}

function validityOf({ subjectText, notBefore, notAfter }: Certificate): string {
  return `${subjectText} valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}, path included`;
}
