import { expect } from 'chai';
import type { Affiliate } from '../../../src/model/enrolment.ts';
import {
  daysAgo,
  type EnrolmentHouse,
  enrolmentHouse,
  madeAffiliate,
} from '../../support/enrolment-house.ts';

describe('given too many attempts', () => {
  let house: EnrolmentHouse;
  before(async () => {
    house = await enrolmentHouse({
      CARNET_ENROLMENT_ATTEMPTS: '3',
      CARNET_ENROLMENT_ADDRESS_ATTEMPTS: '20',
    });
    await house.startCampaign();
  });
  after(() => house.close());

  it('then a person is locked out, known or unknown alike, and others are not; then the address is', async () => {
    const person = await house.insured();
    const neighbour = await house.insured();
    await house.round(daysAgo(1));
    const code = await house.codeFor(person);
    const stranger = madeAffiliate();
    const oppose = (whom: Affiliate, typed: string) => house.ask('$s-opposer', house.evidence(whom, typed));
    // At the same time: none of them slips past the count.
    const guesses = await Promise.all(Array.from({ length: 6 }, () => oppose(person, 'AAAAAAAAAAAA')));
    expect(guesses.map(({ status }) => status).sort()).to.deep.equal([403, 403, 403, 429, 429, 429]);
    const locked = await oppose(person, code);
    expect(locked.status).to.equal(429);
    expect(locked.text).to.include('EnrolmentLocked').and.to.include('réessayez plus tard');
    for (let tried = 0; tried < 3; tried++)
      expect((await oppose(stranger, 'AAAAAAAAAAAA')).status).to.equal(403);
    const strangerLocked = await oppose(stranger, 'AAAAAAAAAAAA');
    expect(strangerLocked.text).to.equal(locked.text);
    expect((await oppose(neighbour, await house.codeFor(neighbour))).status).to.equal(200);
    const statuses: number[] = [];
    for (let tried = 0; tried < 16; tried++)
      statuses.push((await oppose(madeAffiliate(), 'AAAAAAAAAAAA')).status);
    expect(statuses.at(0)).to.equal(403);
    expect(statuses.at(-1)).to.equal(429);
    const { status } = (await house.server.store.enrolment.byIns(person.ins, person.authority))!;
    expect(status).to.equal('notified');
  });

  it('then an address that is locked out does not fill the journal', async () => {
    const traces = async () => {
      let count = 0;
      for await (const _event of house.server.store.events.all()) count += 1;
      return count;
    };
    const before = await traces();
    const attempts = Array.from({ length: 150 }, () =>
      house.ask('$s-opposer', house.evidence(madeAffiliate(), 'AAAAAAAAAAAA')),
    );
    expect(new Set((await Promise.all(attempts)).map(({ status }) => status))).to.deep.equal(new Set([429]));
    expect((await traces()) - before)
      .to.be.greaterThan(0)
      .and.at.most(125);
  });
});
