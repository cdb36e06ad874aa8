import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

/** What a baseline that is a server needs to listen, and the bytes that it answers with. */
export interface BaselineOrder {
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: string };
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** Listens with mutual TLS on a free port and tells the parent process where. */
export function listen(app: Express, { tls }: BaselineOrder): void {
  const server = createServer(
    {
      key: readFileSync(tls.key),
      cert: readFileSync(tls.cert),
      ca: readFileSync(tls.ca),
      requestCert: true,
      rejectUnauthorized: true,
    },
    app,
  );
  server.listen(0, 'localhost', () => {
    process.send?.({ origin: `https://localhost:${(server.address() as AddressInfo).port}` });
  });
}
