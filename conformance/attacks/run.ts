import { parseArgs } from 'node:util';
import { attack } from './attack.ts';
import { attackedWorld } from './world.ts';
import { isXmlsecInstalled } from './xmlsec.ts';

const USAGE = `npm run conformance -- attacks [--mutants N] [--seed S] [--others-every N]

  --mutants N       how many changed assertions (100,000)
  --seed S          the same seed makes the same mutants (by the clock)
  --others-every N  xmldsigjs and xmlsec1 are asked about each mutant whose signature holds for us, and one in N of the others (20)`;

const DIGITS = /^[1-9]\d{0,8}$/;
const SHOWN = 20;

/**
 * Attacks the verification of assertions with mutants.
 * @returns the exit code: 0 when nothing was found, 1 when something was, 2 for arguments that it does not know.
 */
export async function runAttacks(args: readonly string[], say: (line: string) => void): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) {
    say(USAGE);
    return 2;
  }
  const there = isXmlsecInstalled();
  if (!there) say('skipped: xmlsec1 is not installed, so that it is not asked');
  const { mutants, seed, everyNth } = options;
  const report = await attack(await attackedWorld(), { mutants, seed, everyNth, xmlsec: there });
  for (const [name, { times, accepted }] of [...report.made].sort())
    say(`${String(times).padStart(7)} made ${String(accepted).padStart(7)} taken  ${name}`);
  say('\nSignatures that another verifier takes and ours does not:');
  for (const [why, times] of [...report.stricter].sort()) say(`${String(times).padStart(7)} ${why}`);
  for (const { mutation, fault, assertion } of report.findings.slice(0, SHOWN))
    say(`\nFOUND  ${mutation}: ${fault}\n${assertion}`);
  say(
    `\n${report.mutants} mutants, seed ${seed}: ${report.accepted} taken that read the same, the others asked about ${report.asked}`,
  );
  say(`${report.findings.length} findings`);
  return report.findings.length === 0 ? 0 : 1;
}

function readOptions(
  args: readonly string[],
): { readonly mutants: number; readonly seed: number; readonly everyNth: number } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        mutants: { type: 'string', default: '100000' },
        seed: { type: 'string', default: String(1 + (Date.now() % 1_000_000)) },
        'others-every': { type: 'string', default: '20' },
      },
    });
    const every = values['others-every'];
    if (![values.mutants, values.seed, every].every((value) => DIGITS.test(value))) return undefined;
    return { mutants: Number(values.mutants), seed: Number(values.seed), everyNth: Number(every) };
  } catch {
    return undefined;
  }
}
