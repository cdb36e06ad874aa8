import express from 'express';
import { type BaselineOrder, listen } from './baseline-server.ts';

/**
 * A process: an express 5 handler that answers every request with the bytes it was given, over the same mutual TLS.
 * It is what the stack could do if the server had nothing to do. The answer is ended as it is: `send` would hash it for an ETag.
 */
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
  listen(app, order);
});
