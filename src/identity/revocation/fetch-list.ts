import { LARGEST_LIST } from './revocation-list.ts';

const LONGEST_WAIT = 30_000;

/**
 * Fetches a list from an address that the operator named; never from one that a certificate names. Redirections are not
 * followed. A list proves itself by its signature, so plain HTTP serves.
 * @returns why there is none, for the log, otherwise its bytes. Never throws for what the other side does.
 */
export async function fetchList(url: string): Promise<Buffer | string> {
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(LONGEST_WAIT) });
    if (!answer.ok || answer.body === null) return `status ${answer.status}`;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answer.body) {
      size += chunk.length;
      if (size > LARGEST_LIST) return `more than ${LARGEST_LIST} octets`;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return cause instanceof Error ? cause.message : String(cause);
  }
}
