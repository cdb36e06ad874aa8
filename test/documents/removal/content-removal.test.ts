import { expect } from 'chai';
import { documentRemoval } from '../../../src/documents/removal/document-removal.ts';
import { metadataRemoval } from '../../../src/documents/removal/metadata-removal.ts';
import { isRefusal } from '../../../src/errors.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { deleteLeftContent } from '../../../src/store/left-content.ts';
import { EVERYTHING } from '../../support/deposit-house.ts';
import { told } from '../../support/faults.ts';
import { iheSubmission, NODE } from '../../support/ihe-submission.ts';
import { type RemovalDesk, removalDesk } from '../../support/removal-desk.ts';

const unresolved = (id: string) => `UnresolvedReferenceException L'objet visé n'existe pas. (${id})`;

describe('given documents whose content is kept here', () => {
  let desk: RemovalDesk;
  const [FIRST, SECOND] = ['1.2.250.1.999.8.1', '1.2.250.1.999.8.2'];
  beforeEach(async () => {
    desk = await removalDesk();
    expect(
      told(
        await desk.house.deposit(iheSubmission('1.2.250.1.999.8', { [FIRST]: 'one', [SECOND]: 'two' }), NODE),
      ),
    ).to.deep.equal([]);
  });
  afterEach(() => desk.close());

  const contentOf = async (uniqueId: string) => {
    const id = await desk.idOf(uniqueId);
    return [id, ...(await desk.tiesOf(id))];
  };

  it('then content goes with the last entry that refers to it, and no other', async () => {
    expect(await desk.remove(await contentOf(FIRST))).to.equal('done');
    expect(await desk.house.holdings()).to.deep.equal({ entries: 1, contents: 1 });
    expect(await desk.retrieve([desk.repository, FIRST], [desk.repository, SECOND])).to.deep.equal([
      'two',
      'XDSDocumentUniqueIdError',
    ]);
    expect(await desk.house.store.removal.contentLeft()).to.deep.equal([]);
  });

  it('then a document that the scope hides is as one that is not there', async () => {
    const { options } = desk.house;
    const hiding = { ...EVERYTHING, hiddenConfidentiality: ['L'] } as Scope;
    const ids = await contentOf(FIRST);
    expect(told(await metadataRemoval(ids, hiding, options))).to.deep.equal(ids.map(unresolved));
    const asked = [{ repositoryUniqueId: desk.repository, uniqueId: FIRST }];
    expect(told(await documentRemoval(asked, hiding, options))).to.deep.equal([
      `XDSDocumentUniqueIdError Aucun document accessible ne porte cet identifiant unique. (${FIRST})`,
    ]);
  });

  it('then a removal of what has been removed is in the journal of its patient, told as refused', async () => {
    const asked = [[desk.repository, FIRST]] as const;
    await desk.removeDocuments(asked);
    expect(told(await desk.removeDocuments(asked))).to.have.length(1);
    const [entry] = await desk.house.store.documents.find(EVERYTHING, { uniqueIds: [FIRST] }, 'ids');
    const [last] = await desk.house.store.events.ofPatient(entry!.patientKey, { limit: 1, offset: 0 });
    expect(last).to.deep.include({
      type: 'ITI-86',
      action: 'D',
      granted: false,
      reason: 'XDSDocumentUniqueIdError',
    });
  });

  it('then content that cannot be deleted at once is out of reach, and goes at the next start', async () => {
    const { options, store } = desk.house;
    const removal = await metadataRemoval(await contentOf(FIRST), EVERYTHING, options);
    if (isRefusal(removal)) return expect.fail(told(removal).join());
    // The process ends here: written, and not deleted.
    expect(await store.write(removal.writes)).to.deep.equal({});
    expect(await desk.house.holdings()).to.deep.equal({ entries: 1, contents: 2 });
    expect(await desk.retrieve([desk.repository, FIRST])).to.deep.equal(['XDSDocumentUniqueIdError']);
    expect(await store.removal.contentLeft()).to.have.length(1);
    await deleteLeftContent(store, options.blobs);
    expect(await desk.house.holdings()).to.deep.equal({ entries: 1, contents: 1 });
    expect(await store.removal.contentLeft()).to.deep.equal([]);
  });
});
