import { headFile, openStore } from '../app.ts';
import { readHeads } from '../audit/head.ts';
import { headPublicKey } from '../audit/head-file.ts';
import { verifyChain } from '../audit/verify.ts';
import { complain, say } from './say.ts';
import { type Command, readArguments, UsageError } from './usage.ts';

/** `carnet audit verify`: whether the chain of traces is whole, against the signed heads that are kept outside the database. */
export const audit: Command = {
  name: 'audit',
  usage: 'audit verify [--data DIR]',
  summary: 'verifies the chain of traces: an edited, deleted, swapped or cut trace is found',
  async run(args) {
    const [word, ...rest] = args;
    if (word !== 'verify') throw new UsageError('audit verify');
    const { config } = readArguments(rest);
    const store = await openStore(config);
    try {
      const file = headFile(config);
      const report = await verifyChain(store.events.all(), readHeads(file), headPublicKey(file));
      if (report.faults.length === 0) {
        say(`The chain is whole: ${report.events} traces, ${report.heads} signed heads.`);
        return 0;
      }
      complain(...report.faults.map(({ sequence, fault }) => `trace ${sequence}: ${fault}`));
      return 1;
    } finally {
      await store.close();
    }
  },
};
