import type { Log } from '../model/log.ts';
import { type CampaignHost, type CampaignRound, campaignRound } from '../records/enrolment/campaign-round.ts';

export interface EnrolmentSchedule {
  /** Does now what is due at an instant, after a round that is under way. Never throws: what fails is logged, and due again. */
  round(at: Date): Promise<void>;
  /** Ends after the persons who are being taken up. */
  close(): Promise<void>;
}

const PAUSE_MS = 60_000;

/** Does once a minute what is due of enrolments, the first time at once. What is due stands in the store, so it outlives the server. */
export function startEnrolmentSchedule({
  host,
  log,
  now = () => new Date(),
}: {
  readonly host: Omit<CampaignHost, 'stop'>;
  readonly log: Log;
  readonly now?: () => Date;
}): EnrolmentSchedule {
  const stopping = new AbortController();
  const stop = stopping.signal;
  let last: Promise<void> = Promise.resolve();
  const round = (at: Date): Promise<void> => {
    last = last.then(async () => {
      if (stop.aborted) return;
      try {
        tell(log, await campaignRound({ ...host, stop }, at.toISOString()));
      } catch (error) {
        log('error', 'enrolment round failed', { error: String(error) });
      }
    });
    return last;
  };
  void round(now());
  const timer = setInterval(() => void round(now()), PAUSE_MS);
  timer.unref();
  return {
    round,
    async close() {
      clearInterval(timer);
      stopping.abort();
      await last;
    },
  };
}

function tell(log: Log, done: CampaignRound): void {
  if (Object.values(done).some((count: number) => count > 0)) log('info', 'enrolment round', { ...done });
}
