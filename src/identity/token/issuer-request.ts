import { request } from 'node:https';
import { text } from 'node:stream/consumers';

const LONGEST_WAIT = 5_000;
const LARGEST_ANSWER = 256 * 1024;

/** PEM texts: whom to believe instead of the authorities of the machine, and what to show. */
export interface IssuerTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface IssuerRequest {
  readonly url: string;
  readonly tls: IssuerTls;
  /** A form to post; without one it is a GET. */
  readonly form?: Readonly<Record<string, string>>;
  readonly authorization?: string;
}

/** Why there is no answer, for the log. */
export class NoAnswer extends Error {}

/**
 * Asks an issuer over TLS for JSON. Redirections are not followed.
 * @throws NoAnswer for whatever keeps the answer away: network, certificate, time, status, size, text that is not JSON.
 */
export async function askIssuer({ url, tls, form, authorization }: IssuerRequest): Promise<unknown> {
  const body = form === undefined ? undefined : new URLSearchParams(form).toString();
  try {
    return JSON.parse(
      await new Promise<string>((resolve, reject) => {
        const asked = request(
          url,
          {
            ...tls,
            method: body === undefined ? 'GET' : 'POST',
            minVersion: 'TLSv1.2',
            agent: false,
            signal: AbortSignal.timeout(LONGEST_WAIT),
            headers: {
              accept: 'application/json',
              ...(authorization === undefined ? {} : { authorization }),
              ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
            },
          },
          (answer) => {
            let size = 0;
            answer.on('data', (chunk: Buffer) => {
              size += chunk.length;
              if (size > LARGEST_ANSWER) answer.destroy(new NoAnswer(`more than ${LARGEST_ANSWER} octets`));
            });
            if (answer.statusCode === 200) text(answer).then(resolve, reject);
            else answer.destroy(new NoAnswer(`status ${answer.statusCode}`)).once('error', reject);
          },
        );
        asked.on('error', reject);
        asked.end(body);
      }),
    );
  } catch (error) {
    throw new NoAnswer(error instanceof Error ? error.message : String(error));
  }
}
