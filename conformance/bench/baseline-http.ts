import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import express from 'express';

/**
 * A process: an express 5 handler that answers every request with the bytes it was given, over the same mutual TLS.
 * It is what the stack could do if the server had nothing to do. The answer is ended as it is: `send` would hash it for an ETag.
 */
export interface BaselineOrder {
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: string };
  readonly contentType: string;
  readonly body: Uint8Array;
}

process.once('disconnect', () => process.exit());
process.once('message', (order: BaselineOrder) => {
  const bytes = Buffer.from(order.body);
  const app = express();
  app.use((request, response) => {
    request.resume();
    request.on('end', () => {
      response.setHeader('content-type', order.contentType);
      response.setHeader('content-length', bytes.length);
      response.end(bytes);
    });
  });
  const server = createServer(
    {
      key: readFileSync(order.tls.key),
      cert: readFileSync(order.tls.cert),
      ca: readFileSync(order.tls.ca),
      requestCert: true,
      rejectUnauthorized: true,
    },
    app,
  );
  server.listen(0, 'localhost', () => {
    process.send?.({ origin: `https://localhost:${(server.address() as AddressInfo).port}` });
  });
});
