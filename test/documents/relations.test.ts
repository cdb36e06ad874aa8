import { expect } from 'chai';
import { APPROVED, DEPRECATED } from '../../src/model/document-entry.ts';
import { APND, RPLC } from '../../src/model/submission.ts';
import { type DepositHouse, depositHouse, EVERYTHING } from '../support/deposit-house.ts';
import { expectOneFault, faultsOf, told } from '../support/faults.ts';
import {
  type BuiltSubmission,
  namesOf,
  noteEntry,
  PHARMACIST,
  submission,
  vaccinationNote,
  withAssociation,
  withSet,
} from '../support/submission-builder.ts';

const first = namesOf(1);
const second = namesOf(2);

/** A second lot whose note says in its header that it replaces the first. */
function replacing(uniqueId: string, target: string, type = RPLC): BuiltSubmission {
  const related = `<relatedDocument typeCode="RPLC"><parentDocument><id root="${uniqueId}"/></parentDocument></relatedDocument><component>`;
  const bytes = vaccinationNote(second.note, { '<component>': related });
  return {
    ...withAssociation(submission(second), type, target),
    documents: [{ id: 'Document01', bytes }],
  };
}

describe('given a document that is registered', () => {
  let house: DepositHouse;
  let target: string;
  beforeEach(async () => {
    house = await depositHouse();
    expect(told(await house.deposit(submission(first)))).to.deep.equal([]);
    target = (await house.entries()).find(({ uniqueId }) => uniqueId === first.note)!.entryUuid;
  });
  afterEach(() => house.close());
  const statusOf = async (uniqueId: string) => {
    const [entry] = await house.store.documents.find(EVERYTHING, { uniqueIds: [uniqueId] }, 'ebrim');
    return {
      status: entry?.availabilityStatus,
      text: /status="([^"]*)"/.exec(String(entry?.ebrim ?? ''))?.[1],
    };
  };

  it('then its author replaces it, and it is Deprecated in every form', async () => {
    expect(told(await house.deposit(replacing(first.note, target)))).to.deep.equal([]);
    expect(await statusOf(first.note)).to.deep.equal({ status: DEPRECATED, text: DEPRECATED });
    expect(await statusOf(second.note)).to.deep.equal({ status: APPROVED, text: APPROVED });
  });

  it('then the association between the two points at real UUIDs', async () => {
    const built = replacing(first.note, target.toUpperCase().replace('URN:UUID:', 'urn:uuid:'));
    expect(told(await house.deposit(built))).to.deep.equal([]);
    expect(await statusOf(first.note)).to.deep.equal({ status: DEPRECATED, text: DEPRECATED });
  });

  it('then another author is told that it is not there, as of what is not there', async () => {
    const doctor = { ...PHARMACIST, id: '810000000011', structure: { id: '1140000027' } };
    const [author] = noteEntry.authors;
    const person = '810000000011^AUBERT^Claire^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS';
    const by = (built: BuiltSubmission) =>
      house.deposit(withSet(built, { authors: [{ ...author!, person }] }), doctor, 'medecin');
    const absent = 'urn:uuid:00000000-0000-4000-8000-000000000000';
    const ofOther = told(await by(replacing(first.note, target)));
    const ofNothing = told(await by(replacing(first.note, absent)));
    expect(ofOther.map((line) => line.replace(target, absent))).to.deep.equal(ofNothing);
    expect(ofOther.map((line) => line.split(' ')[0])).to.deep.equal([
      'UnresolvedReferenceException',
      'XDSRegistryMetadataError',
    ]);
    expect(await statusOf(first.note)).to.deep.equal({ status: APPROVED, text: APPROVED });
  });

  it('then one that is Deprecated cannot be replaced again', async () => {
    expect(told(await house.deposit(replacing(first.note, target)))).to.deep.equal([]);
    const third = namesOf(3);
    const related = `<relatedDocument typeCode="RPLC"><parentDocument><id root="${first.note}"/></parentDocument></relatedDocument><component>`;
    const answer = await house.deposit({
      ...withAssociation(submission(third), RPLC, target),
      documents: [{ id: 'Document01', bytes: vaccinationNote(third.note, { '<component>': related }) }],
    });
    expectOneFault(answer, 'XDSRegistryDeprecatedDocumentError', target);
    expect(await house.holdings()).to.deep.equal({ entries: 4, contents: 4 });
  });

  it('then a replacement that the document does not speak of is refused', async () => {
    const answer = await house.deposit(withAssociation(submission(second), RPLC, target));
    expectOneFault(answer, 'InvalidDocumentContent', 'relatedDocument');
  });

  it('then a document that speaks of a replacement which the lot does not make is refused', async () => {
    const { documents } = replacing(first.note, target);
    const answer = await house.deposit({ ...submission(second), documents });
    expectOneFault(answer, 'InvalidDocumentContent', 'relatedDocument');
  });

  it('then a document whose predecessor was never here is taken', async () => {
    const { documents } = replacing('1.2.250.1.999.7', target);
    expect(told(await house.deposit({ ...submission(second), documents }))).to.deep.equal([]);
  });

  it('then an addendum leaves it Approved', async () => {
    expect(told(await house.deposit(withAssociation(submission(second), APND, target)))).to.deep.equal([]);
    expect(await statusOf(first.note)).to.deep.equal({ status: APPROVED, text: APPROVED });
  });

  it('then the same lot sent again is answered as before and stores nothing', async () => {
    const before = await house.holdings();
    expect(await house.deposit(submission(first))).to.equal('done');
    expect(await house.holdings()).to.deep.equal(before);
  });

  it('then the same document in a lot made anew is answered as before and stores nothing', async () => {
    const before = await house.holdings();
    expect(await house.deposit(submission({ ...second, note: first.note }))).to.equal('done');
    expect(await house.holdings()).to.deep.equal(before);
  });

  it('then another document under its uniqueId is refused', async () => {
    const bytes = vaccinationNote(first.note, { '<title>Note': '<title>Une note' });
    const built = {
      ...submission({ ...second, note: first.note }),
      documents: [{ id: 'Document01', bytes }],
    };
    expectOneFault(await house.deposit(built), 'XDSNonIdenticalHash', first.note);
    expect(await house.holdings()).to.deep.equal({ entries: 2, contents: 2 });
  });

  it('then the same document by another depositor is refused', async () => {
    const doctor = { ...PHARMACIST, id: '810000000011' };
    const [author] = noteEntry.authors;
    const person = '810000000011^AUBERT^Claire^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS';
    const built = withSet(submission({ ...second, note: first.note }), { authors: [{ ...author!, person }] });
    expectOneFault(await house.deposit(built, doctor, 'medecin'), 'XDSNonIdenticalHash', first.note);
  });

  it('then a lot of other documents under its uniqueId is refused and its content removed', async () => {
    const answer = await house.deposit(submission({ ...second, lot: first.lot }));
    expectOneFault(answer, 'XDSDuplicateUniqueIdInRegistry', first.lot);
    expect(await house.holdings()).to.deep.equal({ entries: 2, contents: 2 });
  });

  it('then an entry under a UUID that is in use is refused and its content removed', async () => {
    const built = submission(second);
    const named = (id: string) => (id === 'Document01' ? target : id);
    const objects = {
      ...built.objects,
      entries: built.objects.entries.map((entry) => ({ ...entry, id: named(entry.id) })),
      associations: built.objects.associations.map((one) => ({ ...one, target: named(one.target) })),
    };
    const documents = built.documents.map((one) => ({ ...one, id: named(one.id) }));
    const answer = await house.deposit({ objects, documents });
    expect(faultsOf(answer)).to.have.length(1);
    expectOneFault(answer, 'XDSRegistryMetadataError', target);
    expect(await house.holdings()).to.deep.equal({ entries: 2, contents: 2 });
  });
});
