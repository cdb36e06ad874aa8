import { randomBytes } from 'node:crypto';
import type { Certificate } from '../../certificate.ts';
import { fetchOctets } from '../fetch-octets.ts';
import type { RevocationTarget } from '../revocation.ts';
import { certificateIdOf } from './certificate-id.ts';
import { checkOcspAnswer } from './check-answer.ts';
import type { SingleAnswer } from './ocsp-answer.ts';
import { NONCE_LENGTH, writeOcspRequest } from './ocsp-request.ts';

/** Who is asked, and what counts as an answer. */
export interface Responders {
  /** Addresses, the first that gives an answer counts. Those that certificates name are never asked. */
  readonly urls: readonly string[];
  /** How long after its nextUpdate an answer still says that a certificate is good. */
  readonly graceHours: number;
  readonly skewMinutes: number;
  /** How long a responder is waited for, milliseconds. */
  readonly longestWait?: number;
  /** Why a responder that is not marked `nocheck` is not to be trusted at an instant. */
  readonly responderFault: (responder: Certificate, issuer: Certificate, at: Date) => string | undefined;
}

const LARGEST = 64 * 1024;
const USUAL_WAIT = 5_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** After silence a responder is left alone this long, milliseconds. */
export const PAUSE = MINUTE / 2;
/** How long an answer without nextUpdate counts: its responder has a newer one at any time (RFC 6960 4.2.2.1). */
const WITHOUT_END = 10 * MINUTE;

/** That a certificate is revoked has no end. */
export function isOver(
  { status, nextUpdate, thisUpdate }: SingleAnswer,
  at: Date,
  graceHours: number,
): boolean {
  const end = nextUpdate?.getTime() ?? thisUpdate.getTime() + WITHOUT_END;
  return status !== 'revoked' && at.getTime() > end + graceHours * HOUR;
}

/**
 * @param unreached until when responders are left alone, milliseconds: one that is gone is not waited for again by each certificate.
 * @returns why there is no answer that can be used otherwise.
 */
export async function askResponders(
  target: RevocationTarget,
  at: Date,
  { urls, skewMinutes, graceHours, longestWait = USUAL_WAIT, responderFault }: Responders,
  unreached: Map<string, number>,
): Promise<SingleAnswer | string> {
  const id = certificateIdOf(target);
  const { issuer } = target;
  const faults: string[] = [];
  for (const url of urls) {
    if (at.getTime() < (unreached.get(url) ?? 0)) {
      faults.push(`${url}: not reached before`);
      continue;
    }
    const nonce = randomBytes(NONCE_LENGTH);
    const post = { octets: new Uint8Array(writeOcspRequest(id, nonce)), type: 'application/ocsp-request' };
    const fetched = await fetchOctets(url, { most: LARGEST, longestWait, post });
    if ('why' in fetched) {
      if (!fetched.reached) unreached.set(url, at.getTime() + PAUSE);
      faults.push(`${url}: ${fetched.why}`);
      continue;
    }
    const revocationOf = (responder: Certificate, by: Certificate) => responderFault(responder, by, at);
    const answer = checkOcspAnswer(fetched, { id, nonce, issuer, at, skewMinutes, revocationOf });
    if (typeof answer !== 'string' && !isOver(answer, at, graceHours)) return answer;
    faults.push(`${url}: ${typeof answer === 'string' ? answer : 'it has ended'}`);
  }
  return faults.join('; ');
}
