import { expect } from 'chai';
import { identityHouse } from '../support/identity-house.ts';
import {
  accepted,
  G15,
  itRefusesEach,
  medecin,
  R01,
  R22,
  R85,
  SENTENCES,
  type VihfFault,
} from './vihf-cases.ts';

const { role } = SENTENCES;
const roles = (...list: [string, string][]) =>
  medecin({ roles: list.map(([code, system]) => ({ code, system })) });

const CASES: readonly VihfFault[] = [
  { fault: 'no role', options: roles(), told: role },
  { fault: 'three roles', options: roles(['10', G15], ['SM54', R01], ['SM54', R01]), told: role },
  { fault: 'a médecin without savoir-faire', options: roles(['10', G15]), told: role },
  {
    fault: 'a savoir-faire that the card has not',
    options: roles(['10', G15], ['SM26', R01]),
    told: role,
  },
  { fault: 'a profession that the card has not', options: roles(['60', G15]), told: role },
  { fault: 'an unknown code of a known table', options: roles(['11', G15], ['SM54', R01]), told: role },
  {
    fault: 'a table that no role comes from',
    options: roles(['10', '1.2.3'], ['SM54', R01]),
    told: role,
  },
  {
    fault: 'a savoir-faire where the profession stands',
    options: roles(['SM54', R01], ['SM54', R01]),
    told: role,
  },
  {
    fault: 'a pharmacien without section',
    options: { as: 'pharmacien', overrides: { roles: [{ code: '21', system: G15 }] } },
    told: role,
  },
  {
    fault: 'a profession claimed by a card without one',
    options: { as: 'educateur', overrides: { roles: [{ code: '60', system: G15 }] } },
    told: role,
  },
  {
    fault: 'a profession claimed by a CPE',
    options: { as: 'secretaire', overrides: { roles: [{ code: '60', system: G15 }] } },
    told: role,
  },
  {
    fault: 'an activity kind that stands for no profession',
    options: { as: 'educateur', overrides: { roles: [{ code: 'GENR01', system: R22 }] } },
    told: role,
  },
];

describe('given a VIHF whose roles are at fault', () => {
  itRefusesEach(CASES);
});

describe('given a VIHF of a role that is rare', () => {
  it('then an activity kind of groups 14 to 19 or a role of TRE_R85 passes where it may stand', async () => {
    const house = await identityHouse();
    for (const list of [
      [{ code: 'GENR08', system: R22 }],
      [
        { code: '99', system: '1.2.250.1.213.1.6.1.140' },
        { code: '300', system: R85 },
      ],
    ]) {
      const subject = await accepted(house, { as: 'educateur', overrides: { roles: list } });
      expect(subject.roles[0]?.code).to.equal(list[0]?.code);
    }
  });
});
