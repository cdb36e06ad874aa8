import { runAttacks } from './attacks/run.ts';
import { runDmp } from './dmp/run.ts';
import { runDos } from './dos/run.ts';
import { runMutationPass } from './mutations/run.ts';
import { runNist } from './nist/run.ts';
import { runRights } from './rights/run.ts';

/** The runners, by the word that chooses one. */
const RUNNERS: Readonly<
  Record<string, (args: readonly string[], say: (line: string) => void) => Promise<number>>
> = {
  nist: runNist,
  dmp: runDmp,
  mutations: runMutationPass,
  rights: runRights,
  attacks: runAttacks,
  dos: runDos,
};

const [word = '', ...args] = process.argv.slice(2);
const runner = RUNNERS[word];
if (runner === undefined) {
  console.error(`npm run conformance -- ${Object.keys(RUNNERS).join('|')} [options]`);
  process.exitCode = 2;
} else {
  process.exitCode = await runner(args, (line) => console.log(line));
}
