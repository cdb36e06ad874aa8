import { randomUUID } from 'node:crypto';
import { openStore } from '../app.ts';
import { isRefusal, publicText } from '../errors.ts';
import { INS_NIR, INS_NIR_TEST } from '../model/ins.ts';
import { createRecord, type RecordToCreate } from '../records/create-record.ts';
import { isConflict } from '../store/store.ts';
import { loadAffinityDomain } from '../terminology/load-affinity-domain.ts';
import { askInsi } from './record/ask-insi.ts';
import { birthDateOf, identityOf } from './record/identity-options.ts';
import { complain, say } from './say.ts';
import { type Command, readArguments, required, UsageError } from './usage.ts';

/** `carnet record create`: opens a record for a patient whose identity is qualified, under an INS or an id of the domain's own. */
export const record: Command = {
  name: 'record',
  usage:
    'record create --ins INS|--id ID --family NAME --given NAME[,NAME] --birth-date YYYY[-MM[-DD]] --sex M|F|U [--usual-family NAME] [--birth-place INSEE] [--authority OID] [--activated] [--identity-status PROV|VALI|RECUP|QUAL] [--identity-attributes homonyme,douteux,fictif] [--verify-ins] [--data DIR] [--domain NAME] [--profiles DIR]',
  summary: 'creates the record of a patient',
  async run(args) {
    const [word, ...rest] = args;
    if (word !== 'create') throw new UsageError('record create');
    const text = { type: 'string' } as const;
    const { config, values } = readArguments(rest, {
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
      'identity-status': text,
      'identity-attributes': text,
      'verify-ins': { type: 'boolean' },
    });
    const given = (flag: string) => (typeof values[flag] === 'string' ? values[flag] : undefined);
    const usualFamily = given('usual-family');
    const birthPlace = given('birth-place');
    const { patientAuthorities } = loadAffinityDomain(config.domain, config).rules;
    const ins = given('id') ?? required(values, 'ins');
    const authorityOfIns = config.mode === 'production' ? INS_NIR : INS_NIR_TEST;
    const asked: RecordToCreate = {
      ins,
      authority:
        given('authority') ?? (given('id') === undefined ? authorityOfIns : required(values, 'authority')),
      family: required(values, 'family'),
      ...(usualFamily === undefined ? {} : { usualFamily }),
      givens: required(values, 'given').split(','),
      birthDate: birthDateOf(required(values, 'birth-date')),
      sex: required(values, 'sex'),
      ...(birthPlace === undefined ? {} : { birthPlace }),
      activated: values.activated === true,
      identity: identityOf(values),
    };
    const identity = values['verify-ins'] === true ? await askInsi(asked, config) : asked.identity;
    if (typeof identity === 'string') {
      complain(identity);
      return 1;
    }
    const unit = createRecord(
      identity === undefined ? asked : { ...asked, identity },
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
        complain('A record exists under this id.');
        return 1;
      }
      say(`Record created for ${ins}.`);
      return 0;
    } finally {
      await store.close();
    }
  },
};
