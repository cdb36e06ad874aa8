import { expect } from 'chai';
import { freshTicket, ticketDigest } from '../../src/identity/account-ticket.ts';

const AT = '2026-11-22T23:55:00.000Z';

describe('given a ticket for an account', () => {
  it('then it is good for half an hour, and kept as its digest', () => {
    const { ticket, digest, until } = freshTicket({ birthDate: '1990-01-01' }, AT);
    expect(until).to.equal('2026-11-23T00:25:00.000Z');
    expect(digest).to.equal(ticketDigest(ticket));
    expect(ticket).to.match(/^[\w-]{43}$/);
  });

  it('then that of a child ends on the day of majority, since a parent may hold it', () => {
    expect(freshTicket({ birthDate: '2008-11-23' }, AT).until).to.equal('2026-11-23T00:00:00.000Z');
    expect(freshTicket({ birthDate: '2008-11-24' }, AT).until).to.equal('2026-11-23T00:25:00.000Z');
    expect(freshTicket({ birthDate: '2008-11-22' }, AT).until).to.equal('2026-11-23T00:25:00.000Z');
  });
});
