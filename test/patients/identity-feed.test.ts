import { expect } from 'chai';
import type { Access } from '../../src/authorization/access.ts';
import { isRefusal } from '../../src/errors.ts';
import type { Granted } from '../../src/model/scope.ts';
import { mergePatients } from '../../src/patients/identity-feed.ts';
import { type DepositHouse, depositHouse } from '../support/deposit-house.ts';
import { IHE_RED } from '../support/ihe-submission.ts';

describe('given a merge that meets another change of the same documents', () => {
  let house: DepositHouse;
  before(async () => {
    house = await depositHouse({ domain: 'ihe', authority: IHE_RED });
  });
  after(() => house.close());

  const answerTo = async (conflict: Parameters<NonNullable<Ran['onConflict']>>[0]) => {
    const { domain, config, renderings } = house.options;
    const merge = mergePatients('ITI-8', { rules: domain.rules, ...config, store: house.store, renderings });
    const id = (value: string, location: string) => ({ ids: [{ value, authority: IHE_RED }], location });
    const outcome = await merge.run(
      { surviving: id('b', 'PID^1^3'), subsumed: id('a', 'MRG^1^1') },
      {} as Granted<Access>,
    );
    if (isRefusal(outcome)) return expect.fail('refused');
    const answer = await outcome.onConflict?.(conflict);
    return isRefusal(answer) ? answer.refused.map(({ code, location }) => `${code} ${location}`) : answer;
  };
  type Ran = Exclude<Awaited<ReturnType<ReturnType<typeof mergePatients>['run']>>, { refused: unknown }>;

  it('then the sender is told to send it again', async () => {
    expect(await answerTo({ conflict: 'patient-changed' })).to.deep.equal(['PatientChanging MRG^1^1']);
  });

  it('then a patient who has gone in between is unknown', async () => {
    expect(await answerTo({ conflict: 'record-missing' })).to.deep.equal(['PatientIdUnknown MRG^1^1']);
  });

  it('then the id at fault is found in the message', async () => {
    expect(await answerTo({ conflict: 'identifier-subsumed', value: 'b' })).to.deep.equal([
      'PatientIdSubsumed PID^1^3',
    ]);
    expect(await answerTo({ conflict: 'identifier-unknown', value: 'a' })).to.deep.equal([
      'PatientIdUnknown MRG^1^1',
    ]);
  });
});
