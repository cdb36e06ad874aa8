import { headFile, openStore } from '../../app.ts';
import { readHeads } from '../../audit/head.ts';
import { headPublicKey } from '../../audit/head-file.ts';
import { keptHeads } from '../../audit/kept-heads.ts';
import { type HeadSource, verifyChain } from '../../audit/verify.ts';
import { complain, say } from '../say.ts';
import { readArguments } from '../usage.ts';

/**
 * `carnet audit verify`: whether the chain of traces is whole, against the signed heads of the data folder and those that were
 * kept outside it (`--heads`, else `CARNET_AUDIT_HEADS`). @returns 1 when it is not, with each place where it is not.
 */
export async function verifyTraces(args: readonly string[]): Promise<number> {
  const { config, values } = readArguments(args, { heads: { type: 'string' } });
  const folder = typeof values.heads === 'string' ? values.heads : config.headKeeping?.folder;
  const store = await openStore(config);
  try {
    const file = headFile(config);
    const own: HeadSource = { heads: readHeads(file), publicKey: headPublicKey(file) };
    const report = await verifyChain(
      store.events.all(),
      own,
      ...(folder === undefined ? [] : [keptHeads(folder)]),
    );
    if (report.faults.length === 0) {
      say(`The chain is whole: ${report.events} traces, ${report.heads} signed heads.`);
      return 0;
    }
    complain(...report.faults.map(({ sequence, fault }) => `trace ${sequence}: ${fault}`));
    return 1;
  } finally {
    await store.close();
  }
}
