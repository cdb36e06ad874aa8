import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { documentElement, provideMessage, type SignedLot, signedLot } from '../support/lot-message.ts';
import type { MessagePart, SoapMessage } from '../support/soap-message.ts';
import { CHARLOTTE, submission } from '../support/submission-builder.ts';
import { type BadInputHouse, badInputHouse, failure, fault } from './bad-input-house.ts';

const BAD_REFERENCE = fault(
  "AttachmentReference Une référence à une pièce jointe du message n'est pas valide.",
  'SOAP AttachmentReference',
);
const SIGNATURE = documentElement('Signature01');

describe('given a lot whose documents travel as attachments', () => {
  let house: BadInputHouse;
  let lot: SignedLot;
  before(async () => {
    house = await badInputHouse();
    lot = await signedLot(house.pki, submission());
  });
  after(() => house.close());

  const vihf = () => makeVihf(house.pki, { as: 'pharmacien', patient: CHARLOTTE.value });
  const send = (message: SoapMessage) => () => house.sendSoap(message, 'pharmacien');
  const provide = (elements?: string) => provideMessage(lot, vihf(), elements);
  const withParts = (change: (parts: readonly MessagePart[]) => readonly MessagePart[]) => {
    const message = provide();
    return { ...message, parts: change(message.parts) };
  };

  it('then one that is referred to and missing is refused', () =>
    house.refuses(send(withParts((parts) => parts.slice(1))), BAD_REFERENCE));

  it('then an unreferenced one is a document without its entry', () =>
    house.refuses(
      send(
        withParts((parts) => [
          ...parts,
          { contentId: 'Annexe01', mimeType: 'text/plain', bytes: Buffer.from('x') },
        ]),
      ),
      failure(
        'SOAP XDSMissingDocumentMetadata',
        'XDSMissingDocumentMetadata Un document est transmis sans sa fiche. (Annexe01)',
      ),
    ));

  it('then one that is referred to twice is refused', () =>
    house.refuses(
      send(
        provide(documentElement('Document01') + SIGNATURE + documentElement('Document02', 'cid:Document01')),
      ),
      BAD_REFERENCE,
    ));

  it('then two of one Content-ID are refused', () =>
    house.refuses(
      send(withParts((parts) => [...parts, parts[0]!])),
      fault(
        'MalformedMultipart Le message en plusieurs parties est incomplet ou mal formé.',
        'SOAP MalformedMultipart',
      ),
    ));

  it('then a reference to an address is refused, and nobody is called there', async () => {
    let calls = 0;
    const elsewhere = createServer(() => calls++).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const { port } = elsewhere.address() as AddressInfo;
    try {
      const href = `http://127.0.0.1:${port}/document.xml`;
      await house.refuses(send(provide(documentElement('Document01', href) + SIGNATURE)), BAD_REFERENCE);
    } finally {
      elsewhere.close();
    }
    expect(calls).to.equal(0);
  });

  for (const href of ['file:///etc/passwd', '/etc/passwd', 'cid:../../../etc/passwd', 'Document01', '']) {
    it(`then a reference to "${href}" is refused`, () =>
      house.refuses(send(provide(documentElement('Document01', href) + SIGNATURE)), BAD_REFERENCE));
  }

  it('then an entry whose document is not there at all is told', () =>
    house.refuses(
      send({ ...provide(SIGNATURE), parts: provide().parts.slice(1) }),
      failure(
        'ITI-41 XDSMissingDocument',
        'XDSMissingDocument Une fiche est transmise sans son document. (Document01)',
      ),
    ));

  it('then text that is no base64 in the place of a reference is refused', () =>
    house.refuses(
      send({
        ...provide(`<xds:Document id="Document01">pas du base64 !</xds:Document>${SIGNATURE}`),
        parts: provide().parts.slice(1),
      }),
      fault("MalformedRequest La requête n'est pas conforme. (base64Binary)", 'SOAP MalformedRequest'),
    ));

  it('then an attachment to a search is refused', () =>
    house.refuses(
      send({
        ...provide(),
        service: 'registry',
        action: 'urn:ihe:iti:2007:RegistryStoredQuery',
        body: '<query:AdhocQueryRequest xmlns:query="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><query:ResponseOption returnType="ObjectRef"/><rim:AdhocQuery id="urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"/></query:AdhocQueryRequest>',
      }),
      BAD_REFERENCE,
    ));

  it('then documents that stand in the message in base64 are stored', () => {
    const elements = lot.documents
      .map(({ id, bytes }) => `<xds:Document id="${id}">${bytes.toString('base64')}</xds:Document>`)
      .join('');
    return house.stores(send({ ...provide(elements), parts: [] }));
  });
});
