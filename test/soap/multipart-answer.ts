import { expect } from 'chai';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import { parseMediaType } from '../../src/http/media-type.ts';
import { readMultipart } from '../../src/soap/multipart-in.ts';
import { parseXml } from '../../src/xml/parse.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import type { Answered } from './test-server.ts';

/** Takes a multipart answer apart with the reader of the house. */
export async function multipartAnswer(
  answered: Answered,
): Promise<{ root: XmlElement; parts: Map<string, Buffer> }> {
  const type = parseMediaType(answered.headers['content-type'])!;
  expect(type.type).to.equal('multipart/related');
  const parts = new Map<string, Buffer>();
  const message = await readMultipart(type, feed(answered.body), {
    receive: async (source) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of source) chunks.push(chunk);
      const whole = Buffer.concat(chunks);
      return { size: whole.length, sha1: '', bytes: async () => whole } as never;
    },
  });
  if (isRefusal(message)) throw new Error(message.refused[0].detail);
  for (const [id, content] of message.parts) parts.set(id, await content.bytes());
  return { root: parseXml(message.root), parts };
}

function feed(bytes: Buffer) {
  return async (take: (chunk: Buffer) => boolean | Promise<boolean>): Promise<Refusal | undefined> => {
    await take(bytes);
    return undefined;
  };
}
