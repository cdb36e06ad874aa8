import { openStore } from '../app.ts';
import { INS_NIR, INS_NIR_TEST } from '../model/ins.ts';
import { supportUnit } from '../records/enrolment/support.ts';
import { isConflict, type Store } from '../store/store.ts';
import { importFile } from './enrol/import-file.ts';
import { complain, say } from './say.ts';
import { type Arguments, type Command, readArguments, required, UsageError } from './usage.ts';

const text = { type: 'string' } as const;

/** `carnet enrol`: imports insured persons from a file, and does for one of them what she asked support for (LC-29). */
export const enrol: Command = {
  name: 'enrol',
  usage:
    'enrol import FILE [--data DIR] | enrol oppose|close --ins INS --agent NAME --reason TEXT [--authority OID] [--data DIR]',
  summary:
    'imports insured persons (a JSON object a line); opposes or closes on the request of one who called',
  async run(args) {
    const [word = '', ...rest] = args;
    const given = readArguments(rest, { ins: text, authority: text, agent: text, reason: text });
    const [file, ...others] = given.positionals;
    const decision = word === 'oppose' || word === 'close' ? word : undefined;
    const imports = word === 'import' && file !== undefined && others.length === 0;
    if (!imports && (decision === undefined || file !== undefined))
      throw new UsageError('enrol import FILE, enrol oppose or enrol close');
    const store = await openStore(given.config);
    try {
      return decision === undefined
        ? await importFile(store, file!, given.config)
        : await forPerson(store, decision, given);
    } finally {
      await store.close();
    }
  },
};

async function forPerson(
  store: Store,
  decision: 'oppose' | 'close',
  { config, values }: Arguments,
): Promise<number> {
  const authority = typeof values.authority === 'string' ? values.authority : undefined;
  const unit = await supportUnit(
    store,
    {
      decision,
      ins: required(values, 'ins'),
      authority: authority ?? (config.mode === 'production' ? INS_NIR : INS_NIR_TEST),
      agent: required(values, 'agent'),
      reason: required(values, 'reason'),
    },
    new Date().toISOString(),
  );
  if (unit === undefined) {
    complain('There is no such person, or no record.');
    return 1;
  }
  if (isConflict(await store.write(unit))) {
    complain('Something has changed meanwhile; please look again.');
    return 1;
  }
  say('Done, and traced.');
  return 0;
}
