/** What is asked of an address, and how much is taken from it. */
export interface Asking {
  /** Octets; more is refused. */
  readonly most: number;
  /** Milliseconds. */
  readonly longestWait: number;
  /** What is posted, and its media type; a GET without. */
  readonly post?: { readonly octets: Uint8Array<ArrayBuffer>; readonly type: string };
}

/** Why nothing came, for the log; and whether the other side answered at all. */
export interface NothingFetched {
  readonly why: string;
  readonly reached: boolean;
}

/**
 * Fetches from an address that the operator named; never from one that a certificate names. Redirections are not followed.
 * Never throws for what the other side does.
 */
export async function fetchOctets(
  url: string,
  { most, longestWait, post }: Asking,
): Promise<Buffer | NothingFetched> {
  try {
    const answer = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(longestWait),
      ...(post === undefined
        ? {}
        : { method: 'POST', body: post.octets, headers: { 'content-type': post.type } }),
    });
    if (!answer.ok || answer.body === null) return { why: `status ${answer.status}`, reached: true };
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answer.body) {
      size += chunk.length;
      if (size > most) return { why: `more than ${most} octets`, reached: true };
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { why: cause instanceof Error ? cause.message : String(cause), reached: false };
  }
}
