import { createHash } from 'node:crypto';
import { Agent, request } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Shot, TlsFiles } from './load-generator.ts';

const BLANK_LINE = Buffer.from('\r\n\r\n');
const MOST_KEPT = 1024 * 1024;

export interface Transfer {
  readonly status: number;
  /** The beginning of the answer, for messages. */
  readonly start: string;
  /** SHA-1 of the `size` bytes that the first attachment of the answer begins with. */
  readonly sha1: string;
  readonly bytes: number;
}

/** Hashes what follows the second blank line of a multipart answer: the content of its first attachment. */
class AttachmentHash {
  readonly #hash = createHash('sha1');
  #head: Buffer | undefined = Buffer.alloc(0);
  #left: number;
  bytes = 0;

  constructor(size: number) {
    this.#left = size;
  }

  take(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.#head === undefined) {
      this.#add(chunk);
      return;
    }
    this.#head = Buffer.concat([this.#head, chunk]);
    const first = this.#head.indexOf(BLANK_LINE);
    const second = first < 0 ? -1 : this.#head.indexOf(BLANK_LINE, first + BLANK_LINE.length);
    if (second >= 0) {
      const content = this.#head.subarray(second + BLANK_LINE.length);
      this.#head = undefined;
      this.#add(content);
    } else if (this.#head.length > MOST_KEPT) {
      throw new Error('no attachment where one was expected');
    }
  }

  #add(content: Buffer): void {
    const part = content.subarray(0, this.#left);
    this.#left -= part.length;
    this.#hash.update(part);
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

/** Sends one large request and reads a large answer, keeping neither in memory. @param size of the expected attachment. */
export async function transfer(origin: string, tls: TlsFiles, shot: Shot, size = 0): Promise<Transfer> {
  const agent = new Agent({ ...tls });
  const length = shot.body.reduce((sum, part) => sum + part.length, 0);
  const call = request(origin + shot.path, {
    method: shot.method,
    agent,
    headers: { ...shot.headers, 'content-length': String(length) },
  });
  const answered = new Promise<Transfer>((resolve, reject) => {
    call.on('error', reject);
    call.on('response', (response) => {
      const hash = new AttachmentHash(size);
      let start = '';
      response.on('data', (chunk: Buffer) => {
        if (start.length < 1000) start += chunk.toString('latin1', 0, 1000);
        if (size > 0) hash.take(chunk);
      });
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, start, sha1: hash.digest(), bytes: hash.bytes });
      });
    });
  });
  await Promise.all([pipeline(Readable.from(shot.body), call), answered]);
  agent.destroy();
  return answered;
}
