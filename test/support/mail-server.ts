import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and text as they came, lines ended by CR LF. */
  readonly source: string;
}

export interface MailServer {
  /** What `CARNET_SMTP_URL` says to reach it. */
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  /** Answers the next mails so; undefined takes them. */
  refuse(refusal: { readonly at: 'sender' | 'recipient' | 'text'; readonly code: number } | undefined): void;
  close(): Promise<void>;
}

/** A mail server on a free port of this machine, without encryption unless `tls`, which certificate nobody trusts. */
export async function startMailServer(
  options: { readonly tls?: { readonly key: string; readonly cert: string } } = {},
): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  let refusal: Parameters<MailServer['refuse']>[0];
  const answer = (at: 'sender' | 'recipient' | 'text') =>
    refusal?.at === at
      ? Object.assign(new Error('refused by the test'), { responseCode: refusal.code })
      : null;
  const server = new SMTPServer({
    authOptional: true,
    ...(options.tls === undefined ? { hideSTARTTLS: true } : options.tls),
    onMailFrom: (_address, _session, done) => done(answer('sender')),
    onRcptTo: (_address, _session, done) => done(answer('recipient')),
    onData(stream, session, done) {
      text(stream).then((source) => {
        const refused = answer('text');
        const { mailFrom, rcptTo } = session.envelope;
        if (refused === null) {
          received.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            source,
          });
        }
        done(refused);
      }, done);
    },
  });
  // A client that goes away in the middle is what some tests are about.
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuse: (next) => {
      refusal = next;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** One header, unfolded. */
export function header({ source }: ReceivedMail, name: string): string | undefined {
  const head = source.slice(0, source.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  return head
    .split('\r\n')
    .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    ?.slice(name.length + 1)
    .trim();
}

/** The text of a plain mail in quoted-printable. */
export function bodyOf({ source }: Pick<ReceivedMail, 'source'>): string {
  const encoded = source.slice(source.indexOf('\r\n\r\n') + 4).replace(/=\r\n/g, '');
  const bytes = encoded.replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\r\n', '\n');
}
