import { expect } from 'chai';
import type { DocumentEntry } from '../../src/model/document-entry.ts';
import { APPROVED } from '../../src/model/document-entry.ts';
import { type DepositHouse, depositHouse, EVERYTHING } from '../support/deposit-house.ts';
import { faultsOf } from '../support/faults.ts';
import { noteEntry, submission, vaccinationNote } from '../support/submission-builder.ts';

describe('given a valid lot of the DMP', () => {
  let house: DepositHouse;
  let note: DocumentEntry;
  before(async () => {
    house = await depositHouse();
    expect(faultsOf(await house.deposit(submission()))).to.deep.equal([]);
    note = (await house.entries()).find(({ uniqueId }) => uniqueId === noteEntry.uniqueId)!;
  });
  after(() => house.close());

  it('then each document is kept byte for byte', async () => {
    const [stored] = await house.store.documents.find(EVERYTHING, { uniqueIds: [noteEntry.uniqueId] }, 'ids');
    expect((await house.options.blobs.read(stored!.blob!)).equals(vaccinationNote())).to.equal(true);
    expect(await house.holdings()).to.deep.equal({ entries: 2, contents: 2 });
  });

  it('then the registry sets what is its own', () => {
    expect(note.entryUuid).to.match(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(note).to.include({
      id: note.entryUuid,
      logicalId: note.entryUuid,
      version: 1,
      availabilityStatus: APPROVED,
      repositoryUniqueId: house.options.domain.rules.repositoryUniqueId,
      size: vaccinationNote().length,
    });
    expect(note.hash).to.match(/^[0-9a-f]{40}$/);
  });

  it('then everything else is as it was sent, what the model has no name for included', () => {
    expect({ ...note, ...noteEntry, id: note.id }).to.deep.equal(note);
  });
});
