import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import express, { type ErrorRequestHandler } from 'express';
import { patientSignIn } from '../../src/app/patient-sign-in.ts';
import { readConfig } from '../../src/config.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { temporaryFolder } from '../store/sample.ts';

describe('given a browser that hangs up inside a form of the sign-in', () => {
  it('then it is no fault of the server', async () => {
    const folder = await temporaryFolder();
    const store = await openSqliteStore({ file: join(folder.path, 'carnet.db') });
    const log = () => undefined;
    const base = () => 'http://localhost';
    const parts = { store, reject: async () => undefined, log, base };
    const signIn = await patientSignIn(readConfig({ CARNET_DATA: folder.path }), parts);
    if (signIn === undefined) return expect.fail('no sign-in');
    const failed: unknown[] = [];
    const onError: ErrorRequestHandler = (error, _request, response, _next) => {
      failed.push(error);
      response.destroy();
    };
    const app = express();
    let form: IncomingMessage | undefined;
    const gone = new Promise<void>((resolve) => {
      app.use((request, _response, next) => {
        form = request;
        request.once('close', () => setImmediate(resolve));
        next();
      });
    });
    const server = createServer(app.use(signIn.router, onError)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const head = ['POST /sign-in/account HTTP/1.1', 'Host: localhost', 'Content-Length: 100'];
    const body = ['Content-Type: application/x-www-form-urlencoded', '', 'ticket='];
    socket.write([...head, ...body].join('\r\n'));
    // The provider is made at the first request; the form is read once it is there.
    while ((form?.listenerCount('data') ?? 0) === 0) await turn();
    socket.destroy();
    await gone;
    server.close();
    await store.close();
    await folder.remove();
    expect(failed).to.deep.equal([]);
  });
});
