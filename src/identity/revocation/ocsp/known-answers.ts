import type { Log } from '../../../model/log.ts';
import type { Certificate } from '../../certificate.ts';
import { Remembered } from '../../remember.ts';
import type { RevocationTarget } from '../revocation.ts';
import { askResponders, isOver, PAUSE, type Responders } from './ask-responders.ts';
import type { SingleAnswer } from './ocsp-answer.ts';

export interface KnownAnswersOptions extends Responders {
  /** How old an answer becomes before the responder is asked again, beside the requests. */
  readonly intervalMinutes: number;
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
const MINUTE = 60_000;

/** Makes an empty memory of answers. It outlives no restart: responders are asked again. */
export function createKnownAnswers(options: KnownAnswersOptions): KnownAnswers {
  const { intervalMinutes, graceHours, log } = options;
  const known = new Remembered<Known>(REMEMBERED);
  const asking = new Map<string, Promise<void>>();
  /** What was told last of each authority's certificates, and until when a responder that was not reached is left alone. */
  const told = new Map<string, string>();
  const unreached = new Map<string, number>();

  const tell = ({ thumbprint, subjectText }: Certificate, fault: string) => {
    if (fault === (told.get(thumbprint) ?? '')) return;
    if (fault === '') log('info', 'OCSP answers again', { authority: subjectText });
    else log('warn', 'no OCSP answer', { authority: subjectText, why: fault });
    told.set(thumbprint, fault);
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
    const found = await askResponders(target, at, options, unreached);
    const answered = typeof found !== 'string';
    tell(target.issuer, answered ? '' : found);
    const answer = answered && counts(found, former) ? found : former;
    known.set(keyOf(target), { answer, askedAt: at.getTime(), answered });
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

/**
 * Whether an answer takes the place of the former one. That a certificate is revoked stays until a newer answer says that it is
 * good, which ends a hold (RFC 5280 5.3.1): a responder that does not know it any more does not take that back.
 */
function counts(found: SingleAnswer, former: SingleAnswer | undefined): boolean {
  if (former === undefined) return true;
  if (former.status === 'revoked') return found.status !== 'unknown' && found.thisUpdate > former.thisUpdate;
  if (former.status === 'unknown' && found.status === 'revoked') return true;
  return found.thisUpdate >= former.thisUpdate;
}

function keyOf({ issuer, serial }: RevocationTarget): string {
  return `${issuer.thumbprint} ${serial}`;
}
