import { createTransport } from 'nodemailer';
import type { Mail } from './post.ts';
import { fixedText, type Worded } from './texts.ts';

/** Composes without sending anything. Content is never read from a file or an address: everything is given as text. */
const composer = createTransport({
  streamTransport: true,
  buffer: true,
  newline: 'windows',
  disableFileAccess: true,
  disableUrlAccess: true,
});

/**
 * A mail as it goes out: plain text, its Message-ID and date those of the notification, so that a second try is the same mail
 * for whoever receives both (RFC 5322, 3.6.4). Values stand in the text only: its headers are addresses that have been
 * checked and fixed subjects.
 * @param at when the notification was queued, ISO 8601 UTC.
 */
export async function mailMessage(options: {
  readonly id: string;
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly worded: Worded;
}): Promise<Mail> {
  const { id, at, from, to, worded } = options;
  const { message } = await composer.sendMail({
    messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    date: new Date(at),
    from: { name: '', address: from },
    to: { name: '', address: to },
    subject: worded.subject,
    text: `${worded.paragraphs.join('\n\n')}\n\n-- \n${fixedText('automatic')}\n`,
    textEncoding: 'quoted-printable',
    headers: {
      // Nobody's vacation notice answers to it (RFC 3834, 5).
      'Auto-Submitted': 'auto-generated',
    },
    xMailer: false,
  });
  return { id, from, to, message: message as Buffer };
}
