/** A part whose base64 is not base64. */
export class TransferEncodingError extends Error {}

const SPACE = /[\t\n\r ]+/g;
const ALPHABET = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Decodes base64 text that is whole.
 * @returns undefined when it is not base64; white space is passed over.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const compact = text.replace(SPACE, '');
  if (compact.length % 4 !== 0 || !ALPHABET.test(compact)) return undefined;
  return Buffer.from(compact, 'base64');
}

/**
 * Decodes base64 as it streams.
 * @throws TransferEncodingError at the first piece that is not base64, or when it ends inside a group of four.
 */
export async function* base64Decoded(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let carried = '';
  let ended = false;
  for await (const chunk of source) {
    const text = carried + chunk.toString('latin1').replace(SPACE, '');
    const whole = text.length - (text.length % 4);
    carried = text.slice(whole);
    if (whole === 0) continue;
    if (ended) throw new TransferEncodingError('base64 after its padding');
    const piece = text.slice(0, whole);
    if (!ALPHABET.test(piece)) throw new TransferEncodingError('not base64');
    ended = piece.endsWith('=');
    yield Buffer.from(piece, 'base64');
  }
  if (carried !== '') throw new TransferEncodingError('base64 cut short');
}

/** How many bytes base64 takes for `size` bytes. */
export function base64Size(size: number): number {
  return Math.ceil(size / 3) * 4;
}

/** Encodes a stream as base64. */
export async function* base64Encoded(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let carried: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    const bytes = carried.length === 0 ? Buffer.from(chunk) : Buffer.concat([carried, chunk]);
    const whole = bytes.length - (bytes.length % 3);
    carried = bytes.subarray(whole);
    if (whole > 0) yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
  }
  if (carried.length > 0) yield Buffer.from(carried.toString('base64'), 'latin1');
}
