import { expect } from 'chai';
import type { Credentials, SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { makePatientToken, makeProfessionalToken } from '../../src/identity/sandbox/token-maker.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import { type BadInputHouse, badInputHouse, type Caller, fault } from '../bad-input/bad-input-house.ts';
import { authorise } from '../bad-input/dmp-messages.ts';
import type { Told } from '../bad-input/told.ts';
import { soapRequest } from '../support/soap-message.ts';
import { CHARLOTTE } from '../support/submission-builder.ts';

type Headers = Readonly<Record<string, string>>;

const MISSING = 'Un certificat client est nécessaire.';
const NOT_BOUND = 'Le jeton SAML ne correspond pas au certificat client présenté.';

/** How proxies pass on the certificate of a client: RFC 9440, nginx, Apache, Envoy, HAProxy, Azure, AWS, and their habits. */
function headersOf({ certificate }: Credentials, subject: string): readonly (readonly [string, Headers])[] {
  const pem = certificate.slice(0, certificate.indexOf('-----END') + 25);
  const base64 = pem.replace(/-----[A-Z ]+-----|\s/g, '');
  const encoded = encodeURIComponent(pem);
  const verified = {
    'x-ssl-client-verify': 'SUCCESS',
    'x-client-verify': 'SUCCESS',
    'ssl-client-verify': 'SUCCESS',
  };
  return [
    ['RFC 9440', { 'Client-Cert': `:${base64}:`, 'Client-Cert-Chain': `:${base64}:` }],
    ['RFC 9440 in other letters', { 'cLIENT-cERT': `:${base64}:` }],
    ['nginx', { 'X-SSL-Client-Cert': encoded, 'X-SSL-Client-S-DN': subject, ...verified }],
    [
      'nginx, with underscores',
      { X_SSL_Client_Cert: encoded, SSL_CLIENT_CERT: encoded, SSL_CLIENT_VERIFY: 'SUCCESS' },
    ],
    ['Apache', { 'SSL-Client-Cert': pem.replace(/\s+/g, ' '), 'SSL-Client-S-DN': subject, ...verified }],
    ['Envoy', { 'X-Forwarded-Client-Cert': `By=spiffe://x;Cert="${encoded}";Subject="${subject}"` }],
    ['HAProxy', { 'X-SSL-Client-DER': base64, 'X-SSL': '1', ...verified }],
    ['Azure', { 'X-ARR-ClientCert': base64 }],
    ['AWS', { 'X-Amzn-Mtls-Clientcert': encoded, 'X-Amzn-Mtls-Clientcert-Leaf': encoded }],
    [
      'others',
      { 'X-Client-Cert': encoded, 'X-Forwarded-For': '127.0.0.1', Forwarded: 'for=127.0.0.1;proto=https' },
    ],
  ];
}

describe('given the certificate of somebody else in a header, as a proxy would pass it on', () => {
  let house: BadInputHouse;
  before(async () => {
    house = await badInputHouse();
  });
  after(() => house.close());

  const declare = async (headers: Headers, by: Caller): Promise<Told> => {
    const request = soapRequest(authorise(makeVihf(house.pki, { as: 'medecin', patient: CHARLOTTE.value })));
    return house.send({ ...request, headers: { ...request.headers, ...headers } }, by);
  };
  const read = (bearer: string, headers: Headers, by: Caller): Promise<Told> =>
    house.send(
      {
        method: 'GET',
        path: `/fhir/Patient?identifier=urn:oid:${INS_NIR_TEST}%7C${CHARLOTTE.value}`,
        headers: { ...headers, authorization: `Bearer ${bearer}` },
      },
      by,
    );
  const each = async (pki: SandboxPki, slug: string, run: (headers: Headers) => Promise<void>) => {
    const passed = headersOf(pki.credentials(slug, 'auth'), `CN=${pki.identity(slug).slug}`);
    for (const [, headers] of passed) await run(headers);
    expect(passed).to.have.length(10);
  };

  it('then over SOAP a caller without a certificate has none', () =>
    each(house.pki, 'medecin', (headers) =>
      house.refuses(
        () => declare(headers, undefined),
        fault(`DMPInvalidCertificate ${MISSING}`, 'TLS CertificateMissing'),
      ),
    ));

  it('then over SOAP a caller with a certificate of its own is who that says', () =>
    each(house.pki, 'medecin', (headers) =>
      house.refuses(
        () => declare(headers, 'infirmier'),
        fault(`AssertionNotBound ${NOT_BOUND} (X509Certificate)`, 'SOAP AssertionNotBound'),
      ),
    ));

  it('then over FHIR a token is bound to the certificate of the connection', async () => {
    const token = await makeProfessionalToken(house.pki, { as: 'medecin', client: 'esat' });
    for (const by of [undefined, 'hopital']) {
      const alone = await read(token, {}, by);
      expect(alone.status).to.equal(401);
      await each(house.pki, 'esat', async (headers) => {
        expect(await read(token, headers, by)).to.deep.equal(alone);
      });
    }
  });

  it('then who has a right keeps it: the headers are not looked at', async () => {
    await each(house.pki, 'infirmier', async (headers) => {
      expect(await declare(headers, 'medecin')).to.deep.equal({ status: 200, told: [] });
    });
    const token = await makePatientToken(house.pki, { ins: CHARLOTTE.value });
    await each(house.pki, 'medecin', async (headers) => {
      expect(await read(token, headers, undefined)).to.deep.equal({ status: 200, told: [] });
    });
  });

  it('then one that stands there twice is not looked at either', async () => {
    const token = await makeProfessionalToken(house.pki, { as: 'medecin', client: 'esat' });
    const [, first] = headersOf(house.pki.credentials('esat', 'auth'), '')[0]!;
    const value = first['Client-Cert']!;
    const socket = await house.wire.open(undefined);
    const path = `/fhir/Patient?identifier=urn:oid:${INS_NIR_TEST}%7C${CHARLOTTE.value}`;
    const lines = [
      `GET ${path} HTTP/1.1`,
      'Host: localhost',
      `Client-Cert: ${value}`,
      `client-cert: ${value}`,
    ];
    socket.write(`${[...lines, `Authorization: Bearer ${token}`, 'Connection: close'].join('\r\n')}\r\n\r\n`);
    const chunks: Buffer[] = [];
    for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).to.match(/^HTTP\/1\.1 401 /);
  });
});
