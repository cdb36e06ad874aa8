import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { INS_NIR, INS_NIR_TEST } from '../../src/model/ins.ts';
import { idsOfDomain } from '../../src/patients/fed-ids.ts';
import type { AssignedId } from '../../src/store/patient-feed.ts';

const OURS = '1.2.250.1.999.4';
const ALSO_OURS = '1.2.250.1.999.5';

function chosen(
  ids: readonly AssignedId[],
  { authorities = [OURS], mode = 'sandbox' as 'sandbox' | 'production' } = {},
): string {
  const found = idsOfDomain(
    { ids, location: 'PID^1^3' },
    { rules: { patientAuthorities: authorities }, mode, testInsAnyKey: false },
  );
  return isRefusal(found)
    ? found.refused.map(({ code }) => code).join()
    : found.map(({ value, authority }) => `${value}@${authority}`).join();
}

describe('given the patient ids of a message', () => {
  it('then those of the domain are taken, and all others are left', () => {
    const ids = [
      { value: 'x', authority: '1.2.250.1.999.9' },
      { value: '1', authority: OURS },
      { value: 'y', authority: '' },
    ];
    expect(chosen(ids, { authorities: [OURS, ALSO_OURS] })).to.equal(`1@${OURS}`);
  });

  it('then one without authority is of the one that the domain has, and of none where it has several', () => {
    const ids = [{ value: '1', authority: '' }];
    expect(chosen(ids)).to.equal(`1@${OURS}`);
    expect(chosen(ids, { authorities: [OURS, ALSO_OURS] })).to.equal('PatientIdUnknown');
    expect(chosen(ids, { authorities: [] })).to.equal('PatientIdUnknown');
  });

  it('then a domain that names no authority takes any that is named', () => {
    expect(chosen([{ value: '1', authority: ALSO_OURS }], { authorities: [] })).to.equal(`1@${ALSO_OURS}`);
  });

  it('then one id twice is one, and two of one authority are refused', () => {
    const one = { value: '1', authority: OURS };
    expect(chosen([one, one])).to.equal(`1@${OURS}`);
    expect(chosen([one, { value: '2', authority: OURS }])).to.equal('PatientIdsDiffer');
  });

  it('then an INS has its key, and in production one made for tests is unknown', () => {
    const authorities = [INS_NIR, INS_NIR_TEST];
    const test = (value: string) => [{ value, authority: INS_NIR_TEST }];
    expect(chosen(test('294061411802778'), { authorities })).to.equal(`294061411802778@${INS_NIR_TEST}`);
    expect(chosen(test('294061411802779'), { authorities })).to.equal('MessageFieldInvalid');
    expect(chosen(test('294061411802778'), { authorities, mode: 'production' })).to.equal('PatientIdUnknown');
  });

  for (const value of ['a^b', 'a&b', 'a~b', 'a b', 'a\u0007', 'x'.repeat(65)]) {
    it(`then ${JSON.stringify(value.slice(0, 8))} is no id`, () => {
      expect(chosen([{ value, authority: OURS }])).to.equal('MessageFieldInvalid');
    });
  }

  it('then none at all is missing, and the fault says where and not which', () => {
    expect(chosen([])).to.equal('MessageFieldMissing');
    expect(chosen([{ value: '', authority: OURS }])).to.equal('MessageFieldMissing');
    const found = idsOfDomain(
      { ids: [{ value: 'a b', authority: OURS }], location: 'PID^1^3' },
      { rules: { patientAuthorities: [OURS] }, mode: 'sandbox', testInsAnyKey: false },
    );
    expect(isRefusal(found) && found.refused[0]).to.deep.equal({
      code: 'MessageFieldInvalid',
      detail: 'an id of wrong shape',
      location: 'PID^1^3',
    });
  });
});
