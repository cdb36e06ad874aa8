import { z } from 'zod';
import { isEmailAddress } from '../model/notification.ts';
import { ConfigError, type ValuesOf } from './values.ts';

/** Settings of what patients are told, and how. */
export const notificationShape = {
  /**
   * The mail server: `smtp://user:password@host:port`, or `smtps://` for TLS from the start. Without it, one file per mail in
   * `mail/` of the data folder.
   */
  CARNET_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** The address that mails come from; needed with a mail server. */
  CARNET_MAIL_FROM: z.string().refine(isEmailAddress, 'a plain address such as dmp@example.fr').optional(),
  /** `smtp://` without encryption, for a mail server on the same machine or for tests. */
  CARNET_SMTP_PLAIN: z.stringbool().default(false),
  /** Whether a patient is told of the first access of each professional, or of every action (rules NOT-02, NOT-05). */
  CARNET_NOTIFY: z.enum(['first-access', 'every-action']).default('first-access'),
  /** How long a notification that cannot be delivered is tried again, in hours. */
  CARNET_NOTIFY_GIVE_UP: z.coerce
    .number()
    .positive()
    .max(90 * 24)
    .default(72),
  /** Days between two statements of activity on paper, for records that no e-mail reaches (NOT-08). */
  CARNET_STATEMENT_DAYS: z.coerce.number().int().min(1).max(3650).default(365),
};

export interface NotificationSettings {
  /** Undefined: mails become files. */
  readonly smtp: { readonly url: string; readonly plain: boolean } | undefined;
  /** An address of ours where no mail server is set: nobody is to answer to a file. */
  readonly from: string;
  readonly policy: 'first-access' | 'every-action';
  readonly giveUpHours: number;
  readonly statementDays: number;
  /** The folder of mails that become files; letters lie in `letters/` in it. */
  readonly folder: string;
}

/** @throws ConfigError for a mail server without the address that mails come from. */
export function notificationSettings(
  values: ValuesOf<typeof notificationShape> & { readonly CARNET_DATA: string },
): NotificationSettings {
  const { CARNET_SMTP_URL: url, CARNET_MAIL_FROM: from } = values;
  if (url !== undefined && from === undefined) {
    throw new ConfigError('CARNET_SMTP_URL needs CARNET_MAIL_FROM');
  }
  return {
    smtp: url === undefined ? undefined : { url, plain: values.CARNET_SMTP_PLAIN },
    from: from ?? 'ne-pas-repondre@carnet.invalid',
    policy: values.CARNET_NOTIFY,
    giveUpHours: values.CARNET_NOTIFY_GIVE_UP,
    statementDays: values.CARNET_STATEMENT_DAYS,
    folder: `${values.CARNET_DATA}/mail`,
  };
}
