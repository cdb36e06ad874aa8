import { expect } from 'chai';
import { queueStatements } from '../../src/notification/statements.ts';
import { HOUR, type NotificationHouse, notificationHouse } from '../support/notification-house.ts';

const DAY = 24 * HOUR;

describe('given records that no e-mail reaches', () => {
  let house: NotificationHouse;
  beforeEach(async () => {
    house = await notificationHouse();
  });
  afterEach(() => house.close());
  const year = async () => {
    await queueStatements(house.store, 365, house.now());
    await house.deliver();
  };

  it('then each gets one letter a year, which counts what was not told (NOT-08)', async () => {
    const patientKey = await house.patient({ postal: ['1 rue A'] });
    for (const kind of ['document-added', 'document-added', 'first-access'] as const) {
      await house.notify({ patientKey }, { kind });
    }
    await house.deliver();
    await year();
    expect(house.letters()).to.deep.equal([]);
    house.advance(366 * DAY);
    await year();
    await year();
    const [letter = '', ...others] = house.letters();
    expect(others).to.deep.equal([]);
    expect(letter).to.contain('du 20 novembre 2026 au 23 novembre 2027');
    expect(letter).to.contain('Documents ajoutés : 2\n').and.to.contain('informé : 1\n');
  });

  it('then the next letter counts what came after the one before, and begins where it ended', async () => {
    const patientKey = await house.patient();
    await house.notify({ patientKey }, { kind: 'document-added' });
    await house.deliver();
    house.advance(366 * DAY);
    await year();
    await house.notify({ patientKey }, { kind: 'first-access' });
    await house.deliver();
    house.advance(364 * DAY);
    await year();
    expect(house.letters()).to.have.length(1);
    house.advance(2 * DAY);
    await year();
    const second = house.letters().find((letter) => letter.includes('du 23 novembre 2027'));
    expect(second).to.contain('Documents ajoutés : 0\n').and.to.contain('informé : 1\n');
  });

  it('then none is sent for a closed record, nor for one whose e-mail is known', async () => {
    const closed = await house.patient();
    await house.write({ kind: 'close-record', patientKey: closed, at: house.now().toISOString() });
    await house.patient({ email: 'a@example.org' });
    house.advance(366 * DAY);
    await year();
    expect([...house.letters(), ...house.mails()]).to.deep.equal([]);
  });

  it('then two servers at once make one letter', async () => {
    await house.patient();
    house.advance(366 * DAY);
    await Promise.all([year(), year(), year()]);
    await house.deliver();
    expect(house.letters()).to.have.length(1);
  });

  it('then every record has its turn, however many there are', async () => {
    for (let at = 0; at < 205; at += 1) await house.patient();
    house.advance(366 * DAY);
    await queueStatements(house.store, 365, house.now());
    expect((await house.store.notifications.queue()).waiting).to.equal(205);
  });
});
