import { expect } from 'chai';
import { readConfig } from '../../../src/config.ts';
import { countAttempt } from '../../../src/records/enrolment/attempts.ts';
import { type TemporaryStore, temporaryStore } from '../../store/sample.ts';

const { enrolment: settings } = readConfig({ CARNET_ENROLMENT_ADDRESS_ATTEMPTS: '1' });

describe('given an IPv6 network whose attempts are used up', () => {
  let store: TemporaryStore;
  before(async () => {
    store = await temporaryStore();
  });
  after(() => store.remove());

  it('then another address of it is locked out, one of another network is not', async () => {
    let persons = 0;
    const crowded = async (from: string) => {
      const attempt = { ins: `person ${persons++}`, authority: 'of a test', from };
      return (await countAttempt(store, attempt, '2026-11-22T10:00:00.000Z', settings))?.crowded;
    };
    expect(await crowded('2001:db8:0:1::1')).to.equal(undefined);
    expect(await crowded('2001:db8:0:1:ffff::2')).to.equal(true);
    expect(await crowded('2001:db8:0:2::1')).to.equal(undefined);
  });
});
