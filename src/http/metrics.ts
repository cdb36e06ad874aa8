import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Figures for the operator. Labels are fixed words: no address, no identifier, nothing of a patient. */
export interface Metrics {
  readonly registry: Registry;
  readonly measure: RequestHandler;
  readonly shed: () => void;
}

/**
 * @param faces first segment of a path to the word that stands for it in the figures; every other path counts as `other`.
 */
export function createMetrics(faces: Readonly<Record<string, string>>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'carnet_http_request_seconds',
    help: 'Time from the request line to the end of the answer',
    labelNames: ['face', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const shed = new Counter({
    name: 'carnet_http_shed_total',
    help: 'Requests refused because too many were in flight',
    registers: [registry],
  });
  const known = new Map(Object.entries(faces));
  return {
    registry,
    shed: () => shed.inc(),
    measure(request, response, next) {
      const start = performance.now();
      const face = known.get(firstSegment(request.url)) ?? 'other';
      response.once('close', () => {
        const status = response.writableFinished ? `${Math.floor(response.statusCode / 100)}xx` : 'aborted';
        seconds.observe({ face, status }, (performance.now() - start) / 1000);
      });
      next();
    },
  };
}

function firstSegment(url: string): string {
  const ends = [url.indexOf('/', 1), url.indexOf('?', 1)].filter((at) => at !== -1);
  return url.slice(1, ends.length === 0 ? undefined : Math.min(...ends));
}
