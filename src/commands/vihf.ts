import { makeVihf } from '../identity/sandbox/vihf-maker.ts';
import { knownIdentity, openSandbox } from './pki.ts';
import { say } from './say.ts';
import { type Command, oneOf, readArguments, required } from './usage.ts';

/** `carnet vihf`: a signed assertion of a sandbox identity, ready to stand in a SOAP header. */
export const vihf: Command = {
  name: 'vihf',
  usage:
    'vihf --as ID --patient INS [--purpose normal|bris_de_glace|centre_15] [--auth DIRECTE|INDIRECTE|INDIRECTE_RENFORCEE] [--structure ID] [--reason TEXT]',
  summary: 'prints a signed VIHF of a sandbox identity',
  async run(args) {
    const { config, values } = readArguments(args, {
      as: { type: 'string' },
      patient: { type: 'string' },
      purpose: { type: 'string' },
      auth: { type: 'string' },
      structure: { type: 'string' },
      reason: { type: 'string' },
    });
    const purpose = oneOf(values, 'purpose', ['normal', 'bris_de_glace', 'centre_15']);
    const mode = oneOf(values, 'auth', ['DIRECTE', 'INDIRECTE', 'INDIRECTE_RENFORCEE']);
    const options = {
      as: required(values, 'as'),
      patient: required(values, 'patient'),
      ...(purpose === undefined ? {} : { purpose }),
      ...(mode === undefined ? {} : { mode }),
      ...(typeof values.structure === 'string' ? { structure: values.structure } : {}),
      ...(typeof values.reason === 'string' ? { reason: values.reason } : {}),
    };
    const sandbox = await openSandbox(config);
    knownIdentity(sandbox, options.as);
    if (typeof values.structure === 'string') knownIdentity(sandbox, values.structure);
    say(makeVihf(sandbox, options));
    return 0;
  },
};
