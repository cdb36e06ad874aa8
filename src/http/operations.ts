import { Router } from 'express';
import type { Registry } from 'prom-client';

/**
 * What the operator's tools ask: `/healthz` (the process answers), `/readyz` (it can serve), `/metrics` (Prometheus text).
 * @param ready whether the stores answer; `false` or an exception gives 503.
 */
export function operationsRouter(options: {
  readonly registry: Registry;
  readonly ready: () => boolean | Promise<boolean>;
}): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.type('text/plain').send('ok\n');
  });
  router.get('/readyz', async (_request, response) => {
    const ready = await Promise.resolve()
      .then(options.ready)
      .catch(() => false);
    response
      .status(ready ? 200 : 503)
      .type('text/plain')
      .send(ready ? 'ready\n' : 'not ready\n');
  });
  router.get('/metrics', async (_request, response) => {
    response.set('content-type', options.registry.contentType).send(await options.registry.metrics());
  });
  return router;
}
