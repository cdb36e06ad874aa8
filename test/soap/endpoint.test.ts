import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import { parseMediaType } from '../../src/http/media-type.ts';
import { readMultipart } from '../../src/soap/multipart-in.ts';
import { ADDRESSING, SOAP_11, SOAP_12 } from '../../src/soap/namespaces.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { descendants, type XmlElement } from '../../src/xml/tree.ts';
import {
  assertion,
  contentPart,
  deposit,
  envelope,
  include,
  MESSAGE_ID,
  MULTIPART_TYPE,
  multipart,
  rootPart,
  security,
} from './messages.ts';
import {
  type Answered,
  certificates,
  envelopeOf,
  faultOf,
  said,
  startTestServer,
  type TestServer,
} from './test-server.ts';

const MULTIPART = { 'content-type': MULTIPART_TYPE };
const ANONYMOUS_CLIENT = { key: undefined, cert: undefined } as unknown as { key: string; cert: string };

/** Takes a multipart answer apart with the reader of the house. */
async function multipartAnswer(
  answered: Answered,
): Promise<{ root: XmlElement; parts: Map<string, Buffer> }> {
  const type = parseMediaType(answered.headers['content-type'])!;
  expect(type.type).to.equal('multipart/related');
  const parts = new Map<string, Buffer>();
  const message = await readMultipart(type, feed(answered.body), {
    receive: async (source) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of source) chunks.push(chunk);
      const whole = Buffer.concat(chunks);
      return { size: whole.length, sha1: '', bytes: async () => whole } as never;
    },
  });
  if (isRefusal(message)) throw new Error(message.refused[0].detail);
  for (const [id, content] of message.parts) parts.set(id, await content.bytes());
  return { root: parseXml(message.root), parts };
}

function feed(bytes: Buffer) {
  return async (take: (chunk: Buffer) => boolean | Promise<boolean>): Promise<Refusal | undefined> => {
    await take(bytes);
    return undefined;
  };
}

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

  const tolerated: [string, string, Record<string, string>?][] = [
    ['an empty To', envelope({ headers: '<wsa:To/>' })],
    ['a MessageID in capitals', envelope({ messageId: MESSAGE_ID.toUpperCase() })],
    ['a MessageID that begins with uuid:', envelope({ messageId: MESSAGE_ID.slice(4) })],
    ['no MessageID', envelope({ messageId: undefined })],
    [
      'an action in the content type alone',
      envelope({ action: undefined }),
      { 'content-type': 'application/soap+xml; action="urn:test:ask"' },
    ],
    [
      'text/xml and SOAPAction',
      envelope({ action: undefined, namespace: SOAP_11 }),
      { 'content-type': 'text/xml', soapaction: '"urn:test:ask"' },
    ],
    ['the SOAP 1.1 namespace in application/soap+xml', envelope({ namespace: SOAP_11 })],
    [
      'mustUnderstand without its namespace',
      envelope({ headers: '<x:X xmlns:x="urn:x" mustUnderstand="true"/>' }),
    ],
    [
      'an unknown header for another node',
      envelope({ headers: '<x:X xmlns:x="urn:x" soap:mustUnderstand="true" soap:role="urn:other"/>' }),
    ],
    [
      'a Timestamp beside the assertion',
      envelope({ security: security(`<x:Timestamp xmlns:x="urn:x"/>${assertion()}`) }),
    ],
  ];
  for (const [what, body, headers] of tolerated) {
    it(`then ${what} is tolerated`, async () => {
      const answered = await server.post(body, headers);
      expect(answered.status).to.equal(200);
      expect(said(envelopeOf(answered), 'Answer')).to.equal('hello structure client');
    });
  }

  it('then the official TD2.1 form is taken: SOAP 1.1 inside an application/soap+xml part', async () => {
    const answered = await server.post(
      multipart(rootPart(deposit(include('cid:a@t')).replaceAll(SOAP_12, SOAP_11)), contentPart('a@t', 'a')),
      MULTIPART,
    );
    expect(answered.status).to.equal(200);
  });

  it('then attachments in MTOM come back in MTOM, byte for byte', async () => {
    const content = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
    const answered = await server.post(
      multipart(
        rootPart(deposit(include('cid:a%40t'), include('cid:b@t'))),
        contentPart('a@t', content),
        contentPart('b@t', 'b'),
      ),
      MULTIPART,
    );
    const { root, parts } = await multipartAnswer(answered);
    expect(answered.status).to.equal(200);
    expect(answered.headers['content-type']).to.match(
      /^multipart\/related; type="application\/xop\+xml"; start="<[^>]+>"; start-info="application\/soap\+xml"; boundary="[^"]+"$/,
    );
    expect(Number(answered.headers['content-length'])).to.equal(answered.body.length);
    expect(parts.get('0@carnet')?.equals(content)).to.equal(true);
    expect(parts.get('1@carnet')?.toString()).to.equal('b');
    const sha1 = createHash('sha1').update(content).digest('hex');
    expect([...descendants(root)].some((node) => node.attributes.some((one) => one.value === sha1))).to.equal(
      true,
    );
  });

  it('then large content is streamed both ways and forgotten afterwards', async () => {
    const content = Buffer.alloc(1_900_000, 'large content ');
    const answered = await server.post(
      multipart(rootPart(deposit(include('cid:a@t'))), contentPart('a@t', content)),
      MULTIPART,
    );
    expect((await multipartAnswer(answered)).parts.get('0@carnet')?.equals(content)).to.equal(true);
  });

  it('then content in base64 in a simple request comes back in base64, without parts', async () => {
    const content = Buffer.alloc(500_001, 'content');
    const answered = await server.post(
      deposit(content.toString('base64'), Buffer.from('b').toString('base64')),
    );
    expect(answered.headers['content-type']).to.equal('application/soap+xml; charset=UTF-8');
    const held = [...descendants(envelopeOf(answered))].filter((node) => node.local === 'Content');
    expect(Buffer.from(held[0]!.children.join(''), 'base64').equals(content)).to.equal(true);
    expect(held[1]!.children.join('')).to.equal('Yg==');
  });

  it('then inline base64 in an MTOM request is content too', async () => {
    const answered = await server.post(multipart(rootPart(deposit('YWJj'))), MULTIPART);
    expect((await multipartAnswer(answered)).parts.get('0@carnet')?.toString()).to.equal('abc');
  });

  it('then a transaction that always answers in MTOM does so, faults included', async () => {
    const body = deposit('YWJj').replace('urn:test:deposit', 'urn:test:fetch');
    expect((await multipartAnswer(await server.post(body))).parts.size).to.equal(1);
    const refused = await server.post(body.replace('YWJj', '!'));
    expect(said((await multipartAnswer(refused)).root, 'Reason')).to.equal(
      "La requête n'est pas conforme. (base64Binary)",
    );
    expect(refused.status).to.equal(400);
  });

  it('then a simple transaction answers an MTOM request without parts', async () => {
    const answered = await server.post(multipart(rootPart(envelope())), MULTIPART);
    expect(said(envelopeOf(answered), 'Answer')).to.equal('hello structure client');
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

  const refused: [string, string, string, string, number][] = [
    ['no assertion', envelope({ security: '' }), 'AssertionMissing', 'Le jeton SAML est absent.', 400],
    [
      'an empty Security',
      envelope({ security: security('') }),
      'AssertionMissing',
      'Le jeton SAML est absent.',
      400,
    ],
    [
      'two assertions',
      envelope({ security: security(assertion() + assertion()) }),
      'AssertionMalformed',
      "Le jeton SAML n'est pas conforme.",
      400,
    ],
    [
      'two Security headers',
      envelope({ security: security() + security() }),
      'AssertionMalformed',
      "Le jeton SAML n'est pas conforme.",
      400,
    ],
    [
      'an assertion of someone else',
      envelope({ security: security(assertion('another')) }),
      'AssertionNotBound',
      'Le jeton SAML ne correspond pas au certificat client présenté.',
      400,
    ],
    [
      'no action',
      envelope({ action: undefined }),
      'ActionMissing',
      "L'action WS-Addressing est absente.",
      400,
    ],
    [
      'an unknown action',
      envelope({ action: 'urn:test:other' }),
      'ActionNotSupported',
      "L'action demandée n'est pas servie à cette adresse. (urn:test:other)",
      400,
    ],
    [
      'an unknown header to be understood',
      envelope({ headers: '<x:X xmlns:x="urn:x" soap:mustUnderstand="1"/>' }),
      'HeaderNotUnderstood',
      "Un en-tête SOAP obligatoire n'est pas compris. (X)",
      500,
    ],
    [
      'an answer wanted elsewhere',
      envelope({ headers: '<wsa:ReplyTo><wsa:Address>http://127.0.0.1:1/</wsa:Address></wsa:ReplyTo>' }),
      'HeaderNotUnderstood',
      "Un en-tête SOAP obligatoire n'est pas compris. (ReplyTo)",
      500,
    ],
    [
      'a refusal of read without XDS code',
      envelope({ payload: '<t/>' }).replace('<t/>', '<t>unreadable MalformedRequest</t>'),
      'MalformedRequest',
      "La requête n'est pas conforme.",
      400,
    ],
  ];
  for (const [what, body, code, reason, status] of refused) {
    it(`then ${what}: traced, then told`, async () => {
      const answered = await server.post(body);
      expect(answered.status).to.equal(status);
      expect(faultOf(answered).reason).to.equal(reason);
      expect(faultOf(answered).subcode).to.equal(`f:${code}`);
      expect(said(envelopeOf(answered), 'RelatesTo')).to.equal(MESSAGE_ID);
      expect(server.rejections.map(({ refusal }) => refusal.refused[0].code)).to.deep.equal([code]);
      expect(server.rejections[0]!.rejection.requestId).to.equal(MESSAGE_ID);
      expect(server.rejections[0]!.rejection.type).to.equal('SOAP');
    });
  }

  it('then a refusal of read with an XDS code is traced and told in the words of the transaction', async () => {
    const answered = await server.post(envelope({ payload: '<t>unreadable XDSStoredQueryMissingParam</t>' }));
    expect(answered.status).to.equal(200);
    expect(said(envelopeOf(answered), 'Refused')).to.equal('XDSStoredQueryMissingParam');
    expect(server.rejections).to.have.length(1);
  });

  it('then a refusal of the run is told, and not traced a second time', async () => {
    const own = await server.post(envelope({ payload: '<t>refuse XDSUnknownPatientId</t>' }));
    expect(own.status).to.equal(200);
    expect(said(envelopeOf(own), 'Refused')).to.equal('XDSUnknownPatientId');
    const fault = await server.post(envelope({ payload: '<t>refuse AccessDenied</t>' }));
    expect(fault.status).to.equal(400);
    expect(faultOf(fault)).to.deep.equal({
      code: 'soap:Sender',
      subcode: 'f:DMPAccessDeniedByRightsService',
      reason: "L'accès demandé n'est pas autorisé. (what was asked)",
    });
    expect(server.rejections).to.deep.equal([]);
  });

  it('then a server that is too busy says when to come again', async () => {
    const answered = await server.post(envelope({ payload: '<t>refuse Busy</t>' }));
    expect(answered.status).to.equal(503);
    expect(answered.headers['retry-after']).to.equal('1');
  });

  it('then no detail of a refusal reaches the caller', async () => {
    for (const word of ['refuse AccessDenied', 'unreadable MalformedRequest', 'refuse XDSRegistryError']) {
      const answered = await server.post(envelope({ payload: `<t>${word}</t>` }));
      expect(answered.body.toString(), word).not.to.contain('secret');
    }
  });

  it('then an exception is the fault Internal, and only the log has more', async () => {
    const answered = await server.post(envelope({ payload: '<t>throw</t>' }));
    expect(answered.status).to.equal(500);
    expect(faultOf(answered)).to.deep.equal({
      code: 'soap:Receiver',
      subcode: 'f:Internal',
      reason: "Le serveur n'a pas pu traiter la requête.",
    });
    expect(answered.body.toString()).not.to.contain('secret');
    expect(String(server.logged[0]?.facts.stack)).to.contain('secret of the house');
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
