import { expect } from 'chai';
import { SOAP_11, SOAP_12 } from '../../src/soap/namespaces.ts';
import {
  assertion,
  BOUNDARY,
  contentPart,
  deposit,
  envelope,
  include,
  MESSAGE_ID,
  MULTIPART,
  MULTIPART_TYPE,
  multipart,
  type Part,
  rootPart,
  security,
} from './messages.ts';
import { multipartAnswer } from './multipart-answer.ts';
import { type Answered, envelopeOf, faultOf, said, startTestServer, type TestServer } from './test-server.ts';

type Sent = readonly [body: Buffer | string, headers?: Record<string, string>];

/** What partners do with an envelope, and what harms nobody. */
const ENVELOPES: readonly (readonly [what: string, sent: Sent])[] = [
  ['an empty To', [envelope({ headers: '<wsa:To/>' })]],
  ['a MessageID in capitals', [envelope({ messageId: MESSAGE_ID.toUpperCase() })]],
  ['a MessageID that begins with uuid:', [envelope({ messageId: MESSAGE_ID.slice(4) })]],
  ['no MessageID', [envelope({ messageId: undefined })]],
  [
    'an action in the content type alone',
    [envelope({ action: undefined }), { 'content-type': 'application/soap+xml; action="urn:test:ask"' }],
  ],
  ['text/xml in place of application/soap+xml', [envelope(), { 'content-type': 'text/xml' }]],
  ['another prefix for the envelope', [envelope().replaceAll(/(<\/?|xmlns:| )soap([:=])/g, '$1SOAP-ENV$2')]],
  [
    'no prefix for the envelope',
    [
      envelope()
        .replaceAll(/<(\/?)soap:/g, '<$1')
        .replace('xmlns:soap=', 'xmlns="http://www.w3.org/2003/05/soap-envelope" xmlns:soap='),
    ],
  ],
  [
    'mustUnderstand without its namespace',
    [envelope({ headers: '<x:X xmlns:x="urn:x" mustUnderstand="true"/>' })],
  ],
  [
    'an unknown header for another node',
    [envelope({ headers: '<x:X xmlns:x="urn:x" soap:mustUnderstand="true" soap:role="urn:other"/>' })],
  ],
  [
    'a Timestamp beside the assertion',
    [envelope({ security: security(`<x:Timestamp xmlns:x="urn:x"/>${assertion()}`) })],
  ],
];

const typed = (change: (type: string) => string) => ({ 'content-type': change(MULTIPART_TYPE) });
const without = (name: string, part: Part): Part => ({
  ...part,
  headers: Object.fromEntries(Object.entries(part.headers).filter(([header]) => header !== name)),
});
const renamed = (name: string, to: string, part: Part): Part => ({
  ...without(name, part),
  headers: { ...without(name, part).headers, [to]: part.headers[name]! },
});
const root = rootPart(deposit(include('cid:a@t')));
const content = contentPart('a@t', 'abc');
const withoutAction = rootPart(deposit(include('cid:a@t')).replace(/<wsa:Action>[^<]*<\/wsa:Action>/, ''));

/** What partners do with the parts of MTOM, and what harms nobody. Each message has the one content `abc`. */
const PARTS: readonly (readonly [what: string, sent: Sent])[] = [
  [
    'a boundary without quotes',
    [multipart(root, content), typed((type) => type.replace(`"${BOUNDARY}"`, BOUNDARY))],
  ],
  [
    'Content-Id in another case',
    [
      multipart(renamed('Content-ID', 'Content-Id', root), renamed('Content-ID', 'content-id', content)),
      MULTIPART,
    ],
  ],
  ['the root after the documents', [multipart(content, root), MULTIPART]],
  [
    'no start, the root being first',
    [multipart(root, content), typed((type) => type.replace(' start="<root@test>";', ''))],
  ],
  [
    'start without angle brackets',
    [multipart(root, content), typed((type) => type.replace('<root@test>', 'root@test'))],
  ],
  [
    'a Content-ID without angle brackets',
    [multipart(root, contentPart('a@t', 'abc', { 'Content-ID': 'a@t' })), MULTIPART],
  ],
  [
    'start-info that holds an escaped action, and no other action',
    [
      multipart(withoutAction, content),
      typed((type) =>
        type.replace(
          'start-info="application/soap+xml"',
          'start-info="application/soap+xml; action=\\"urn:test:deposit\\""',
        ),
      ),
    ],
  ],
  [
    'the action of the root part, and no other action',
    [
      multipart(
        {
          ...withoutAction,
          headers: {
            ...withoutAction.headers,
            'Content-Type': 'application/xop+xml; type="application/soap+xml"; action="urn:test:deposit"',
          },
        },
        content,
      ),
      MULTIPART,
    ],
  ],
  ['a root part without its type', [multipart(without('Content-Type', root), content), MULTIPART]],
  [
    'no type and no start-info of the whole',
    [multipart(root, content), typed((type) => type.replace(/ (type|start-info)="[^"]*";/g, ''))],
  ],
  [
    'a root part that says application/soap+xml',
    [
      multipart({ ...root, headers: { ...root.headers, 'Content-Type': 'application/soap+xml' } }, content),
      MULTIPART,
    ],
  ],
  [
    'no Content-Transfer-Encoding',
    [
      multipart(without('Content-Transfer-Encoding', root), without('Content-Transfer-Encoding', content)),
      MULTIPART,
    ],
  ],
  [
    'a part in base64',
    [multipart(root, contentPart('a@t', 'YWJj', { 'Content-Transfer-Encoding': 'base64' })), MULTIPART],
  ],
  [
    'an href that is percent-encoded',
    [multipart(rootPart(deposit(include('cid:a%40t'))), content), MULTIPART],
  ],
  ['base64 in the place of an Include', [multipart(rootPart(deposit('YWJj'))), MULTIPART]],
  ['base64 in lines', [multipart(rootPart(deposit('\n  YW\n  Jj\n'))), MULTIPART]],
];

/** What a domain has to let through by name; the answer where it does not. */
const OF_A_DOMAIN: readonly (readonly [
  quirk: 'soap-1.1-envelope',
  what: string,
  sent: Sent,
  subcode: string,
])[] = [
  [
    'soap-1.1-envelope',
    'the SOAP 1.1 namespace in application/soap+xml',
    [envelope({ namespace: SOAP_11 })],
    'f:SoapVersion',
  ],
  [
    'soap-1.1-envelope',
    'the SOAP 1.1 namespace in text/xml with SOAPAction',
    [
      envelope({ action: undefined, namespace: SOAP_11 }),
      { 'content-type': 'text/xml', soapaction: '"urn:test:ask"' },
    ],
    'f:SoapVersion',
  ],
];

describe('given a server that tolerates nothing beyond what harms nobody', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ tolerates: [] });
  });
  after(() => server.close());
  afterEach(async () => expect(await server.kept()).to.deep.equal([]));
  const post = ([body, headers]: Sent): Promise<Answered> => server.post(body, headers);

  for (const [what, sent] of ENVELOPES) {
    it(`then ${what} is tolerated`, async () => {
      const answered = await post(sent);
      expect(answered.status).to.equal(200);
      expect(said(envelopeOf(answered), 'Answer')).to.equal('hello structure client');
    });
  }

  for (const [what, sent] of PARTS) {
    it(`then ${what} is tolerated, and the content is what was sent`, async () => {
      const answered = await post(sent);
      expect(answered.status).to.equal(200);
      expect((await multipartAnswer(answered)).parts.get('0@carnet')?.toString()).to.equal('abc');
    });
  }

  for (const [, what, sent, subcode] of OF_A_DOMAIN) {
    it(`then ${what} is refused, and the caller is told what to send`, async () => {
      const answered = await post(sent);
      expect(answered.status).to.equal(500);
      expect(faultOf(answered)).to.deep.equal({
        code: 'soap:VersionMismatch',
        subcode,
        reason: `L'enveloppe doit être celle de SOAP 1.2 (${SOAP_12}).`,
      });
    });
  }

  it('then content that was encoded twice is decoded once', async () => {
    const twice = contentPart('a@t', 'WVdKag==', { 'Content-Transfer-Encoding': 'base64' });
    const answered = await post([multipart(root, twice), MULTIPART]);
    expect((await multipartAnswer(answered)).parts.get('0@carnet')?.toString()).to.equal('YWJj');
  });

  it('then an href that was encoded twice refers to nothing', async () => {
    const answered = await post([multipart(rootPart(deposit(include('cid:a%2540t'))), content), MULTIPART]);
    expect(said((await multipartAnswer(answered)).root, 'Subcode')).to.equal('f:AttachmentReference');
  });
});

describe('given a server of a domain that tolerates SOAP 1.1', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ tolerates: ['soap-1.1-envelope'] });
  });
  after(() => server.close());

  for (const [, what, sent] of OF_A_DOMAIN) {
    it(`then ${what} is tolerated`, async () => {
      const answered = await server.post(...sent);
      expect(said(envelopeOf(answered), 'Answer')).to.equal('hello structure client');
    });
  }

  it('then the official TD2.1 form is taken: SOAP 1.1 inside an application/soap+xml part', async () => {
    const odd = rootPart(deposit(include('cid:a@t')).replaceAll(SOAP_12, SOAP_11));
    const answered = await server.post(multipart(odd, content), MULTIPART);
    expect((await multipartAnswer(answered)).parts.get('0@carnet')?.toString()).to.equal('abc');
  });
});
