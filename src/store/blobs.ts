import type { Readable } from 'node:stream';

/** Content that has been received but not kept: in memory when small, else in a temporary file. */
export interface ReceivedContent {
  readonly size: number;
  /** SHA-1, 40 hexadecimal digits: the XDS hash. */
  readonly sha1: string;
  /** Reads it again from the start, any number of times until it is kept or discarded. */
  open(): AsyncIterable<Uint8Array>;
  /** The whole content; only for content whose size has been checked. */
  bytes(): Promise<Buffer>;
  /** Forgets it. Harmless after `keep`. */
  discard(): Promise<void>;
}

/** Document content by key. Kept content is on disk before `keep` resolves (design 2.1). */
export interface BlobStore {
  /**
   * Takes a stream in, hashing as it goes.
   * @throws whatever the stream throws; nothing is left behind then.
   */
  receive(source: AsyncIterable<Uint8Array>): Promise<ReceivedContent>;
  /** Writes it durably and returns its key. */
  keep(content: ReceivedContent): Promise<string>;
  open(key: string): Readable;
  read(key: string): Promise<Buffer>;
  remove(key: string): Promise<void>;
}
