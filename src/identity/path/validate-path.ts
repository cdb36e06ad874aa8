import type { KeyObject } from 'node:crypto';
import type { Certificate } from '../certificate.ts';
import { DerError } from '../der.ts';
import { nameKey } from '../distinguished-name.ts';
import { isProven, PROOF_ALGORITHMS, type ProofAlgorithm } from '../proof.ts';
import { publicKeyOf } from '../public-key.ts';
import { type NameConstraints, nameConstraintsOf, nameFault } from './name-constraints.ts';
import { ANY_POLICY_WANTED, type PolicyInputs, PolicyState } from './policy-state.ts';

/** What the user of a path brings to it. */
export interface PathInputs {
  readonly policies: PolicyInputs;
  /** Signature algorithms that are taken, by OID. */
  readonly algorithms: ReadonlyMap<string, ProofAlgorithm>;
}

/** No policy is asked for; algorithms of today. */
export const USUAL_INPUTS: PathInputs = { policies: ANY_POLICY_WANTED, algorithms: PROOF_ALGORITHMS };

/** A path that holds at some instants. Revocation is not looked at. */
export interface ValidPath {
  /** The root first, the certificate asked about last. */
  readonly certificates: readonly Certificate[];
  /** The instants at which all of it is valid, milliseconds. */
  readonly from: number;
  readonly until: number;
  /** Policies of the user's that it holds under: anyPolicy where none is asked for and none is named. */
  readonly policies: ReadonlySet<string>;
}

/**
 * Validates a path (RFC 5280 6.1): names, signatures, basicConstraints, path length, key usage, name constraints, policies,
 * critical extensions. A pinned root is held to its own validity, path length and name constraints too.
 * @param certificates the pinned root first, its signature not looked at; the certificate asked about last.
 * @returns the path, or why it does not hold, a word or two for the log.
 */
export function validatePath(
  certificates: readonly Certificate[],
  inputs: PathInputs = USUAL_INPUTS,
): ValidPath | string {
  try {
    return walk(certificates, inputs);
  } catch (error) {
    if (error instanceof DerError) return `malformed extension: ${error.message}`;
    throw error;
  }
}

function walk(
  certificates: readonly Certificate[],
  { policies, algorithms }: PathInputs,
): ValidPath | string {
  const [root, ...rest] = certificates;
  const last = rest.pop();
  if (root === undefined || last === undefined) return 'nothing below the root';
  const state = new WalkState(root, algorithms);
  const policyState = new PolicyState(rest.length + 1, policies);
  for (const authority of rest) {
    const selfIssued = isSelfIssued(authority);
    const fault =
      state.chainFault(authority) ??
      (selfIssued ? undefined : nameFault(authority, state.constraints)) ??
      policyState.addAuthority(authority, selfIssued) ??
      state.addAuthority(authority, selfIssued);
    if (fault !== undefined) return fault;
  }
  const fault = state.chainFault(last) ?? nameFault(last, state.constraints);
  if (fault !== undefined) return fault;
  const held = policyState.addLast(last);
  if (typeof held === 'string') return held;
  const from = Math.max(...certificates.map(({ notBefore }) => notBefore.getTime()));
  const until = Math.min(...certificates.map(({ notAfter }) => notAfter.getTime()));
  return { certificates, from, until, policies: held };
}

/** An authority's certificate for itself: a root, or one that joins a former and a new key (RFC 5280 6.1). */
export function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return nameKey(subject) === nameKey(issuer);
}

/** The working issuer of RFC 5280 6.1.2: its name, key, path length, and the name constraints of all above. */
class WalkState {
  readonly constraints: NameConstraints[] = [];
  private readonly algorithms: ReadonlyMap<string, ProofAlgorithm>;
  private issuer: Certificate;
  private key: KeyObject | undefined;
  private pathLength: number;

  constructor(root: Certificate, algorithms: ReadonlyMap<string, ProofAlgorithm>) {
    this.algorithms = algorithms;
    this.issuer = root;
    this.key = publicKeyOf(root, undefined);
    this.pathLength = root.pathLength ?? Number.POSITIVE_INFINITY;
    this.constrain(root);
  }

  /** 6.1.3 a 1 and 4, 6.1.4 o, 6.1.5 e. */
  chainFault(certificate: Certificate): string | undefined {
    const { subjectText, issuer, proof, unknownCritical } = certificate;
    if (issuer.length === 0 || nameKey(issuer) !== nameKey(this.issuer.subject)) {
      return `${subjectText} is not of ${this.issuer.subjectText}`;
    }
    if (this.key === undefined || !isProven(proof, this.key, this.algorithms)) {
      return `${subjectText} is not signed by ${this.issuer.subjectText}`;
    }
    return unknownCritical === undefined
      ? undefined
      : `critical extension ${unknownCritical} of ${subjectText}`;
  }

  /** 6.1.4 d to g, k to n. */
  addAuthority(certificate: Certificate, selfIssued: boolean): string | undefined {
    const { authority, keyUsage, subjectText, pathLength } = certificate;
    if (!authority) return `${subjectText} is no authority`;
    if (keyUsage?.has('keyCertSign') === false) return `${subjectText} may not sign certificates`;
    if (!selfIssued) {
      if (this.pathLength <= 0) return `path too long at ${subjectText}`;
      this.pathLength--;
    }
    this.pathLength = Math.min(this.pathLength, pathLength ?? Number.POSITIVE_INFINITY);
    this.constrain(certificate);
    this.key = publicKeyOf(certificate, this.key);
    this.issuer = certificate;
    return undefined;
  }

  private constrain(certificate: Certificate): void {
    const constraints = nameConstraintsOf(certificate);
    if (constraints !== undefined) this.constraints.push(constraints);
  }
}
