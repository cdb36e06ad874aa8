import { randomUUID } from 'node:crypto';
import type { Log } from '../model/log.ts';
import type { Message } from '../model/notification.ts';
import type { ClaimedNotification, Settlement } from '../store/notifications.ts';
import { isConflict, type Store, type WriteCommand } from '../store/store.ts';
import { keepFile } from './keep-file.ts';
import { letter } from './letter.ts';
import { mailMessage } from './mail-message.ts';
import { makeReady, type Paper } from './make-ready.ts';
import { type Post, PostError } from './post.ts';
import { worded } from './texts.ts';

export interface Delivery {
  readonly store: Pick<Store, 'records' | 'notifications' | 'write'>;
  readonly post: Post;
  /** The address that mails come from. */
  readonly from: string;
  /** Folder of letters. */
  readonly letters: string;
  /** How long after its queueing a notification is given up, in milliseconds. */
  readonly giveUpAfter: number;
  readonly now: () => Date;
  readonly log: Log;
  /** No further mail is begun once it is aborted. */
  readonly stopping?: AbortSignal;
}

const MINUTE = 60_000;
/** Few, so that a one-time code queued meanwhile waits for no more than these. */
const BATCH = 5;
/** How long a server has for what it took; after that another one takes it over. */
const LEASE_MS = 10 * MINUTE;
/** Longer than any one mail may take: none is begun that could outlast its claim. */
const LONGEST_MAIL_MS = 3 * MINUTE;
const LONGEST_PAUSE_MS = 4 * 60 * MINUTE;

/**
 * Delivers what is due. A notification is in the hands of one server at a time; its files and its Message-ID are named by its
 * id, so that one which was delivered just before a crash is not there twice after the second try.
 * @returns whether more may be due than fits into a round.
 */
export async function deliverDue(delivery: Delivery): Promise<{ readonly more: boolean }> {
  const { store, now, stopping } = delivery;
  const claimant = randomUUID();
  const start = now();
  const until = start.getTime() + LEASE_MS;
  await write(store, {
    kind: 'claim-notifications',
    claimant,
    at: start.toISOString(),
    until: new Date(until).toISOString(),
    limit: BATCH,
  });
  const claimed = await store.notifications.claimed(claimant);
  for (const one of claimed) {
    const ending = stopping?.aborted === true || now().getTime() > until - LONGEST_MAIL_MS;
    // What is not begun any more is free at once for whoever comes next.
    const settlement = ending ? back(now()) : await deliver(one, delivery);
    const at = now().toISOString();
    await write(store, { kind: 'settle-notification', id: one.id, claimant, at, settlement });
  }
  return { more: claimed.length === BATCH };
}

async function deliver(one: ClaimedNotification, delivery: Delivery): Promise<Settlement> {
  const { log } = delivery;
  const about = { notification: one.id, message: one.message.kind };
  try {
    const settlement = await tryOnce(one, delivery);
    if (settlement.as === 'given-up') log('warn', 'notification given up', about);
    return settlement;
  } catch (error) {
    // Never the message of an error that is not ours: it may hold an address or a text.
    const why = error instanceof PostError ? error.message : ((error as NodeJS.ErrnoException).code ?? 'bug');
    log('warn', 'notification not delivered', { ...about, attempts: one.attempts + 1, why });
    return again(one, delivery);
  }
}

async function tryOnce(one: ClaimedNotification, delivery: Delivery): Promise<Settlement> {
  const { store, post, from } = delivery;
  const { id, at, message } = one;
  const ready = await makeReady(one, store, delivery.now().toISOString());
  if (ready.by !== 'mail') return onPaper(one, ready, delivery);
  const late = delivery.now().getTime() - Date.parse(at) > patience(message, delivery);
  // The last try has been made, or nobody waits for it any more: what paper can still tell, paper tells.
  if (late && (one.attempts > 0 || message.kind === 'account-code'))
    return onPaper(one, ready.otherwise, delivery);
  const words = worded(message, ready.reader, at);
  const mail = await mailMessage({ id, at, from, to: ready.email, worded: words });
  if ((await post.send(mail)) === 'sent') return { as: 'sent' };
  return onPaper(one, ready.otherwise, delivery);
}

/** A one-time code is of no use once it is no longer good. */
function patience(message: Message, { giveUpAfter }: Delivery): number {
  return message.kind === 'account-code' ? Math.min(giveUpAfter, message.minutes * MINUTE) : giveUpAfter;
}

async function onPaper(
  { id, at, message }: ClaimedNotification,
  paper: Paper,
  { letters }: Delivery,
): Promise<Settlement> {
  switch (paper.by) {
    case 'letter': {
      const words = worded(message, paper.reader, at);
      await keepFile(letters, `${id}.txt`, letter({ id, at, ...paper, worded: words }));
      return { as: 'sent' };
    }
    case 'statement':
      return { as: 'statement' };
    default:
      return { as: paper.why };
  }
}

function back(now: Date): Settlement {
  return { as: 'retry', due: now.toISOString() };
}

/** Each pause is twice as long as the one before; the last try comes when the time is over. */
function again({ attempts, at }: ClaimedNotification, { now, giveUpAfter }: Delivery): Settlement {
  const time = now().getTime();
  const end = Date.parse(at) + giveUpAfter;
  const pause = Math.min(MINUTE * 2 ** Math.min(attempts, 20), LONGEST_PAUSE_MS);
  const due = time > end ? time + LONGEST_PAUSE_MS : Math.min(time + pause, end + 1);
  return { as: 'retry', due: new Date(due).toISOString() };
}

async function write(store: Pick<Store, 'write'>, command: WriteCommand): Promise<void> {
  const written = await store.write([command]);
  if (isConflict(written)) throw new Error(`unexpected conflict: ${written.conflict}`);
}
