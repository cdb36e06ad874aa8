import { createHash, createSign, createVerify, generateKeyPairSync } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Dicer } from '@fastify/busboy';
import express from 'express';
import { SaxesParser } from 'saxes';
import { type BaselineOrder, listen } from './baseline-server.ts';
import { durableRows } from './durable-rows.ts';

/**
 * A process: an express 5 handler that does with a signed lot what nobody who takes one can leave out, with the stack's own
 * pieces and nothing of the rules. It receives the parts over mutual TLS, parses each as XML without keeping anything, hashes
 * the document (SHA-256 for the signature, SHA-1 for the metadata), checks two RSA signatures (assertion and lot), keeps
 * document and signature durably, and answers with the bytes it was given.
 */
export interface LotBaselineOrder extends BaselineOrder {
  readonly directory: string;
}

const SIGNED = Buffer.alloc(1024, 's');

process.once('disconnect', () => process.exit());
process.once('message', (order: LotBaselineOrder) => {
  const bytes = Buffer.from(order.body);
  const rows = durableRows(order.directory);
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signature = createSign('sha256').update(SIGNED).sign(privateKey);
  const verified = () => createVerify('sha256').update(SIGNED).verify(publicKey, signature);
  let lots = 0;
  const app = express();
  app.use(async (request, response) => {
    const [envelope, document, lotSignature] = await partsOf(request);
    if (envelope === undefined || document === undefined || lotSignature === undefined)
      throw new Error('not a lot of one document');
    for (const part of [envelope, document, lotSignature]) parse(part);
    for (const algorithm of ['sha256', 'sha1']) createHash(algorithm).update(document).digest();
    if (!verified() || !verified()) throw new Error('signature');
    const number = ++lots;
    await Promise.all([
      rows.keep(`${number}-document`, document),
      rows.keep(`${number}-signature`, lotSignature),
    ]);
    response.setHeader('content-type', order.contentType);
    response.setHeader('content-length', bytes.length);
    response.end(bytes);
  });
  listen(app, order);
});

function parse(part: Buffer): void {
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(part.toString()).close();
}

function partsOf(request: IncomingMessage): Promise<Buffer[]> {
  const boundary = /boundary="?([^";]+)/.exec(request.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) throw new Error('no boundary');
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const dicer = new Dicer({ boundary });
    dicer.on('part', (part) => {
      const chunks: Buffer[] = [];
      part.on('data', (chunk: Buffer) => chunks.push(chunk));
      part.on('end', () => parts.push(Buffer.concat(chunks)));
    });
    dicer.on('finish', () => resolve(parts));
    dicer.on('error', reject);
    request.pipe(dicer);
  });
}
