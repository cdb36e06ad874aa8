import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { patientOf } from '../../src/audit/patient-of-event.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { FIND_FOLDERS } from '../../src/documents/queries/find-folders.ts';
import { FIND_SUBMISSION_SETS } from '../../src/documents/queries/find-submission-sets.ts';
import { GET_ALL } from '../../src/documents/queries/get-all.ts';
import type { StoredEvent } from '../../src/model/event.ts';
import { attribute, descendants } from '../../src/xml/tree.ts';
import { adt, type FeedHouse, feedHouse, mergeOf, red } from '../support/feed-house.ts';
import { IHE_RED } from '../support/ihe-submission.ts';
import { entryOf, folderOf, lotOf, uniqueIdOf } from '../support/registry-lot.ts';
import { storeState } from '../support/store-state.ts';

const APPROVED = "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')";

describe('given a patient with documents, a folder and traces under one id, who is merged into another', () => {
  let house: FeedHouse;
  let formerKey: number;
  let eventsBefore: StoredEvent[];
  before(async () => {
    house = await feedHouse({ CARNET_PATIENTS: 'fed' });
    expect(await house.tell(adt('A04', red('old')), adt('A04', red('new')))).to.deep.equal(['AA', 'AA']);
    const patientId = red('old');
    const lot = lotOf('lot-old', {
      set: { patientId },
      entries: [entryOf('doc-old', { patientId })],
      folders: [folderOf('folder-old', { patientId })],
      members: [['folder-old', 'doc-old']],
    });
    expect(await house.register(lot)).to.equal('Success');
    const own = lotOf('lot-new', {
      set: { patientId: red('new') },
      entries: [entryOf('doc-new', { patientId: red('new') })],
    });
    expect(await house.register(own)).to.equal('Success');
    const { store } = house.server;
    formerKey = (await store.records.byIdentifier('old', IHE_RED))!.patient.key;
    eventsBefore = [];
    for await (const event of store.events.all()) eventsBefore.push(event);
    expect(await house.tell(mergeOf(red('old'), red('new')))).to.deep.equal(['AA']);
  });
  after(() => house.close());

  const survivor = async () => (await house.server.store.records.byIdentifier('new', IHE_RED))!;

  it('then everything is found under the surviving id', async () => {
    const both = [uniqueIdOf('doc-old'), uniqueIdOf('doc-new')].sort();
    expect(await house.documentsOf(red('new'))).to.deep.equal(both);
    const folders = await house.find(
      FIND_FOLDERS,
      ['$XDSFolderPatientId', `'${red('new')}'`],
      ['$XDSFolderStatus', APPROVED],
    );
    const sets = await house.find(
      FIND_SUBMISSION_SETS,
      ['$XDSSubmissionSetPatientId', `'${red('new')}'`],
      ['$XDSSubmissionSetStatus', APPROVED],
    );
    const packages = [folders, sets].map(
      ({ payload }) => [...descendants(payload)].filter(({ local }) => local === 'RegistryPackage').length,
    );
    expect(packages).to.deep.equal([1, 2]);
  });

  it('then all that goes out carries the surviving id, and the rest of the metadata as they came', async () => {
    const all = await house.find(
      GET_ALL,
      ['$patientId', `'${red('new')}'`],
      ['$XDSDocumentEntryStatus', APPROVED],
      ['$XDSSubmissionSetStatus', APPROVED],
      ['$XDSFolderStatus', APPROVED],
    );
    const ids = [...descendants(all.payload)].filter(({ local }) => local === 'ExternalIdentifier');
    const patientIds = ids.map((id) => attribute(id, 'value')).filter((value) => value?.includes('^^^'));
    // Two entries, two submission sets, one folder.
    expect(patientIds).to.deep.equal(Array(5).fill(red('new')));
    const text = all.raw.toString('utf8');
    expect(text).to.include('sourcePatientId');
    expect(text).not.to.include('value="old^^^');
  });

  it('then the subsumed id finds nothing', async () => {
    expect(await house.documentsOf(red('old'))).to.deep.equal([]);
    expect(await house.server.store.records.byIdentifier('old', IHE_RED)).to.equal(undefined);
  });

  it('then a document under the subsumed id is of an unknown patient, and nothing is stored', async () => {
    const before = storeState(house.server);
    const patientId = red('old');
    const lot = lotOf('lot-late', { set: { patientId }, entries: [entryOf('doc-late', { patientId })] });
    expect(await house.register(lot)).to.equal('XDSUnknownPatientId');
    expect(storeState(house.server)).to.deep.equal(before);
  });

  it('then the journal of the survivor shows the traces of both, and the chain is the one that it was', async () => {
    const { store } = house.server;
    const { key } = (await survivor()).patient;
    const journal = await store.events.ofPatient(key, { limit: 100, offset: 0 });
    const former = eventsBefore.filter(({ patientKey }) => patientKey === formerKey);
    expect(former.map(({ type }) => type)).to.include('ITI-42');
    const sequences = journal.map(({ sequence }) => sequence);
    expect(sequences).to.include.members(former.map(({ sequence }) => sequence));
    expect(sequences).to.deep.equal([...sequences].sort((left, right) => right - left));
    expect(await store.events.countOfPatient(key)).to.equal(journal.length);

    const after: StoredEvent[] = [];
    for await (const event of store.events.all()) after.push(event);
    expect(after.slice(0, eventsBefore.length)).to.deep.equal(eventsBefore);
    const { publicKey } = generateKeyPairSync('ed25519');
    const { faults } = await verifyChain(after, { heads: [], publicKey });
    expect(faults).to.deep.equal([]);
  });

  it('then an audit message of a trace from before names the survivor', async () => {
    const { store } = house.server;
    expect(await patientOf({ patientKey: formerKey }, store)).to.equal(red('new'));
    expect(await patientOf({ patientKey: (await survivor()).patient.key }, store)).to.equal(red('new'));
    expect(await patientOf({}, store)).to.equal(undefined);
  });

  it('then the merge is traced as the end of one id and the change of the other', async () => {
    const { key } = (await survivor()).patient;
    const journal = await house.server.store.events.ofPatient(key, { limit: 100, offset: 0 });
    const merged = journal.filter(({ type, action }) => type === 'ITI-8' && action !== 'C');
    expect(merged.map(({ action, patientId, granted }) => ({ action, patientId, granted }))).to.deep.equal([
      { action: 'D', patientId: red('old'), granted: true },
      { action: 'U', patientId: undefined, granted: true },
    ]);
  });

  for (const [what, message, outcome] of [
    ['a second merge of the subsumed id', () => mergeOf(red('old'), red('new')), 'AE MRG^1^1 204'],
    ['a merge into the subsumed id', () => mergeOf(red('new'), red('old')), 'AE PID^1^3 204'],
    ['an update of the subsumed id', () => adt('A08', red('old')), 'AE PID^1^3 204'],
  ] as const) {
    it(`then ${what} is ${outcome}, and the store unchanged`, async () => {
      const before = storeState(house.server);
      expect(await house.tell(message())).to.deep.equal([outcome]);
      expect(storeState(house.server)).to.deep.equal(before);
    });
  }

  it('then a further merge takes the whole chain along', async () => {
    expect(await house.tell(adt('A04', red('newest')), mergeOf(red('new'), red('newest')))).to.deep.equal([
      'AA',
      'AA',
    ]);
    expect(await house.documentsOf(red('newest'))).to.have.length(2);
    expect(await house.documentsOf(red('new'))).to.deep.equal([]);
    const { store } = house.server;
    const { key } = (await store.records.byIdentifier('newest', IHE_RED))!.patient;
    const journal = await store.events.ofPatient(key, { limit: 100, offset: 0 });
    expect(journal.some(({ patientKey }) => patientKey === formerKey)).to.equal(true);
  });
});

describe('given a registry that takes documents of any patient, and a merge', () => {
  let house: FeedHouse;
  before(async () => {
    house = await feedHouse();
  });
  after(() => house.close());

  it('then the subsumed id does not come to life again with the next document', async () => {
    expect(
      await house.tell(adt('A04', red('a')), adt('A04', red('b')), mergeOf(red('a'), red('b'))),
    ).to.deep.equal(['AA', 'AA', 'AA']);
    const patientId = red('a');
    const lot = lotOf('lot-a', { set: { patientId }, entries: [entryOf('doc-a', { patientId })] });
    expect(await house.register(lot)).to.equal('XDSUnknownPatientId');
    expect(await house.documentsOf(red('b'))).to.deep.equal([]);
  });
});
