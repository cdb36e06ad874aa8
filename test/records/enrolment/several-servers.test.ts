import { join } from 'node:path';
import { expect } from 'chai';
import { readConfig } from '../../../src/config.ts';
import type { Affiliate } from '../../../src/model/enrolment.ts';
import { campaignRound } from '../../../src/records/enrolment/campaign-round.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { temporaryFolder } from '../../store/sample.ts';
import { CAMPAIGN, madeAffiliate } from '../../support/enrolment-house.ts';

const SENT = '2026-01-31T09:00:00.000Z';
const ENDED = '2026-03-14T09:00:00.000Z';
const { enrolment: settings } = readConfig({});

describe('given a campaign and servers that stop or work side by side', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let stores: Store[];
  let persons: Affiliate[];
  beforeEach(async () => {
    folder = await temporaryFolder();
    stores = [await open(), await open()];
    persons = Array.from({ length: 150 }, () => madeAffiliate());
    await stores[0]!.write([
      { kind: 'start-campaign', at: CAMPAIGN },
      ...persons.map((affiliate) => ({ kind: 'import-affiliate' as const, affiliate })),
    ]);
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    await folder.remove();
  });

  const open = () => openSqliteStore({ file: join(folder.path, 'carnet.db') });
  const hostOf = (store: Store) => ({ store, settings, deleteLeftContent: async () => {} });
  const waiting = async () => (await stores[0]!.notifications.queue()).waiting;

  it('then each person is told once and gets one record, whoever takes her up', async () => {
    const rounds = await Promise.all(stores.map((store) => campaignRound(hostOf(store), SENT)));
    expect(rounds.reduce((sum, { notified }) => sum + notified, 0)).to.equal(150);
    expect(await waiting()).to.equal(150);
    const later = await Promise.all(stores.map((store) => campaignRound(hostOf(store), ENDED)));
    expect(later.reduce((sum, { created }) => sum + created, 0)).to.equal(150);
    expect(await stores[0]!.enrolment.counts()).to.deep.equal({ created: 150 });
    expect(await waiting()).to.equal(300);
  });

  it('then a server that stops in the middle leaves the others to the next, and nobody is told twice', async () => {
    const stopping = new AbortController();
    const [first] = stores as [Store, Store];
    const store: Store = {
      ...first,
      write: (unit) => {
        stopping.abort();
        return first.write(unit);
      },
    };
    const { notified } = await campaignRound({ ...hostOf(store), stop: stopping.signal }, SENT);
    expect(notified).to.equal(100);
    expect(await first.enrolment.counts()).to.deep.equal({ eligible: 50, notified: 100 });
    await first.close();
    stores = [await open(), stores[1]!];
    expect((await campaignRound(hostOf(stores[0]!), SENT)).notified).to.equal(50);
    expect(await waiting()).to.equal(150);
  });
});
