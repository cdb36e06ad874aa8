import { expect } from 'chai';
import { deposit } from '../../src/documents/deposit.ts';
import { FIND_DOCUMENTS } from '../../src/documents/queries/find-documents.ts';
import { isRefusal } from '../../src/errors.ts';
import { APPROVED, DEPRECATED } from '../../src/model/document-entry.ts';
import { RPLC } from '../../src/model/submission.ts';
import { registryStoredQuery } from '../../src/registry/iti-18-registry-stored-query.ts';
import { type DepositHouse, depositHouse } from '../support/deposit-house.ts';
import { expectOneFault, told } from '../support/faults.ts';
import { IHE_RED, iheSubmission, NODE } from '../support/ihe-submission.ts';
import { CHARLOTTE } from '../support/submission-builder.ts';
import { send } from '../support/way-through.ts';

describe('given the domain of the IHE tests', () => {
  let house: DepositHouse;
  beforeEach(async () => {
    house = await depositHouse({ domain: 'ihe', authority: IHE_RED });
    expect(told(await house.deposit(iheSubmission('1.2.3.1', { '1.2.4.1': 'one' }), NODE))).to.deep.equal([]);
  });
  afterEach(() => house.close());
  const codes = (answer: unknown) => told(answer).map((line) => line.split(' ')[0]);

  it('then the same document is taken again under its uniqueId', async () => {
    expect(await house.deposit(iheSubmission('1.2.3.2', { '1.2.4.1': 'one' }), NODE)).to.equal('done');
    expect(await house.holdings()).to.deep.equal({ entries: 2, contents: 2 });
  });

  it('then another of the same size differs in its hash', async () => {
    const answer = await house.deposit(iheSubmission('1.2.3.2', { '1.2.4.1': 'two' }), NODE);
    expectOneFault(answer, 'XDSNonIdenticalHash', '1.2.4.1');
  });

  it('then another of another size differs in both', async () => {
    const answer = await house.deposit(iheSubmission('1.2.3.2', { '1.2.4.1': 'three' }), NODE);
    expect(codes(answer)).to.deep.equal(['XDSNonIdenticalHash', 'XDSNonIdenticalSize']);
  });

  it('then a lot is refused under a uniqueId that is in use', async () => {
    const answer = await house.deposit(iheSubmission('1.2.3.1', { '1.2.4.2': 'two' }), NODE);
    expectOneFault(answer, 'XDSDuplicateUniqueIdInRegistry', '1.2.3.1');
  });

  it('then anyone may replace a document', async () => {
    const [old] = await house.entries();
    const built = iheSubmission('1.2.3.2', { '1.2.4.2': 'two' });
    const [member] = built.objects.associations;
    const relation = {
      ...member!,
      id: 'Relation01',
      type: RPLC,
      source: member!.target,
      target: old!.entryUuid,
    };
    const associations = [...built.objects.associations, relation];
    const answer = await house.deposit(
      { ...built, objects: { ...built.objects, associations } },
      {
        ...NODE,
        id: 'CN=other',
      },
    );
    expect(answer).to.equal('done');
    const statuses = (await house.entries()).map(({ uniqueId, availabilityStatus }) => [
      uniqueId,
      availabilityStatus,
    ]);
    expect(Object.fromEntries(statuses)).to.deep.equal({ '1.2.4.1': DEPRECATED, '1.2.4.2': APPROVED });
  });

  it('then a document id that differs in case is another id', async () => {
    const built = iheSubmission('1.2.3.2', { '1.2.4.2': 'two' });
    const documents = built.documents.map((one) => ({ ...one, id: one.id.toUpperCase() }));
    expect(codes(await house.deposit({ ...built, documents }, NODE))).to.deep.equal([
      'XDSMissingDocument',
      'XDSMissingDocumentMetadata',
    ]);
  });

  it('then content that cannot be kept leaves nothing behind', async () => {
    const submission = await house.receive(
      iheSubmission('1.2.3.2', { '1.2.4.2': 'two', '1.2.4.3': 'three' }),
    );
    // Content is kept once, so that keeping the second again fails.
    const { blobs } = house.options;
    await blobs.remove(await blobs.keep(submission.documents[1]!.content));
    const caller = { subject: NODE, at: new Date().toISOString(), record: house.record };
    const failure = await deposit(submission, caller, house.options).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
    expect(await house.holdings()).to.deep.equal({ entries: 1, contents: 1 });
  });

  it('then the first deposit for a patient whom nobody knows makes the patient known', async () => {
    const submission = await house.receive(iheSubmission('1.2.3.2', { '1.2.4.2': 'two' }, 'somebody'));
    const caller = { subject: NODE, at: new Date().toISOString(), record: undefined };
    const deposited = await deposit(submission, caller, house.options);
    if (isRefusal(deposited)) expect.fail(told(deposited).join());
    const written = await house.store.write(deposited.writes);
    expect(written).to.have.property('patientKey').that.is.a('number');
    expect(await search('somebody')).to.include('1.2.4.2');
    await house.store
      .write([{ kind: 'admit-patient', value: 'somebody', authority: IHE_RED, at: caller.at }])
      .then((again) => expect(again).to.deep.equal(written));
  });

  const search = async (patient: string) => {
    const slot = (name: string, value: string) =>
      `<Slot name="$XDSDocumentEntry${name}"><ValueList><Value>'${value}'</Value></ValueList></Slot>`;
    const body = `<q:AdhocQueryRequest xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><q:ResponseOption returnType="LeafClass"/><AdhocQuery id="${FIND_DOCUMENTS}">${slot('PatientId', `${patient}^^^&amp;${IHE_RED}&amp;ISO`)}${slot('Status', APPROVED)}</AdhocQuery></q:AdhocQueryRequest>`;
    const answer = await send(house, registryStoredQuery(house.options), body, NODE);
    return isRefusal(answer) ? expect.fail(told(answer).join()) : answer.body.text;
  };

  it('then a search finds the documents of the patient that it names', async () => {
    expect(await search(CHARLOTTE.value)).to.include('1.2.4.1');
  });

  it('then a search for a patient whom nobody knows finds nothing, and not the documents of all', async () => {
    expect(await search('nobody')).to.include('totalResultCount="0"');
  });

  it('then a search for one patient does not find the documents of another', async () => {
    await house.store.write([
      {
        kind: 'create-record',
        patient: { family: 'X', givens: ['Y'], birthDate: '1990-01-01', sex: 'U' },
        identifiers: [{ value: 'other', authority: IHE_RED }],
        activated: false,
        at: new Date().toISOString(),
      },
    ]);
    expect(await search('other')).to.include('totalResultCount="0"');
  });
});
