import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?$/i;

/**
 * Serves what is asked of this machine by its own names alone, and answers 421 to anything else: a web page that has its own
 * name resolved to 127.0.0.1 (DNS rebinding) would otherwise talk to the sandbox as the machine itself.
 */
export function onlyLoopback<Request extends typeof IncomingMessage, Response extends typeof ServerResponse>(
  handler: RequestListener<Request, Response>,
): RequestListener<Request, Response> {
  return (request, response) => {
    if (LOOPBACK.test(request.headers.host ?? '')) {
      handler(request, response);
      return;
    }
    response.writeHead(421, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    response.end('421\n');
  };
}
