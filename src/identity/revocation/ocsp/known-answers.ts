import { randomBytes } from 'node:crypto';
import type { Log } from '../../../model/log.ts';
import type { Certificate } from '../../certificate.ts';
import { Remembered } from '../../remember.ts';
import { fetchOctets } from '../fetch-octets.ts';
import type { RevocationTarget } from '../revocation.ts';
import { certificateIdOf } from './certificate-id.ts';
import { checkOcspAnswer } from './check-answer.ts';
import type { SingleAnswer } from './ocsp-answer.ts';
import { NONCE_LENGTH, writeOcspRequest } from './ocsp-request.ts';

export interface KnownAnswersOptions {
  /** Responders, the first that gives an answer counts. Those that certificates name are never asked. */
  readonly urls: readonly string[];
  /** How old an answer becomes before the responder is asked again, beside the requests. */
  readonly intervalMinutes: number;
  /** How long after its nextUpdate an answer still says that a certificate is good. */
  readonly graceHours: number;
  readonly skewMinutes: number;
  /** How long a responder is waited for, milliseconds. */
  readonly longestWait?: number;
  /** Why a responder that is not marked `nocheck` is not to be trusted at an instant. */
  readonly responderFault: (responder: Certificate, issuer: Certificate, at: Date) => string | undefined;
  readonly log: Log;
}

/** What responders have answered about certificates. */
export interface KnownAnswers {
  /** Asks about those of which nothing fresh is known; waits only for those of which nothing counts any more. Never throws. */
  ask(targets: readonly RevocationTarget[], at: Date): Promise<void>;
  /** What counts at that instant: undefined where responders are silent or do not know the certificate. */
  statusOf(target: RevocationTarget, at: Date): Pick<SingleAnswer, 'status' | 'revokedAt'> | undefined;
}

interface Known {
  readonly answer: SingleAnswer | undefined;
  /** When it was last asked about, milliseconds. */
  readonly askedAt: number;
  /** Whether that was answered. */
  readonly answered: boolean;
}

const REMEMBERED = 5000;
const LARGEST = 64 * 1024;
const USUAL_WAIT = 5_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** After silence a responder has this long before it is asked about the same certificate again. */
const PAUSE = MINUTE / 2;
/** How long an answer without nextUpdate counts: its responder has a newer one at any time (RFC 6960 4.2.2.1). */
const WITHOUT_END = 10 * MINUTE;

/** Makes an empty memory of answers. It outlives no restart: responders are asked again. */
export function createKnownAnswers(options: KnownAnswersOptions): KnownAnswers {
  const { intervalMinutes, graceHours, log } = options;
  const known = new Remembered<Known>(REMEMBERED);
  const asking = new Map<string, Promise<void>>();
  let told = '';

  const tell = (fault: string) => {
    if (fault === told) return;
    if (fault === '') log('info', 'OCSP answers again', {});
    else log('warn', 'no OCSP answer', { why: fault });
    told = fault;
  };

  const counting = (target: RevocationTarget, at: Date): SingleAnswer | undefined => {
    const answer = known.get(keyOf(target))?.answer;
    if (answer === undefined || answer.status === 'unknown') return undefined;
    return isOver(answer, at, graceHours) ? undefined : answer;
  };

  const isDue = (target: RevocationTarget, at: Date): boolean => {
    const last = known.get(keyOf(target));
    const pause = last?.answered === true ? intervalMinutes * MINUTE : PAUSE;
    return last === undefined || at.getTime() - last.askedAt >= pause;
  };

  const askOne = async (target: RevocationTarget, at: Date): Promise<void> => {
    const former = known.get(keyOf(target))?.answer;
    const found = await askResponders(target, at, options);
    const answered = typeof found !== 'string';
    tell(answered ? '' : found);
    const newer = answered && (former === undefined || former.thisUpdate <= found.thisUpdate);
    known.set(keyOf(target), { answer: newer ? found : former, askedAt: at.getTime(), answered });
  };

  const inFlight = (target: RevocationTarget, at: Date): Promise<void> | undefined => {
    const key = keyOf(target);
    const running = asking.get(key);
    if (running !== undefined || !isDue(target, at)) return running;
    const started = askOne(target, at)
      .catch((error: unknown) => log('error', 'OCSP', { error: String(error) }))
      .finally(() => asking.delete(key));
    asking.set(key, started);
    return started;
  };

  return {
    async ask(targets, at) {
      const waited = targets.map((target) => {
        const running = inFlight(target, at);
        return counting(target, at) === undefined ? running : undefined;
      });
      await Promise.all(waited);
    },
    statusOf: counting,
  };
}

/** That a certificate is revoked has no end. */
function isOver({ status, nextUpdate, thisUpdate }: SingleAnswer, at: Date, graceHours: number): boolean {
  const end = nextUpdate?.getTime() ?? thisUpdate.getTime() + WITHOUT_END;
  return status !== 'revoked' && at.getTime() > end + graceHours * HOUR;
}

function keyOf({ issuer, serial }: RevocationTarget): string {
  return `${issuer.thumbprint} ${serial}`;
}

/** @returns why there is no answer that can be used otherwise. */
async function askResponders(
  target: RevocationTarget,
  at: Date,
  { urls, skewMinutes, graceHours, longestWait = USUAL_WAIT, responderFault }: KnownAnswersOptions,
): Promise<SingleAnswer | string> {
  const id = certificateIdOf(target);
  const { issuer } = target;
  const faults: string[] = [];
  for (const url of urls) {
    const nonce = randomBytes(NONCE_LENGTH);
    const post = { octets: new Uint8Array(writeOcspRequest(id, nonce)), type: 'application/ocsp-request' };
    const octets = await fetchOctets(url, { most: LARGEST, longestWait, post });
    const answer =
      typeof octets === 'string'
        ? octets
        : checkOcspAnswer(octets, {
            id,
            nonce,
            issuer,
            at,
            skewMinutes,
            revocationOf: (responder, by) => responderFault(responder, by, at),
          });
    if (typeof answer !== 'string' && !isOver(answer, at, graceHours)) return answer;
    faults.push(`${url}: ${typeof answer === 'string' ? answer : 'it has ended'}`);
  }
  return faults.join('; ');
}
