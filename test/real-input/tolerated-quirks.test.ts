import { expect } from 'chai';
import type { Context } from 'mocha';
import type { VihfOverrides } from '../../src/identity/sandbox/vihf-maker.ts';
import { DEPRECATED } from '../../src/model/document-entry.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { attribute, descendants, text } from '../../src/xml/tree.ts';
import { officialMessage, SOAP_TYPE } from '../support/official-message.ts';
import { type ProvideDesk, provideDesk, registryResponse } from '../support/provide-desk.ts';
import { postBytes } from '../support/raw-request.ts';
import {
  type CleanLot,
  cleanProvide,
  DOCTOR,
  type EnvelopeQuirk,
  type ProvideMessage,
  withBody,
  withoutQuirks,
  withQuirk,
} from '../support/td-2-1.ts';

const SERVICES = '/si-dmp-server/v2/services';
/** The name of the attribute as the specification spells it. */
const SPELT_RIGHT: VihfOverrides = {
  attributes: { Authentification_mode: undefined, Authentification_Mode: 'DIRECTE' },
};

/** One quirk of the sample's envelope. */
const ENVELOPE: readonly (readonly [what: string, quirk: EnvelopeQuirk])[] = [
  ['a SOAP 1.1 envelope in a SOAP 1.2 part', 'envelope'],
  ['an empty To', 'to'],
  ['a Document whose id differs from its entry in case', 'idCase'],
  ['a CX.7 in the patientId', 'effectiveDate'],
  ['charset="UTF8"', 'charset'],
  ['xml:lang="FR"', 'language'],
];

/** One quirk of how the parts are told. */
const WIRE: readonly (readonly [what: string, mutate: (message: ProvideMessage) => ProvideMessage])[] = [
  [
    'a boundary without quotes',
    (message) => ({ ...message, contentType: message.contentType.replace(/"(----[^"]+)"/, '$1') }),
  ],
  [
    'no start, the root being first',
    (message) => ({ ...message, contentType: message.contentType.replace(/ start="[^"]+";/, '') }),
  ],
  ['Content-Id in another case', (message) => renamed(message, 'Content-ID:', 'Content-Id:')],
  ['content-id in lower case', (message) => renamed(message, 'Content-ID:', 'content-id:')],
  [
    'XML that is told to be Cp1252',
    (message) => renamed(message, 'charset=UTF-8; name', 'charset=Cp1252; name'),
  ],
  [
    'an action of the part that is the name of the operation',
    (message) =>
      renamed(
        message,
        'action="urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b"',
        'action="DocumentRepository_ProvideAndRegisterDocumentSet-b"',
      ),
  ],
];

function renamed(message: ProvideMessage, from: string, to: string): ProvideMessage {
  let changed = 0;
  const edit = (part: ProvideMessage['document']) => ({
    ...part,
    headers: part.headers.map((header) => {
      if (header.includes(from)) changed++;
      return header.replace(from, to);
    }),
  });
  const { envelope, document, signature } = message;
  const edited = {
    ...message,
    envelope: edit(envelope),
    document: edit(document),
    signature: edit(signature),
  };
  if (changed === 0) throw new Error(`no header with ${from}`);
  return edited;
}

describe('given a TD2.1 request without a quirk, into which one is put', function () {
  this.timeout(60_000);
  let desk: ProvideDesk;
  before(async () => {
    desk = await provideDesk();
  });
  after(() => desk.close());

  const plain = async (test: Context, ...more: readonly Parameters<typeof cleanProvide>[2][]) => {
    const lot = await cleanProvide(test, desk.server, ...more);
    return { ...lot, message: withoutQuirks(lot.message) };
  };

  const expectTaken = async (
    lot: CleanLot,
    message = lot.message,
    vihf: VihfOverrides = SPELT_RIGHT,
  ): Promise<void> => {
    const reply = await desk.send(message, vihf);
    expect(registryResponse(reply)).to.deep.equal({ status: 'Success', errors: [] });
    expect(await desk.found(lot.document)).to.have.lengthOf(1);
  };

  it('then the request without any is taken', async function () {
    await expectTaken(await plain(this));
  });

  for (const [what, quirk] of ENVELOPE) {
    it(`then ${what} is tolerated`, async function () {
      const lot = await plain(this);
      await expectTaken(lot, withQuirk(lot.message, quirk));
    });
  }

  for (const [what, mutate] of WIRE) {
    it(`then ${what} is tolerated`, async function () {
      const lot = await plain(this);
      const message = mutate(lot.message);
      expect(message).not.to.deep.equal(lot.message);
      await expectTaken(lot, message);
    });
  }

  it('then a classification without classifiedObject is tolerated', async function () {
    const lot = await plain(this);
    const bare = withBody(lot.message.envelope, (body) =>
      body.replace(
        /(<Classification classificationScheme="[^"]+") classifiedObject="[^"]+" id="cla4"/,
        '$1 id="cla4"',
      ),
    );
    expect(bare.body.length).to.be.lessThan(lot.message.envelope.body.length);
    await expectTaken(lot, { ...lot.message, envelope: bare });
  });

  it('then Authentification_mode, spelt as in the samples, is tolerated', async function () {
    const lot = await plain(this);
    await expectTaken(lot, lot.message, {});
  });

  for (const version of ['3.0', '4.0']) {
    it(`then VIHF_Version ${version} is taken`, async function () {
      const lot = await plain(this);
      const attributes = { ...SPELT_RIGHT.attributes, VIHF_Version: version };
      await expectTaken(lot, lot.message, { attributes });
    });
  }

  it('then the RPLC of 2010 is tolerated, and replaces', async function () {
    const first = await plain(this);
    await expectTaken(first);
    const entryUuid = attribute((await desk.found(first.document))[0], 'id') ?? '';
    const association = `<Association associationType="urn:ihe:iti:2010:AssociationType:RPLC" id="assoc4" sourceObject="DocumentME2" targetObject="${entryUuid}"/>`;
    await expectTaken(await plain(this, { uniqueId: first.document, association }));
    const [replaced] = await desk.found(first.document);
    expect(attribute(replaced, 'status')).to.equal(DEPRECATED);
  });
});

describe('given an official query or retrieval, into which a quirk is put', function () {
  this.timeout(60_000);
  let desk: ProvideDesk;
  before(async () => {
    desk = await provideDesk();
  });
  after(() => desk.close());

  const send = (message: string, service: string) =>
    postBytes(desk.server, DOCTOR, `${SERVICES}/${service}`, SOAP_TYPE, Buffer.from(message, 'utf8'));
  const deposited = async (test: Context): Promise<CleanLot> => {
    const lot = await cleanProvide(test, desk.server);
    expect(registryResponse(await desk.send(lot.message)).errors).to.deep.equal([]);
    return lot;
  };

  it('then urn:oid: before the RepositoryUniqueId is tolerated', async function () {
    const lot = await deposited(this);
    const vihf = { as: DOCTOR, patient: desk.patient };
    const message = officialMessage(this, 'TD3.2-retrieve-request.xml', desk.server, vihf)
      .replace('1.2.250.1.213.4.1.1.1.2', `urn:oid:${loadAffinityDomain('dmp').rules.repositoryUniqueId}`)
      .replace('1.2.250.1.999.1.1.7898.1.995657292', lot.document);
    const reply = await send(message, 'repository');
    const document = Buffer.from(lot.message.document.body, 'utf8');
    expect([...reply.parts.values()].map((bytes) => bytes.equals(document))).to.deep.equal([true]);
  });

  it('then TD3.1 without the parameter of the patient searches the record of the VIHF', async function () {
    const lot = await deposited(this);
    const whole = officialMessage(this, 'TD3.1-document-query-request.xml', desk.server, {
      as: DOCTOR,
      patient: desk.patient,
    });
    const message = whole.replace(/<Slot name="\$XDSDocumentEntryPatientId">[\s\S]*?<\/Slot>/, '');
    expect(message.length).to.be.lessThan(whole.length);
    const found = [...descendants((await send(message, 'registry')).root)];
    const ids = found
      .filter(({ local }) => local === 'ExternalIdentifier')
      .map((node) => attribute(node, 'value'));
    expect(ids).to.include(lot.document);
  });

  it('then TD3.1 without the parameter of the patient is refused where the VIHF names none', async function () {
    const whole = officialMessage(this, 'TD3.1-document-query-request.xml', desk.server, { as: DOCTOR });
    const message = whole.replace(/<Slot name="\$XDSDocumentEntryPatientId">[\s\S]*?<\/Slot>/, '');
    const { root, status } = await send(message, 'registry');
    expect(status).to.equal(400);
    const values = [...descendants(root)].filter(({ local }) => local === 'Value').map(text);
    expect(values.map((value) => value.replace(/^.*:/, ''))).to.deep.equal(['Sender', 'AssertionPatient']);
  });
});
