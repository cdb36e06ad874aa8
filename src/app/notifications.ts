import type { NotificationSettings } from '../config.ts';
import type { Log } from '../model/log.ts';
import { type Delivery, deliverDue } from '../notification/deliver.ts';
import { folderPost } from '../notification/folder-post.ts';
import { removeLeft } from '../notification/keep-file.ts';
import { smtpPost } from '../notification/smtp-post.ts';
import { queueStatements } from '../notification/statements.ts';
import type { Store } from '../store/store.ts';

/** What delivers the notifications of a server. */
export interface Notifying {
  /** Delivers what is due now instead of within seconds. */
  deliver(): Promise<void>;
  /** Lets the mail under way end. What is left waits in the store. */
  close(): Promise<void>;
}

const PAUSE_MS = 5_000;
const HOUR_MS = 3_600_000;

/**
 * Starts delivering notifications, and queueing the yearly statements. All that is to be done stands in the store: whatever a
 * server that stops leaves behind, it or another one does later.
 * @param now the clock.
 */
export function startNotifications(options: {
  readonly settings: NotificationSettings;
  readonly store: Store;
  readonly log: Log;
  readonly now?: () => Date;
}): Notifying {
  const { settings, store, log, now = () => new Date() } = options;
  const stopping = new AbortController();
  const delivery: Delivery = {
    store,
    post: settings.smtp === undefined ? folderPost(settings.folder) : smtpPost(settings.smtp),
    from: settings.from,
    letters: `${settings.folder}/letters`,
    giveUpAfter: settings.giveUpHours * HOUR_MS,
    now,
    log,
    stopping: stopping.signal,
  };
  let hourly = Number.NEGATIVE_INFINITY;

  const round = async () => {
    if (now().getTime() - hourly >= HOUR_MS) {
      hourly = now().getTime();
      await removeLeft(settings.folder, now());
      await removeLeft(delivery.letters, now());
      await queueStatements(store, settings.statementDays, now());
    }
    while ((await deliverDue(delivery)).more && !stopping.signal.aborted);
  };
  let last: Promise<void> = Promise.resolve();
  const inTurn = () => {
    last = last.then(round).catch((error: unknown) => {
      log('error', 'notifications not delivered', { error: String(error) });
    });
    return last;
  };
  let timer: NodeJS.Timeout;
  const later = () => {
    timer = setTimeout(async () => {
      await inTurn();
      if (!stopping.signal.aborted) later();
    }, PAUSE_MS);
  };
  later();
  return {
    deliver: inTurn,
    async close() {
      stopping.abort();
      clearTimeout(timer);
      await last;
    },
  };
}
