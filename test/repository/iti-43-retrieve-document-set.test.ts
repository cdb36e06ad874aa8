import { expect } from 'chai';
import { FAILURE, PARTIAL_SUCCESS, SUCCESS } from '../../src/ebrim/registry-response.ts';
import { isRefusal } from '../../src/errors.ts';
import type { Subject } from '../../src/model/subject.ts';
import { retrieveDocumentSet } from '../../src/repository/iti-43-retrieve-document-set.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute, descendants, type XmlElement } from '../../src/xml/tree.ts';
import { type DepositHouse, depositHouse } from '../support/deposit-house.ts';
import { expectOneFault, told } from '../support/faults.ts';
import { noteEntry, submission, vaccinationNote } from '../support/submission-builder.ts';
import { authorise, lastEvent, NURSE, PSYCHOMOTOR_THERAPIST, send } from '../support/way-through.ts';

const UNKNOWN = '1.2.250.1.999.404';

describe('given the note of a pharmacist in the repository', () => {
  let house: DepositHouse;
  let repository: string;
  before(async () => {
    house = await depositHouse();
    repository = house.options.domain.rules.repositoryUniqueId;
    expect(told(await house.deposit(submission()))).to.deep.equal([]);
    for (const subject of [NURSE, PSYCHOMOTOR_THERAPIST]) await authorise(house, subject);
  });
  after(() => house.close());

  const retrieve = async (subject: Subject, ...requests: (readonly [string, string])[]) => {
    const body = `<RetrieveDocumentSetRequest xmlns="urn:ihe:iti:xds-b:2007">${requests
      .map(
        ([of, uniqueId]) =>
          `<DocumentRequest><RepositoryUniqueId>${of}</RepositoryUniqueId><DocumentUniqueId>${uniqueId}</DocumentUniqueId></DocumentRequest>`,
      )
      .join('')}</RetrieveDocumentSetRequest>`;
    const answer = await send(house, retrieveDocumentSet(house.options), body, subject);
    if (isRefusal(answer)) return expect.fail(told(answer).join());
    return { ...answer, root: parseXml(answer.body.text) };
  };
  const all = (root: XmlElement, local: string) =>
    [...descendants(root)].filter((node) => node.local === local);
  const status = (root: XmlElement) => attribute(all(root, 'RegistryResponse')[0], 'status');
  const codes = (root: XmlElement) => all(root, 'RegistryError').map((node) => attribute(node, 'errorCode'));

  it('then a nurse reads it byte for byte, with its size, and it is traced', async () => {
    const { root, attachments } = await retrieve(NURSE, [repository, noteEntry.uniqueId]);
    expect(status(root)).to.equal(SUCCESS);
    const [part] = attachments!;
    expect(part).to.include({ mimeType: 'text/xml', size: vaccinationNote().length });
    const chunks: Buffer[] = [];
    for await (const chunk of part!.open()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).equals(vaccinationNote())).to.equal(true);
    expect((await part!.bytes!()).equals(vaccinationNote())).to.equal(true);
    expect(decodeURIComponent(attribute(all(root, 'Include')[0], 'href')!)).to.equal(
      `cid:${part!.contentId}`,
    );
    expect(await lastEvent(house)).to.deep.include({
      type: 'ITI-43',
      action: 'R',
      granted: true,
      documents: [noteEntry.uniqueId],
    });
  });

  it('then urn:oid: before the repository is tolerated', async () => {
    const { root } = await retrieve(NURSE, [`urn:oid:${repository}`, noteEntry.uniqueId]);
    expect(status(root)).to.equal(SUCCESS);
  });

  it('then what is there is given and what is not is told, one by one', async () => {
    const { root, attachments } = await retrieve(
      NURSE,
      [repository, noteEntry.uniqueId],
      [repository, UNKNOWN],
      ['1.2.3', noteEntry.uniqueId],
    );
    expect(status(root)).to.equal(PARTIAL_SUCCESS);
    expect(attachments).to.have.length(1);
    expect(codes(root)).to.deep.equal(['XDSDocumentUniqueIdError', 'XDSUnknownRepositoryId']);
    expect(all(root, 'RegistryError').map((node) => attribute(node, 'location'))).to.deep.equal([
      UNKNOWN,
      '1.2.3',
    ]);
  });

  it('then what another repository keeps is told by that repository as unknown here', async () => {
    const { root } = await retrieve(NURSE, ['1.2.250.1.999.2.1.9', noteEntry.uniqueId]);
    expect([status(root), ...codes(root)]).to.deep.equal([FAILURE, 'XDSUnknownRepositoryId']);
  });

  it('then nothing given is a failure', async () => {
    const { root, attachments } = await retrieve(NURSE, [repository, UNKNOWN]);
    expect(status(root)).to.equal(FAILURE);
    expect(attachments).to.deep.equal([]);
    expect((await lastEvent(house)).granted).to.equal(true);
  });

  for (const [what, subject, uniqueId] of [
    ['to one who may read nothing', PSYCHOMOTOR_THERAPIST, noteEntry.uniqueId],
    ['that is hidden from professionals', NURSE, submission().objects.entries[1]!.uniqueId],
  ] as const) {
    it(`then a document ${what} is as one that is not there, but for the trace`, async () => {
      const hidden = await retrieve(subject, [repository, uniqueId]);
      expect((await lastEvent(house)).granted).to.equal(false);
      const absent = await retrieve(subject, [repository, UNKNOWN]);
      expect(hidden.body.text.replaceAll(uniqueId, UNKNOWN)).to.equal(absent.body.text);
      expect(hidden.attachments).to.deep.equal([]);
    });
  }

  it('then a document that is given beside a hidden one is traced as given', async () => {
    const hidden = submission().objects.entries[1]!.uniqueId;
    const { attachments } = await retrieve(NURSE, [repository, noteEntry.uniqueId], [repository, hidden]);
    expect(attachments).to.have.length(1);
    expect(await lastEvent(house)).to.deep.include({ granted: true, documents: [noteEntry.uniqueId] });
  });

  it('then its trace says that something else was asked for, and the same of a hidden one as of one that is not there', async () => {
    const hidden = submission().objects.entries[1]!.uniqueId;
    const reason = async (...beside: string[]) => {
      const asked = [noteEntry.uniqueId, ...beside].map((uniqueId) => [repository, uniqueId] as const);
      await retrieve(NURSE, ...asked);
      const { documents, granted, reason } = await lastEvent(house);
      return `${granted} ${reason} ${documents}`;
    };
    expect(await reason()).to.equal(`true authorised ${noteEntry.uniqueId}`);
    for (const beside of [hidden, UNKNOWN]) {
      expect(await reason(beside)).to.equal(`true granted-in-part ${noteEntry.uniqueId}`);
    }
  });

  it('then one who has not declared the authorisation is refused', async () => {
    const body = `<RetrieveDocumentSetRequest xmlns="urn:ihe:iti:xds-b:2007"><DocumentRequest><RepositoryUniqueId>${repository}</RepositoryUniqueId><DocumentUniqueId>${noteEntry.uniqueId}</DocumentUniqueId></DocumentRequest></RetrieveDocumentSetRequest>`;
    const stranger = { ...NURSE, id: '810000000999' };
    expectOneFault(
      await send(house, retrieveDocumentSet(house.options), body, stranger),
      'AuthorisationMissing',
    );
  });
});
