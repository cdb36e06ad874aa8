import type { Certificate } from '../../certificate.ts';
import { DerError } from '../../der.ts';
import { nameKey } from '../../distinguished-name.ts';
import { validatePath } from '../../path/validate-path.ts';
import { isProven } from '../../proof.ts';
import { publicKeyOf } from '../../public-key.ts';
import { type CertificateId, keyHashOf } from './certificate-id.ts';
import { type OcspAnswer, readOcspAnswer, type SingleAnswer } from './ocsp-answer.ts';

/** What was asked, and of whose certificate. */
export interface OcspQuestion {
  readonly id: CertificateId;
  readonly nonce: Buffer;
  /** The pinned authority that issued it. */
  readonly issuer: Certificate;
  readonly at: Date;
  /** How far the clock of the responder may be ahead. */
  readonly skewMinutes: number;
  /** Why a responder that is not marked `nocheck` is not to be trusted now. */
  readonly revocationOf: (responder: Certificate, issuer: Certificate) => string | undefined;
}

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const NO_CHECK = '1.3.6.1.5.5.7.48.1.5';
const MINUTE = 60_000;

/**
 * Verifies an answer (RFC 6960 3.2): it speaks of the certificate, is signed by its issuer or by a responder that the issuer named
 * itself, gives back the nonce if it gives one, and is not of the future.
 * @param octets what the responder sent.
 * @returns what it says of the certificate, or why it says nothing, for the log. Whether it is too old is not judged here.
 */
export function checkOcspAnswer(octets: Buffer, question: OcspQuestion): SingleAnswer | string {
  const answer = readOcspAnswer(octets);
  if (typeof answer === 'string') return answer;
  try {
    return check(answer, question);
  } catch (error) {
    if (error instanceof DerError) return `malformed certificate: ${error.message}`;
    throw error;
  }
}

function check(answer: OcspAnswer, question: OcspQuestion): SingleAnswer | string {
  const { id, nonce, at, skewMinutes } = question;
  const fault = signatureFault(answer, question);
  if (fault !== undefined) return fault;
  if (answer.nonce !== undefined && !answer.nonce.equals(nonce))
    return 'the answer to another question (nonce)';
  const single = answer.answers.find((one) => one.id !== undefined && sameId(one.id, id));
  if (single === undefined) return 'it speaks of other certificates';
  const { thisUpdate, nextUpdate } = single;
  if (thisUpdate.getTime() > at.getTime() + skewMinutes * MINUTE) return 'it is of the future';
  return nextUpdate !== undefined && nextUpdate < thisUpdate ? 'it ends before it begins' : single;
}

function sameId(left: CertificateId, right: CertificateId): boolean {
  return left.nameHash === right.nameHash && left.keyHash === right.keyHash && left.serial === right.serial;
}

function signatureFault(answer: OcspAnswer, question: OcspQuestion): string | undefined {
  let fault: string | undefined = 'its responder is not known';
  for (const responder of [question.issuer, ...answer.certificates]) {
    if (!isNamed(answer, responder)) continue;
    fault = responderFault(answer, responder, question);
    if (fault === undefined) return undefined;
  }
  return fault;
}

function responderFault(
  answer: OcspAnswer,
  responder: Certificate,
  question: OcspQuestion,
): string | undefined {
  const { issuer } = question;
  const fault = responder === issuer ? undefined : delegationFault(responder, question);
  if (fault !== undefined) return fault;
  const key = publicKeyOf(responder, publicKeyOf(issuer, undefined));
  return key !== undefined && isProven(answer.proof, key) ? undefined : 'not signed by its responder';
}

function isNamed({ responder }: OcspAnswer, { subject, keyInfo }: Certificate): boolean {
  return 'name' in responder ? nameKey(subject) === responder.name : keyHashOf(keyInfo) === responder.keyHash;
}

/** RFC 6960 4.2.2.2: issued by the very authority whose certificates it speaks of, for that, in time and not revoked. */
function delegationFault(
  responder: Certificate,
  { issuer, at, revocationOf }: OcspQuestion,
): string | undefined {
  const path = validatePath([issuer, responder]);
  if (typeof path === 'string') return `responder: ${path}`;
  if (at.getTime() < path.from || at.getTime() > path.until) return 'responder: not valid now';
  if (responder.extendedUsage?.has(OCSP_SIGNING) !== true) return 'responder: not made for OCSP';
  if (responder.keyUsage?.has('digitalSignature') === false) return 'responder: may not sign';
  const unchecked = responder.extensions.has(NO_CHECK);
  const fault = unchecked ? undefined : revocationOf(responder, issuer);
  return fault === undefined ? undefined : `responder: ${fault}`;
}
