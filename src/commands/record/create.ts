import { randomUUID } from 'node:crypto';
import { openStore } from '../../app.ts';
import { isRefusal, publicText } from '../../errors.ts';
import { completedBirthDate } from '../../model/identity.ts';
import { INS_NIR, INS_NIR_TEST } from '../../model/ins.ts';
import { createRecord, type RecordToCreate } from '../../records/create-record.ts';
import { isConflict } from '../../store/store.ts';
import { loadAffinityDomain } from '../../terminology/load-affinity-domain.ts';
import { complain, say } from '../say.ts';
import { type Arguments, readArguments, required } from '../usage.ts';
import { askInsi } from './ask-insi.ts';
import { IDENTITY_OPTIONS, identityOf } from './identity-options.ts';

const text = { type: 'string' } as const;

/** `record create`: under an INS or an id of the domain's own; with `--verify-ins`, the INS that INSi calls former lead to it too. */
export async function createRecordOf(args: readonly string[]): Promise<number> {
  const { config, values } = readArguments([...args], {
    ins: text,
    id: text,
    family: text,
    given: text,
    'birth-date': text,
    sex: text,
    'usual-family': text,
    'birth-place': text,
    authority: text,
    activated: { type: 'boolean' },
    ...IDENTITY_OPTIONS,
  });
  const { patientAuthorities } = loadAffinityDomain(config.domain, config).rules;
  const asked = recordOf(values, config.mode === 'production' ? INS_NIR : INS_NIR_TEST);
  const verified = values['verify-ins'] === true ? await askInsi(asked, config) : {};
  if (typeof verified === 'string') {
    complain(verified);
    return 1;
  }
  const unit = createRecord(
    { ...asked, ...verified },
    { ...config, patientAuthorities },
    { at: new Date().toISOString(), requestId: randomUUID() },
  );
  if (isRefusal(unit)) {
    complain(...unit.refused.map(publicText));
    return 1;
  }
  const store = await openStore(config);
  try {
    const written = await store.write(unit);
    if (isConflict(written)) {
      if (written.conflict === 'enrolments-differ') {
        complain('Both INS are enrolled, and the enrolments have gone different ways.');
        return 1;
      }
      const former = 'value' in written && written.value !== asked.ins ? written.value : undefined;
      complain(
        former === undefined
          ? 'A record exists under this id.'
          : `A record exists under ${former}, which this INS has replaced: record ins-change --ins ${former} --new ${asked.ins}`,
      );
      return 1;
    }
    say(`Record created for ${asked.ins}.`);
    return 0;
  } finally {
    await store.close();
  }
}

/** @throws UsageError where an option is missing, or no word that RNIV has. */
function recordOf(values: Arguments['values'], authorityOfIns: string): RecordToCreate {
  const given = (flag: string) => (typeof values[flag] === 'string' ? values[flag] : undefined);
  const usualFamily = given('usual-family');
  const birthPlace = given('birth-place');
  return {
    ins: given('id') ?? required(values, 'ins'),
    authority:
      given('authority') ?? (given('id') === undefined ? authorityOfIns : required(values, 'authority')),
    family: required(values, 'family'),
    ...(usualFamily === undefined ? {} : { usualFamily }),
    givens: required(values, 'given').split(','),
    ...completedBirthDate(required(values, 'birth-date')),
    sex: required(values, 'sex'),
    ...(birthPlace === undefined ? {} : { birthPlace }),
    activated: values.activated === true,
    identity: identityOf(values),
  };
}
