import { expect } from 'chai';
import { documentRemoval } from '../../src/documents/removal/document-removal.ts';
import { RMD, XDSB } from '../../src/ebrim/namespaces.ts';
import { PARTIAL_SUCCESS, SUCCESS } from '../../src/ebrim/registry-response.ts';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import { removeDocuments } from '../../src/repository/iti-86-remove-documents.ts';
import type { SoapAnswer } from '../../src/soap/soap-transaction.ts';
import { deleteLeftContent } from '../../src/store/left-content.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute, descendants } from '../../src/xml/tree.ts';
import { EVERYTHING } from '../support/deposit-house.ts';
import { told } from '../support/faults.ts';
import { iheSubmission, NODE } from '../support/ihe-submission.ts';
import { entryOf, lotOf, OTHER_PATIENT, uniqueIdOf } from '../support/registry-lot.ts';
import { type RemovalDesk, removalDesk, removeDocumentsRequest } from '../support/removal-desk.ts';
import { storeState } from '../support/store-state.ts';
import { lastEvent, send } from '../support/way-through.ts';

const [FIRST, SECOND, UNKNOWN] = ['1.2.250.1.999.8.1', '1.2.250.1.999.8.2', '1.2.250.1.999.404'];
const absent = (uniqueId: string) =>
  `XDSDocumentUniqueIdError Aucun document accessible ne porte cet identifiant unique. (${uniqueId})`;

describe('given two documents in the repository, and one elsewhere', () => {
  let desk: RemovalDesk;
  const elsewhere = uniqueIdOf('Elsewhere');
  beforeEach(async () => {
    desk = await removalDesk();
    const lot = iheSubmission('1.2.250.1.999.8', { [FIRST]: 'one', [SECOND]: 'two' });
    expect(told(await desk.house.deposit(lot, NODE))).to.deep.equal([]);
    await desk.take(lotOf('elsewhere', { entries: [entryOf('Elsewhere')] }));
  });
  afterEach(() => desk.close());

  const read = (answer: SoapAnswer | Refusal) => {
    if (isRefusal(answer)) return expect.fail(told(answer).join());
    const root = parseXml(answer.body.text);
    const errors = [...descendants(root)].filter(({ local }) => local === 'RegistryError');
    return {
      status: attribute(root, 'status'),
      errors: errors.map((error) => `${attribute(error, 'errorCode')} ${attribute(error, 'location')}`),
    };
  };

  it('then one goes, with its content, and its metadata stay', async () => {
    expect(read(await desk.removeDocuments([[desk.repository, FIRST]]))).to.deep.equal({
      status: SUCCESS,
      errors: [],
    });
    expect(await desk.house.holdings()).to.deep.equal({ entries: 3, contents: 1 });
    expect(await desk.retrieve([desk.repository, FIRST], [desk.repository, SECOND])).to.deep.equal([
      'two',
      'XDSDocumentUniqueIdError',
    ]);
  });

  it('then the journal of the patient names it', async () => {
    await desk.removeDocuments([[desk.repository, FIRST]]);
    expect(await lastEvent(desk.house)).to.deep.include({
      type: 'ITI-86',
      action: 'D',
      granted: true,
      patientKey: desk.house.record.patient.key,
      documents: [FIRST],
    });
  });

  it('then both go in one request, though one is named twice', async () => {
    const both = [FIRST, SECOND, FIRST].map((uniqueId) => [desk.repository, uniqueId] as const);
    expect(read(await desk.removeDocuments(both)).status).to.equal(SUCCESS);
    expect(await desk.house.holdings()).to.deep.equal({ entries: 3, contents: 0 });
  });

  it('then what can go does, and what cannot is told one by one', async () => {
    const answer = await desk.removeDocuments([
      [desk.repository, FIRST],
      [desk.repository, UNKNOWN],
      ['1.2.3', SECOND],
    ]);
    expect(read(answer)).to.deep.equal({
      status: PARTIAL_SUCCESS,
      errors: [`XDSDocumentUniqueIdError ${UNKNOWN}`, 'XDSUnknownRepositoryId 1.2.3'],
    });
    expect(await desk.house.holdings()).to.deep.equal({ entries: 3, contents: 1 });
  });

  const refusals: Record<string, () => readonly [readonly [string, string], string]> = {
    'a document that is not there': () => [[desk.repository, UNKNOWN], absent(UNKNOWN)],
    'a document that another repository keeps': () => [[desk.repository, elsewhere], absent(elsewhere)],
    'a document of another repository': () => [
      ['1.2.3', FIRST],
      `XDSUnknownRepositoryId L'entrepôt indiqué n'est pas celui de ce serveur. (1.2.3)`,
    ],
  };
  for (const [what, given] of Object.entries(refusals)) {
    it(`then to remove ${what} is refused, and nothing goes`, async () => {
      const [asked, expected] = given();
      const before = storeState(desk.house);
      const answer = await desk.removeDocuments([asked]);
      expect(told(answer)).to.deep.equal([expected]);
      expect(storeState(desk.house)).to.deep.equal(before);
      expect(await lastEvent(desk.house)).to.include({ type: 'ITI-86', granted: false });
    });
  }

  it('then a document that has gone cannot go again', async () => {
    await desk.removeDocuments([[desk.repository, FIRST]]);
    const before = storeState(desk.house);
    expect(told(await desk.removeDocuments([[desk.repository, FIRST]]))).to.deep.equal([absent(FIRST)]);
    expect(storeState(desk.house)).to.deep.equal(before);
  });

  it('then a document of another patient than the assertion names is as one that is not there', async () => {
    const before = storeState(desk.house);
    const bound = { ...NODE, patientId: OTHER_PATIENT };
    const hidden = await desk.removeDocuments([[desk.repository, FIRST]], bound);
    expect(told(hidden)).to.deep.equal([absent(FIRST)]);
    expect(storeState(desk.house)).to.deep.equal(before);
  });

  it('then the same document may be deposited again, and is read', async () => {
    await desk.removeDocuments([[desk.repository, FIRST]]);
    const again = iheSubmission('1.2.250.1.999.9', { [FIRST]: 'one' });
    expect(told(await desk.house.deposit(again, NODE))).to.deep.equal([]);
    expect(await desk.retrieve([desk.repository, FIRST])).to.deep.equal(['one']);
  });

  it('then another body, or one of another namespace, is refused', async () => {
    const valid = removeDocumentsRequest([[desk.repository, FIRST]]);
    for (const body of [valid.replaceAll('RemoveDocumentsRequest', 'X'), valid.replace(RMD, XDSB)]) {
      const answer = await send(desk.house, removeDocuments(desk.house.options), body, NODE);
      expect(told(answer)).to.deep.equal([
        "MalformedRequest La requête n'est pas conforme. (RemoveDocumentsRequest)",
      ]);
    }
    expect(await desk.house.holdings()).to.deep.equal({ entries: 3, contents: 2 });
  });

  it('then a document that another request removed in between cannot be removed', async () => {
    const { options, store } = desk.house;
    const asked = [{ repositoryUniqueId: desk.repository, uniqueId: FIRST }];
    const removal = await documentRemoval(asked, EVERYTHING, options);
    if (isRefusal(removal)) return expect.fail(told(removal).join());
    await desk.removeDocuments([[desk.repository, FIRST]]);
    const written = await store.write(removal.writes);
    if (!('conflict' in written)) return expect.fail('no conflict');
    expect(told(await removal.onConflict(written))).to.deep.equal([
      `XDSRemoveDocumentsError Le document ne peut pas être supprimé. (${FIRST})`,
    ]);
  });

  it('then a removal stands when the file cannot be deleted, nobody reads it, and it goes at the next start', async () => {
    const { options, store } = desk.house;
    const broken = {
      ...options,
      deleteLeftContent: () => Promise.reject(new Error('the disk is away')),
    };
    const body = removeDocumentsRequest([[desk.repository, FIRST]]);
    const answer = await send(desk.house, removeDocuments(broken), body, NODE);
    expect(read(answer).status).to.equal(SUCCESS);
    expect(await desk.house.holdings()).to.deep.equal({ entries: 3, contents: 2 });
    expect(await desk.retrieve([desk.repository, FIRST])).to.deep.equal(['XDSDocumentUniqueIdError']);
    await deleteLeftContent(store, options.blobs);
    expect(await desk.house.holdings()).to.deep.equal({ entries: 3, contents: 1 });
    expect(await store.removal.contentLeft()).to.deep.equal([]);
  });
});
