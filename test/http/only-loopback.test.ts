import { request } from 'node:http';
import { expect } from 'chai';
import { startTestServer, type TestServer } from '../support/server.ts';

describe('given the plain port of the sandbox', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ CARNET_HTTP_PORT: '0', CARNET_DOMAIN: 'ihe' });
  });
  after(() => server.close());
  const statusFor = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: server.httpPort, path: '/healthz', headers: { host } };
      request(options, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

  for (const host of ['localhost', 'LOCALHOST:8080', '127.0.0.1:8080', '[::1]:8080']) {
    it(`then it serves who asks for ${host}`, async () => {
      expect(await statusFor(host)).to.equal(200);
    });
  }

  for (const host of [
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
  ]) {
    it(`then a page that has '${host}' resolved to this machine is not served`, async () => {
      expect(await statusFor(host)).to.equal(421);
    });
  }
});
