import { IncomingMessage, type ServerOptions, ServerResponse } from 'node:http';
import express, { type Express } from 'express';

/** An express application and the message classes that its server has to make. */
export interface Application {
  readonly app: Express;
  readonly classes: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>;
}

/**
 * Makes an express application whose requests and responses are born with express's methods. Express otherwise changes the
 * prototype of both for every request, which costs it six sevenths of its throughput (expressjs/express#5998).
 * Only Routers may be mounted: a mounted application changes the prototypes again.
 */
export function expressApplication(): Application {
  class Request extends IncomingMessage {}
  class Response<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {}
  const app = express();
  Object.defineProperties(Request.prototype, Object.getOwnPropertyDescriptors(express.request));
  Object.defineProperties(Response.prototype, Object.getOwnPropertyDescriptors(express.response));
  // What express would have set by changing the prototype: the way from a message to its application.
  for (const prototype of [Request.prototype, Response.prototype]) {
    Object.defineProperty(prototype, 'app', { value: app, configurable: true, writable: true });
  }
  app.request = Request.prototype as unknown as Express['request'];
  app.response = Response.prototype as unknown as Express['response'];
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', false);
  app.set('query parser', 'simple');
  return { app, classes: { IncomingMessage: Request, ServerResponse: Response } };
}
