import { expect } from 'chai';
import { assertion, envelope, MESSAGE_ID, security } from './messages.ts';
import { envelopeOf, faultOf, said, startTestServer, type TestServer } from './test-server.ts';

describe('given a SOAP address, and a request that is refused', () => {
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
