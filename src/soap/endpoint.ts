import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { Router } from 'express';
import { refuse } from '../errors.ts';
import { discardRest } from '../http/body.ts';
import { exchange, type SoapHost } from './exchange.ts';
import { faultReply, sendReply } from './reply.ts';
import type { SoapService } from './soap-transaction.ts';

export interface SoapRouterOptions extends SoapHost {
  readonly services: readonly SoapService[];
  /** `https://host:port` that WSDL documents name; without it, what the client itself wrote in Host. */
  readonly publicUrl?: string | undefined;
}

/**
 * The SOAP 1.2 face: POST to a service's path runs one of its transactions, GET `?wsdl` describes it.
 * Every refusal is traced before it is answered, then told as a fault or in the transaction's own form (`SoapTransaction`).
 */
export function soapRouter(options: SoapRouterOptions): Router {
  const router = Router();
  for (const service of options.services) {
    const route = router.route(service.path);
    route.post((request, response) => exchange(options, service, request, response));
    route.all(async (request, response) => {
      if (request.method === 'GET' && /\?wsdl$/i.test(request.url)) {
        const address = `${options.publicUrl ?? origin(request)}${service.path}`;
        response.set('content-type', 'text/xml; charset=utf-8').send(service.wsdl(address));
        return;
      }
      discardRest(request, options.bodyLimit);
      const refusal = refuse('MethodNotAllowed', `${request.method} ${service.path}`);
      await options.reject(refusal, {
        type: 'SOAP',
        from: request.socket.remoteAddress ?? '',
        requestId: `urn:uuid:${randomUUID()}`,
        at: new Date().toISOString(),
        facts: { path: service.path },
      });
      await sendReply(response, faultReply(refusal), { multipart: false, relatesTo: undefined });
    });
  }
  return router;
}

function origin(request: IncomingMessage): string {
  const scheme = request.socket instanceof TLSSocket ? 'https' : 'http';
  return `${scheme}://${request.headers.host ?? 'localhost'}`;
}
