import { createTransport, type NodemailerError } from 'nodemailer';
import { type Post, PostError } from './post.ts';

const SECOND = 1_000;

/**
 * Hands mails to a mail server (RFC 5321), one connection each. The connection is encrypted, unless the operator says that it
 * need not be.
 * @param url `smtp:` or `smtps:`, with user and password where the server wants them.
 */
export function smtpPost({ url, plain }: { readonly url: string; readonly plain: boolean }): Post {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    ...(secure ? {} : plain ? { ignoreTLS: true } : { requireTLS: true }),
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: 15 * SECOND,
    greetingTimeout: 15 * SECOND,
    dnsTimeout: 15 * SECOND,
    socketTimeout: 30 * SECOND,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ from, to, message }) {
      try {
        await transport.sendMail({ envelope: { from, to: [to] }, raw: message });
        return 'sent';
      } catch (error) {
        if (isForGood(error as NodemailerError)) return 'refused';
        throw new PostError(toLog(error as NodemailerError));
      }
    },
  };
}

/** The server knows no such mailbox. Any other lasting refusal (of the sender, of the text) is ours to set right. */
function isForGood({ code, responseCode, command }: NodemailerError): boolean {
  return code === 'EENVELOPE' && command === 'RCPT TO' && (responseCode ?? 0) >= 500;
}

/** What the server answered may hold the address. */
function toLog({ code, responseCode, command }: NodemailerError): string {
  return [code, command, responseCode].filter((part) => part !== undefined).join(' ') || 'failed';
}
