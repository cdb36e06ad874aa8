import { Readable } from 'node:stream';
import { expect } from 'chai';
import { LCM, XDSB } from '../../src/ebrim/namespaces.ts';
import { SUCCESS } from '../../src/ebrim/registry-response.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import { isRefusal } from '../../src/errors.ts';
import { provideAndRegisterDocumentSet } from '../../src/repository/iti-41-provide-and-register-document-set.ts';
import type { ReceivedContent } from '../../src/store/blobs.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute } from '../../src/xml/tree.ts';
import { type DepositHouse, depositHouse } from '../support/deposit-house.ts';
import { expectOneFault, told } from '../support/faults.ts';
import {
  type BuiltSubmission,
  CHARLOTTE,
  noteEntry,
  PATIENT_ID,
  PHARMACIST,
  submission,
  withSet,
} from '../support/submission-builder.ts';
import { lastEvent, send } from '../support/way-through.ts';

const include = (contentId: string) =>
  `<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:${contentId}"/>`;

describe('given a Provide and Register request', () => {
  let house: DepositHouse;
  beforeEach(async () => {
    house = await depositHouse();
  });
  afterEach(() => house.close());

  /** Sends a lot with each document in a part of its own, named like it; `documents` may say otherwise. */
  const provide = async (
    built: BuiltSubmission,
    change: {
      parts?: Record<string, string>;
      documents?: (written: string) => string;
    } = {},
  ) => {
    const received = await house.receive(built);
    const parts = new Map<string, ReceivedContent>(
      received.documents.map(({ id, content }) => [id, content]),
    );
    for (const [contentId, bytes] of Object.entries(change.parts ?? {})) {
      parts.set(contentId, await house.options.blobs.receive(Readable.from([Buffer.from(bytes)])));
    }
    const written = received.documents
      .map(({ id }) => `<xds:Document id="${id}">${include(id)}</xds:Document>`)
      .join('');
    const body = `<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds="${XDSB}">${writeSubmitObjects(built.objects).text}${change.documents?.(written) ?? written}</xds:ProvideAndRegisterDocumentSetRequest>`;
    const answer = await send(house, provideAndRegisterDocumentSet(house.options), body, PHARMACIST, parts);
    await Promise.all([...parts.values()].map((content) => content.discard()));
    return answer;
  };
  const nothingIsStored = async () =>
    expect(await house.holdings()).to.deep.equal({ entries: 0, contents: 0 });

  it('then a valid lot is stored, told in one empty response, and traced', async () => {
    const answer = await provide(submission());
    if (isRefusal(answer)) return expect.fail(told(answer).join());
    const response = parseXml(answer.body.text);
    expect(attribute(response, 'status')).to.equal(SUCCESS);
    expect(response.children).to.deep.equal([]);
    expect(await house.holdings()).to.deep.equal({ entries: 2, contents: 2 });
    expect(await lastEvent(house)).to.deep.include({ type: 'ITI-41', action: 'C', granted: true });
    expect((await lastEvent(house)).documents).to.include(noteEntry.uniqueId);
  });

  it('then documents in base64 in their places are taken', async () => {
    const { documents } = await house.receive(submission());
    const written: string[] = [];
    for (const { id, content } of documents) {
      const base64 = (await content.bytes()).toString('base64');
      written.push(`<xds:Document id="${id}">${base64}</xds:Document>`);
      await content.discard();
    }
    const body = `<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds="${XDSB}">${writeSubmitObjects(submission().objects).text}${written.join('')}</xds:ProvideAndRegisterDocumentSetRequest>`;
    const answer = await send(house, provideAndRegisterDocumentSet(house.options), body, PHARMACIST);
    expect(told(answer)).to.deep.equal([]);
    expect(await house.holdings()).to.deep.equal({ entries: 2, contents: 2 });
  });

  it('then a part that nothing refers to is refused', async () => {
    const answer = await provide(submission(), { parts: { stranger: 'x' } });
    expectOneFault(answer, 'XDSMissingDocumentMetadata', 'stranger');
    await nothingIsStored();
  });

  for (const [what, href] of [
    ['a part that is not there', 'cid:nothing'],
    ['a web address', 'http://localhost/x'],
    ['a file', 'file:///etc/hostname'],
  ] as const) {
    it(`then a reference to ${what} is refused`, async () => {
      const answer = await provide(submission(), {
        documents: (written) => written.replace('cid:Document01', href),
      });
      expectOneFault(answer, 'AttachmentReference');
      await nothingIsStored();
    });
  }

  it('then a part that is referred to twice is refused', async () => {
    const answer = await provide(submission(), {
      documents: (written) => `${written}<xds:Document id="Again">${include('Document01')}</xds:Document>`,
    });
    expectOneFault(answer, 'AttachmentReference');
    await nothingIsStored();
  });

  it('then a lot whose patient id has a wrong key is refused by that name, before any record is looked for', async () => {
    const patientId = `${CHARLOTTE.value.slice(0, 13)}01^^^&${CHARLOTTE.authority}&ISO^NH`;
    const answer = await provide(withSet(submission(), { patientId }));
    expectOneFault(answer, 'XDSRegistryMetadataError', 'clé du matricule INS');
    await nothingIsStored();
  });

  it('then a patient without a record is unknown', async () => {
    const unknown = PATIENT_ID.replace(CHARLOTTE.value, '207058575627097');
    const built = submission();
    const entries = built.objects.entries.map((entry) => ({ ...entry, patientId: unknown }));
    const other = withSet({ ...built, objects: { ...built.objects, entries } }, { patientId: unknown });
    const body = `<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds="${XDSB}">${writeSubmitObjects(other.objects).text}</xds:ProvideAndRegisterDocumentSetRequest>`;
    const subject = { ...PHARMACIST, patientId: unknown };
    expectOneFault(
      await send(house, provideAndRegisterDocumentSet(house.options), body, subject),
      'XDSUnknownPatientId',
    );
    await nothingIsStored();
  });

  it('then a lot without SubmissionSet is refused', async () => {
    const body = `<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds="${XDSB}"><lcm:SubmitObjectsRequest xmlns:lcm="${LCM}"><RegistryObjectList xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"/></lcm:SubmitObjectsRequest></xds:ProvideAndRegisterDocumentSetRequest>`;
    expectOneFault(
      await send(house, provideAndRegisterDocumentSet(house.options), body, PHARMACIST),
      'XDSRegistryMetadataError',
      'SubmissionSet',
    );
  });

  it('then a refusal of the rules is traced and told in a RegistryResponse', async () => {
    const answer = await provide(withSet(submission(), { sourceId: 'x' }));
    expectOneFault(answer, 'XDSRegistryMetadataError', 'sourceId');
    expect(await lastEvent(house)).to.deep.include({ type: 'ITI-41', granted: false });
    await nothingIsStored();
  });
});
