import type { Readable } from 'node:stream';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { BlobStore, ReceivedContent } from '../store/blobs.ts';
import { MESSAGE_LIMITS } from '../xml/limits.ts';
import { type PartHeaders, readPartHeaders } from './part-headers.ts';
import { base64Decoded, TransferEncodingError } from './transfer-encoding.ts';
import { bareContentId } from './xop.ts';

/** A multipart/related message, taken apart: the root part in memory, the others received by the blob store. */
export interface Multipart {
  readonly root: Buffer;
  readonly rootHeaders: PartHeaders;
  /** Content-ID without brackets to content. */
  readonly parts: ReadonlyMap<string, ReceivedContent>;
}

const MOST_PARTS = 64;

/** Ends the reading of parts; why stands in the refusal. */
class Stopped extends Error {}

/**
 * Takes the parts of one message in as they begin: the root in memory, the others into the blob store.
 * The first fault ends it, and all that had come is forgotten.
 */
export class PartCollector {
  onStop: () => void = () => {};
  private failure: Refusal | undefined;
  private broken: unknown;
  private readonly start: string | undefined;
  private readonly blobs: Pick<BlobStore, 'receive'>;
  private readonly open = new Set<Readable>();
  /** In the order of the message. */
  private readonly pending: Promise<readonly [string, ReceivedContent] | undefined>[] = [];
  private readonly ids = new Set<string>();
  private begun = 0;
  private headed = 0;
  private root: { bytes: Buffer; headers: PartHeaders } | undefined;

  constructor(start: string | undefined, blobs: Pick<BlobStore, 'receive'>) {
    this.start = start === undefined ? undefined : bareContentId(start);
    this.blobs = blobs;
  }

  get stopped(): boolean {
    return this.failure !== undefined || this.broken !== undefined;
  }

  begin(part: Readable): void {
    part.on('error', () => {});
    // Dicer tells the header of each part before the next part begins, unless the header block never ended.
    if (this.headed !== this.begun)
      this.stop(refuse('MalformedMultipart', `part ${this.begun} has no end of headers`));
    if (++this.begun > MOST_PARTS) this.stop(refuse('MalformedMultipart', `more than ${MOST_PARTS} parts`));
    if (this.stopped) {
      part.resume();
      return;
    }
    const number = this.begun;
    this.open.add(part);
    part.on('header', (raw: Record<string, string[]>) => {
      this.headed = number;
      if (this.stopped) return;
      const headers = readPartHeaders(raw);
      if (isRefusal(headers)) {
        this.stop(headers);
        return;
      }
      this.pending.push(this.consume(part, headers, number));
    });
  }

  private async consume(
    part: Readable,
    headers: PartHeaders,
    number: number,
  ): Promise<readonly [string, ReceivedContent] | undefined> {
    try {
      const content = headers.encoding === 'base64' ? base64Decoded(part) : part;
      const isRoot = this.start === undefined ? number === 1 : headers.contentId === this.start;
      const id = headers.contentId ?? '';
      if (this.ids.has(id) || (id === '' && !isRoot)) {
        this.stop(
          refuse('MalformedMultipart', `part ${number}: Content-ID ${id === '' ? 'missing' : 'twice'}`),
        );
        return undefined;
      }
      this.ids.add(id);
      if (!isRoot) return [id, await this.blobs.receive(content)];
      this.root = { bytes: await this.collect(content), headers };
      return undefined;
    } catch (error) {
      if (error instanceof TransferEncodingError) this.stop(refuse('MalformedMultipart', error.message));
      else if (!this.stopped) {
        this.broken = error;
        this.end();
      }
      return undefined;
    } finally {
      this.open.delete(part);
    }
  }

  private async collect(content: AsyncIterable<Buffer>): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of content) {
      size += chunk.length;
      if (size > MESSAGE_LIMITS.bytes) {
        this.stop(refuse('BodyTooLarge', `root part over ${MESSAGE_LIMITS.bytes}`));
        throw new Stopped();
      }
      chunks.push(chunk);
    }
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  }

  /** The first reason stays; what is being read is cut off. */
  stop(refusal: Refusal): void {
    if (this.stopped) return;
    this.failure = refusal;
    this.end();
  }

  private end(): void {
    for (const part of this.open) part.destroy(new Stopped());
    this.onStop();
  }

  /** Ends it because the body itself did not come. */
  async abandon(refusal: Refusal): Promise<void> {
    this.stop(refusal);
    await this.discard();
  }

  async result(): Promise<Multipart | Refusal> {
    const parts = await this.received();
    if (!this.stopped && this.headed !== this.begun) {
      this.stop(refuse('MalformedMultipart', 'the last part has no end of headers'));
    }
    if (!this.stopped && this.root === undefined) this.stop(refuse('MalformedMultipart', 'no root part'));
    if (!this.stopped) return { root: this.root!.bytes, rootHeaders: this.root!.headers, parts };
    await this.discard();
    if (this.failure === undefined) throw this.broken;
    return this.failure;
  }

  private async received(): Promise<Map<string, ReceivedContent>> {
    return new Map((await Promise.all(this.pending)).filter((part) => part !== undefined));
  }

  private async discard(): Promise<void> {
    for (const content of (await this.received()).values()) await content.discard();
  }
}
