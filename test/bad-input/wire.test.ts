import { expect } from 'chai';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { provideMessage, type SignedLot, signedLot } from '../support/lot-message.ts';
import { envelopeOf, type SoapMessage, soapRequest } from '../support/soap-message.ts';
import { receivedFiles } from '../support/store-state.ts';
import { CHARLOTTE, submission } from '../support/submission-builder.ts';
import { until } from '../support/until.ts';
import type { WireRequest } from '../support/wire.ts';
import { type BadInputHouse, badInputHouse, fault, type Refused } from './bad-input-house.ts';
import { authorise } from './dmp-messages.ts';

const LIMIT = 1024 * 1024;
const DEEP = 100_000;
const PLACES = 20;
/** Content that is larger than this waits in a file. */
const IN_MEMORY = 256 * 1024;

const TRUNCATED = fault(
  'MalformedMultipart Le message en plusieurs parties est incomplet ou mal formé.',
  'SOAP MalformedMultipart',
);
const TOO_LARGE = fault(
  'BodyTooLarge Le message dépasse la taille maximale acceptée.',
  'SOAP BodyTooLarge',
  413,
);

describe('given messages that are wrong before anything of them is understood', () => {
  let house: BadInputHouse;
  let lot: SignedLot;
  before(async () => {
    house = await badInputHouse({ CARNET_BODY_LIMIT: '1mb' });
    lot = await signedLot(house.pki, submission());
  });
  after(() => house.close());

  const vihf = () => makeVihf(house.pki, { as: 'pharmacien', patient: CHARLOTTE.value });
  const refused = (request: WireRequest, expected: Refused) =>
    house.refuses(() => house.send(request, 'pharmacien'), expected);
  const deposit = () => soapRequest(provideMessage(lot, vihf()));
  /** The deposit with something else in the place of its envelope. */
  const enveloped = (change: (envelope: string) => Buffer | string) => {
    const message = provideMessage(lot, vihf());
    return soapRequest(message, change(envelopeOf(message)));
  };
  /** The same of a message without attachments. */
  const simple = (change: (envelope: string) => Buffer | string): WireRequest => {
    const message = authorise(vihf());
    return soapRequest(message, change(envelopeOf(message)));
  };

  const ENVELOPES: readonly (readonly [
    what: string,
    change: (envelope: string) => Buffer | string,
    expected: Refused,
  ])[] = [
    [
      'a DOCTYPE',
      (envelope) => `<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]>${envelope}`,
      fault(
        "XmlDoctype Le message contient une déclaration DOCTYPE, ce qui n'est pas accepté.",
        'SOAP XmlDoctype',
      ),
    ],
    [
      '100,000 nested tags',
      (envelope) => envelope.replace('<soap:Body>', `<soap:Body>${'<a>'.repeat(DEEP)}${'</a>'.repeat(DEEP)}`),
      fault(
        "XmlLimit Le message dépasse les limites acceptées (taille, profondeur ou nombre d'éléments).",
        'SOAP XmlLimit',
      ),
    ],
    [
      'bytes that are not UTF-8',
      (envelope) => Buffer.from(envelope.replace('<soap:Body>', '<soap:Body><!-- été -->'), 'latin1'),
      fault("NotUtf8 Le message n'est pas encodé en UTF-8.", 'SOAP NotUtf8'),
    ],
    [
      'tags that are not closed',
      (envelope) => envelope.replace('</soap:Body>', ''),
      fault("MalformedXml Le message n'est pas un document XML bien formé.", 'SOAP MalformedXml'),
    ],
    [
      'no body',
      (envelope) => envelope.replace(/<soap:Body>.*<\/soap:Body>/s, ''),
      fault("MalformedEnvelope L'enveloppe SOAP n'est pas conforme.", 'SOAP MalformedEnvelope'),
    ],
    [
      'an action that nobody knows',
      (envelope) => envelope.replace(/(<wsa:Action[^>]*>)[^<]*/, '$1urn:example:rien'),
      fault(
        "ActionNotSupported L'action demandée n'est pas servie à cette adresse. (urn:example:rien)",
        'SOAP ActionNotSupported',
      ),
    ],
    [
      'an answer to be sent elsewhere',
      (envelope) => envelope.replace(/(<wsa:Address>)[^<]*/, '$1http://127.0.0.1:9/'),
      {
        status: 500,
        told: ["MustUnderstand HeaderNotUnderstood Un en-tête SOAP obligatoire n'est pas compris. (ReplyTo)"],
        trace: 'SOAP HeaderNotUnderstood',
      },
    ],
  ];
  for (const [what, change, expected] of ENVELOPES) {
    it(`then an envelope with ${what} is refused`, () => refused(simple(change), expected));
    it(`then an envelope with ${what} is refused, its attachments forgotten`, () =>
      refused(enveloped(change), expected));
  }

  it('then an action of another address is refused', () => {
    const message: SoapMessage = { ...authorise(vihf()), service: 'registry' };
    return refused(
      soapRequest(message),
      fault(
        `ActionNotSupported L'action demandée n'est pas servie à cette adresse. (${message.action})`,
        'SOAP ActionNotSupported',
      ),
    );
  });

  for (let place = 0; place < PLACES; place++) {
    it(`then a deposit that is cut short after ${place} of ${PLACES} parts is refused`, () => {
      const request = deposit();
      const length = Math.floor((request.body.length * place) / PLACES);
      return refused({ ...request, body: request.body.subarray(0, length) }, TRUNCATED);
    });
  }

  it('then a deposit that lacks only the end of its last boundary is refused', () => {
    const request = deposit();
    return refused({ ...request, body: request.body.subarray(0, -'-\r\n'.length) }, TRUNCATED);
  });

  it('then a body over the limit is refused', () => {
    const request = deposit();
    const body = Buffer.concat([request.body, Buffer.alloc(LIMIT - request.body.length + 1, ' ')]);
    return refused({ ...request, body }, TOO_LARGE);
  });

  it('then a body over the limit that did not say its length is refused', () => {
    const message = provideMessage(lot, vihf());
    const bytes = Buffer.alloc(LIMIT, 'x');
    const request = soapRequest({
      ...message,
      parts: [...message.parts, { contentId: 'Annexe01', mimeType: 'text/plain', bytes }],
    });
    const headers = { ...request.headers, 'transfer-encoding': 'chunked' };
    return refused({ ...request, headers }, TOO_LARGE);
  });

  it('then a compressed body is refused', () => {
    const request = deposit();
    return refused(
      { ...request, headers: { ...request.headers, 'content-encoding': 'gzip' } },
      fault(
        "UnsupportedEncoding L'encodage du contenu de la requête n'est pas pris en charge.",
        'SOAP UnsupportedEncoding',
        415,
      ),
    );
  });

  it('then a body that is said to be something else is refused', () => {
    const request = deposit();
    return refused(
      { ...request, headers: { 'content-type': 'application/json' } },
      fault(
        "UnsupportedMediaType Le type de contenu de la requête n'est pas pris en charge.",
        'SOAP UnsupportedMediaType',
        415,
      ),
    );
  });

  for (const method of ['GET', 'PUT', 'DELETE']) {
    it(`then ${method} on an address of SOAP is refused`, () =>
      refused(
        { method, path: deposit().path },
        fault(
          "MethodNotAllowed Cette méthode n'est pas acceptée à cette adresse.",
          'SOAP MethodNotAllowed',
          405,
        ),
      ));
  }

  it('then an address that leads nowhere is told so, and leaves no trace: no record lives there', async () => {
    const request = { ...deposit(), path: '/si-dmp-server/v2/services/rien' };
    const traces = await house.keepsNothing(async () =>
      expect(await house.send(request, 'pharmacien')).to.deep.equal({ status: 404, told: ['404'] }),
    );
    expect(traces).to.deep.equal([]);
  });

  for (const size of [1024, IN_MEMORY + 100_000]) {
    it(`then nothing is left of a client that hangs up after ${size} bytes of a document`, async () => {
      const message = provideMessage(lot, vihf());
      const [note, ...others] = message.parts;
      const bytes = Buffer.concat([note!.bytes, Buffer.alloc(2 * size, ' ')]);
      const { path, headers, body } = soapRequest({ ...message, parts: [{ ...note!, bytes }, ...others] });
      const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${headers['content-type']}\r\nContent-Length: ${body.length}\r\n\r\n`;
      const traces = await house.keepsNothing(async () => {
        const socket = await house.wire.open(house.pki.credentials('pharmacien', 'auth'));
        const start = body.indexOf(note!.bytes);
        await new Promise<void>((resolve) => {
          socket.write(Buffer.concat([Buffer.from(head), body.subarray(0, start + size)]), () => resolve());
        });
        if (size > IN_MEMORY) await until(() => receivedFiles(house.server) > 0);
        socket.destroy();
        // What comes after is answered after.
        await house.send({ method: 'GET', path: '/healthz' }, 'pharmacien');
        await until(() => receivedFiles(house.server) === 0);
      });
      expect(traces).to.deep.equal([]);
    });
  }

  it('then the deposit without a fault is stored', () =>
    house.stores(() => house.send(deposit(), 'pharmacien')));
});
