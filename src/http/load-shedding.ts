import type { RequestHandler } from 'express';

/** Counts the requests that are being worked on. */
export interface Load {
  readonly inFlight: () => number;
  /** Refuses at once, before anything is read, what would be one too many. */
  readonly admit: RequestHandler;
  /** Called when the last request in flight has ended. */
  onIdle: () => void;
}

/**
 * Keeps what is admitted quick by refusing the rest early.
 * @param limit requests in flight; the next one gets 503 with Retry-After (seconds).
 * @param shed called for each request refused.
 */
export function loadShedding(limit: number, shed: () => void): Load {
  let inFlight = 0;
  const load: Load = {
    inFlight: () => inFlight,
    onIdle: () => {},
    admit(_request, response, next) {
      if (inFlight >= limit) {
        shed();
        response.writeHead(503, { 'retry-after': '1', 'content-type': 'text/plain; charset=utf-8' });
        response.end('503\n');
        return;
      }
      inFlight++;
      response.once('close', () => {
        if (--inFlight === 0) load.onIdle();
      });
      next();
    },
  };
  return load;
}
