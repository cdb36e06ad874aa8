/** What is asked of an address, and how much is taken from it. */
export interface Asking {
  /** Octets; more is refused. */
  readonly most: number;
  /** Milliseconds. */
  readonly longestWait: number;
  /** What is posted, and its media type; a GET without. */
  readonly post?: { readonly octets: Uint8Array<ArrayBuffer>; readonly type: string };
}

/**
 * Fetches from an address that the operator named; never from one that a certificate names. Redirections are not followed.
 * @returns why there is nothing, for the log, otherwise the octets. Never throws for what the other side does.
 */
export async function fetchOctets(
  url: string,
  { most, longestWait, post }: Asking,
): Promise<Buffer | string> {
  try {
    const answer = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(longestWait),
      ...(post === undefined
        ? {}
        : { method: 'POST', body: post.octets, headers: { 'content-type': post.type } }),
    });
    if (!answer.ok || answer.body === null) return `status ${answer.status}`;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answer.body) {
      size += chunk.length;
      if (size > most) return `more than ${most} octets`;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return cause instanceof Error ? cause.message : String(cause);
  }
}
