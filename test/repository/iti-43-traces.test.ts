import { expect } from 'chai';
import { deposit } from '../../src/documents/deposit.ts';
import { isRefusal } from '../../src/errors.ts';
import { isConflict } from '../../src/store/store.ts';
import { told } from '../support/faults.ts';
import { IHE_RED, iheSubmission, NODE } from '../support/ihe-submission.ts';
import { type RemovalDesk, removalDesk } from '../support/removal-desk.ts';
import type { BuiltSubmission } from '../support/submission-builder.ts';

describe('given documents of two patients, and a machine whose requests name none', () => {
  let desk: RemovalDesk;
  const [FIRST, SECOND] = ['1.2.250.1.999.8.1', '1.2.250.1.999.8.2'];
  before(async () => {
    desk = await removalDesk();
    await take(iheSubmission('1.2.250.1.999.8', { [FIRST]: 'one' }, 'first'));
    await take(iheSubmission('1.2.250.1.999.9', { [SECOND]: 'two' }, 'second'));
  });
  after(() => desk.close());

  /** A deposit that makes its patient known. */
  async function take(built: BuiltSubmission): Promise<void> {
    const { options, store, receive } = desk.house;
    const caller = { subject: NODE, at: new Date().toISOString(), record: undefined };
    const deposited = await deposit(await receive(built), caller, options);
    if (isRefusal(deposited)) return expect.fail(told(deposited).join());
    expect(isConflict(await store.write(deposited.writes))).to.equal(false);
  }

  it('then what is handed out of both is in the journal of each, the own documents alone', async () => {
    const { store } = desk.house;
    const asked = [FIRST, SECOND, FIRST].map((uniqueId) => [desk.repository, uniqueId] as const);
    expect(await desk.retrieve(...asked)).to.deep.equal(['one', 'two', 'one']);
    for (const [value, uniqueId] of [
      ['first', FIRST],
      ['second', SECOND],
    ] as const) {
      const record = await store.records.byIdentifier(value, IHE_RED);
      const [last] = await store.events.ofPatient(record!.patient.key, { limit: 1, offset: 0 });
      expect(last).to.deep.include({ type: 'ITI-43', granted: true, documents: [uniqueId] });
    }
  });
});
