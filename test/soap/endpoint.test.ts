import { expect } from 'chai';
import { ADDRESSING, SOAP_12 } from '../../src/soap/namespaces.ts';
import { assertion, envelope, MESSAGE_ID, security } from './messages.ts';
import {
  ANONYMOUS_CLIENT,
  type Answered,
  certificates,
  envelopeOf,
  faultOf,
  said,
  startTestServer,
  type TestServer,
} from './test-server.ts';

describe('given a SOAP address', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.close());
  beforeEach(() => {
    server.rejections.length = 0;
    server.logged.length = 0;
  });
  afterEach(async () => expect(await server.kept()).to.deep.equal([]));

  it('then a request is answered in SOAP 1.2, related to its MessageID', async () => {
    const answered = await server.post(envelope());
    const root = envelopeOf(answered);
    expect(answered.status).to.equal(200);
    expect(answered.headers['content-type']).to.equal('application/soap+xml; charset=UTF-8');
    expect(root.namespace).to.equal(SOAP_12);
    expect(said(root, 'RelatesTo')).to.equal(MESSAGE_ID);
    expect(said(root, 'Action')).to.equal('urn:test:askResponse');
    expect(said(root, 'To')).to.equal(`${ADDRESSING}/anonymous`);
    expect(said(root, 'MessageID'))
      .to.match(/^urn:uuid:[0-9a-f-]{36}$/)
      .and.not.equal(MESSAGE_ID);
    expect(said(root, 'Answer')).to.equal('hello structure client');
  });

  it('then GET ?wsdl describes it, without a certificate', async () => {
    const answered = await server.post('', {}, { ...ANONYMOUS_CLIENT, method: 'GET', path: '/test?wsdl' });
    expect(answered.status).to.equal(200);
    expect(answered.body.toString()).to.equal(
      `<definitions>https://127.0.0.1:${server.listener.port}/test</definitions>`,
    );
  });

  it('then any other method is a fault with status 405', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answered = await server.post('', {}, { method });
      expect(answered.status, method).to.equal(405);
      expect(answered.headers.allow, method).to.equal('GET, POST');
      expect(faultOf(answered).subcode, method).to.equal('f:MethodNotAllowed');
    }
  });

  it('then no client certificate: traced as TLS, told as a fault', async () => {
    const answered = await server.post(envelope(), {}, ANONYMOUS_CLIENT);
    expect(answered.status).to.equal(400);
    expect(faultOf(answered)).to.deep.equal({
      code: 'soap:Sender',
      subcode: 'f:DMPInvalidCertificate',
      reason: 'Un certificat client est nécessaire.',
    });
    expect(server.rejections.map(({ rejection }) => rejection.type)).to.deep.equal(['TLS']);
  });

  it('then the certificate of another authority: traced as TLS, told as a fault', async () => {
    const answered = await server.post(envelope(), {}, certificates().stranger);
    expect(faultOf(answered).reason).to.equal(
      "Le certificat client n'a pas été émis par une autorité reconnue.",
    );
    expect(server.rejections.map(({ refusal }) => refusal.refused[0].code)).to.deep.equal([
      'CertificateUnknown',
    ]);
  });

  it('then plain HTTP carries no certificate, and is refused where an assertion is required', async () => {
    expect(faultOf(await server.plainPost(envelope())).reason).to.equal(
      'Un certificat client est nécessaire.',
    );
  });

  it('then a certificate in a header counts for nothing', async () => {
    const headers = {
      'client-cert': 'x',
      'x-ssl-client-cert': encodeURIComponent(certificates().client.cert),
    };
    const answered = await server.post(envelope(), headers, ANONYMOUS_CLIENT);
    expect(faultOf(answered).subcode).to.equal('f:DMPInvalidCertificate');
  });
});

describe('given a SOAP address where an assertion is optional', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ assertion: 'optional' });
  });
  after(() => server.close());

  const answerOf = async (sent: Promise<Answered>) => said(envelopeOf(await sent), 'Answer');

  it('then a machine acts for itself', async () => {
    expect(await answerOf(server.post(envelope({ security: '' })))).to.equal('hello node client');
  });

  it('then an assertion that is there counts', async () => {
    expect(await answerOf(server.post(envelope()))).to.equal('hello structure client');
    const other = await server.post(envelope({ security: security(assertion('another')) }));
    expect(faultOf(other).subcode).to.equal('f:AssertionNotBound');
  });

  it('then plain HTTP on loopback is the machine itself', async () => {
    expect(await answerOf(server.plainPost(envelope({ security: '' })))).to.equal('hello node loopback');
  });

  it('then an assertion over plain HTTP is bound to nobody', async () => {
    expect(faultOf(await server.plainPost(envelope())).subcode).to.equal('f:DMPInvalidCertificate');
  });

  it('then TLS without a client certificate is refused', async () => {
    const answered = await server.post(envelope({ security: '' }), {}, ANONYMOUS_CLIENT);
    expect(faultOf(answered).subcode).to.equal('f:DMPInvalidCertificate');
  });
});
