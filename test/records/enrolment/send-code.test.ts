import { expect } from 'chai';
import { readConfig } from '../../../src/config.ts';
import type { InsuredPerson } from '../../../src/model/enrolment.ts';
import { INS_NIR_TEST } from '../../../src/model/ins.ts';
import { sendCode } from '../../../src/records/enrolment/send-code.ts';

const AT = '2026-11-22T10:00:00.000Z';
const SIX_WEEKS_LATER = '2027-01-03T10:00:00.000Z';

describe('given a provisional code', () => {
  const { enrolment: settings } = readConfig({});
  const endFor = (birthDate: string, role?: 'parent' | 'tuteur') => {
    const person: InsuredPerson = {
      key: 1,
      ins: '208112718027000',
      authority: INS_NIR_TEST,
      family: 'LEMOINE',
      givens: ['ANNE'],
      birthDate,
      sex: 'F',
      contact: { email: 'anne@example.org' },
      cards: [],
      protected: false,
      representatives: role === undefined ? [] : [{ role, family: 'LEMOINE', given: 'CHARLOTTE' }],
      status: 'notified',
    };
    const made = { code: 'ABCDEFGHJKMN', kept: { salt: '00', hash: '00' } };
    const writes = sendCode(person, 'enrolment-new-code', made, { expected: 'notified', at: AT, settings });
    return writes.flatMap((write) => (write.kind === 'issue-code' ? [write.code.expiresAt] : []));
  };

  it('then that of a child ends on the day of majority, since a parent holds it', () => {
    expect(endFor('2008-12-01', 'parent')).to.deep.equal(['2026-12-01T00:00:00.000Z']);
  });

  it('then that of a child who stays one, and that of a grown-up, live as long as any', () => {
    for (const birthDate of ['2009-12-01', '2008-11-22', '1990-01-01']) {
      expect(endFor(birthDate, 'parent'), birthDate).to.deep.equal([SIX_WEEKS_LATER]);
    }
    expect(endFor('1990-01-01', 'tuteur')).to.deep.equal([SIX_WEEKS_LATER]);
  });
});
