import { Agent, request } from 'node:https';
import { inMemory } from '../../src/client/content.ts';
import { isRefusal } from '../../src/errors.ts';
import { parseMediaType } from '../../src/http/media-type.ts';
import { readMultipart } from '../../src/soap/multipart-in.ts';
import { parseXml } from '../../src/xml/parse.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import type { TestServer } from './server.ts';

/** What came back, before anything of ours has looked at it but the reader of XML. */
export interface RawReply {
  readonly status: number;
  readonly contentType: string;
  /** The envelope. */
  readonly root: XmlElement;
  /** Content-ID to bytes, of a multipart answer. */
  readonly parts: ReadonlyMap<string, Buffer>;
}

/** Posts these very bytes over mutual TLS, with the authentication certificate of an identity of the sandbox. */
export async function postBytes(
  { pki, url }: Pick<TestServer, 'pki' | 'url'>,
  as: string,
  path: string,
  contentType: string,
  body: Buffer,
): Promise<RawReply> {
  const { certificate, key } = pki.credentials(as, 'auth');
  const agent = new Agent({ ca: pki.ca, cert: certificate, key });
  try {
    const answer = await new Promise<{ status: number; contentType: string; bytes: Buffer }>(
      (resolve, reject) => {
        const headers = { 'content-type': contentType, 'content-length': body.length };
        const sent = request(`${url}${path}`, { method: 'POST', agent, headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              contentType: response.headers['content-type'] ?? '',
              bytes: Buffer.concat(chunks),
            }),
          );
        });
        sent.on('error', reject);
        sent.end(body);
      },
    );
    return await opened(answer);
  } finally {
    agent.destroy();
  }
}

async function opened(answer: { status: number; contentType: string; bytes: Buffer }): Promise<RawReply> {
  const { status, contentType, bytes } = answer;
  const type = parseMediaType(contentType);
  if (type?.type !== 'multipart/related')
    return { status, contentType, root: parseXml(bytes), parts: new Map() };
  const message = await readMultipart(
    type,
    async (take) => {
      await take(bytes);
      return undefined;
    },
    inMemory,
  );
  if (isRefusal(message)) throw new Error(message.refused[0].detail);
  const parts = new Map<string, Buffer>();
  for (const [id, content] of message.parts) parts.set(id, await content.bytes());
  return { status, contentType, root: parseXml(message.root), parts };
}
