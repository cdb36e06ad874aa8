import { createRecordOf } from './record/create.ts';
import { changeInsOf } from './record/ins-change.ts';
import { type Command, UsageError } from './usage.ts';

/** `carnet record`: opens a record for a patient whose identity is qualified, and brings one under another INS. */
export const record: Command = {
  name: 'record',
  usage:
    'record create --ins INS|--id ID --family NAME --given NAME[,NAME] --birth-date YYYY[-MM[-DD]]|YYYY-XX-DD --sex M|F|U [--usual-family NAME] [--birth-place INSEE] [--authority OID] [--activated] [--identity-status PROV|VALI|RECUP|QUAL] [--identity-attributes homonyme,douteux,fictif] [--verify-ins] [--data DIR] [--domain NAME] [--profiles DIR] | record ins-change --ins INS --new INS [--authority OID] [--new-authority OID] [--identity-status …] [--identity-attributes …] [--verify-ins] [--data DIR] [--domain NAME] [--profiles DIR]',
  summary: 'creates the record of a patient; brings a record under the INS that has replaced the former one',
  run([word, ...rest]) {
    if (word === 'create') return createRecordOf(rest);
    if (word === 'ins-change') return changeInsOf(rest);
    throw new UsageError('record create or record ins-change');
  },
};
