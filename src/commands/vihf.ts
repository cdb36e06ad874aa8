import type { SandboxPki } from '../identity/sandbox/pki.ts';
import { makeVihf } from '../identity/sandbox/vihf-maker.ts';
import type { VihfMode } from '../identity/vihf/check.ts';
import { patientOption } from './patient-option.ts';
import { knownIdentity, openSandbox } from './pki.ts';
import { say } from './say.ts';
import { type Command, oneOf, readArguments, required, UsageError } from './usage.ts';

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
    const as = required(values, 'as');
    const named = required(values, 'patient');
    const structure = typeof values.structure === 'string' ? values.structure : undefined;
    const sandbox = await openSandbox(config);
    const options = {
      as,
      patient: patientOption(named, sandbox, config).raw,
      ...(purpose === undefined ? {} : { purpose }),
      ...(mode === undefined ? {} : { mode }),
      ...(structure === undefined ? {} : { structure }),
      ...(typeof values.reason === 'string' ? { reason: values.reason } : {}),
    };
    checkSigner(sandbox, as, mode, structure);
    say(makeVihf(sandbox, options));
    return 0;
  },
};

/** @throws UsageError where nobody of the sandbox could sign: in DIRECTE a card does, else a structure with certificates. */
function checkSigner(
  sandbox: SandboxPki,
  as: string,
  mode: VihfMode | undefined,
  structure: string | undefined,
): void {
  const holder = knownIdentity(sandbox, as);
  if (structure !== undefined && knownIdentity(sandbox, structure).kind !== 'structure')
    throw new UsageError(`--structure names a structure; ${structure} is none`);
  if (holder.kind === 'structure' && mode === 'DIRECTE')
    throw new UsageError(`DIRECTE is with a card; ${as} is a structure`);
  if (holder.kind === 'structure' || mode === undefined || mode === 'DIRECTE' || structure !== undefined)
    return;
  const workplace = sandbox.identities.some(({ id }) => id === holder.structure.id);
  if (!workplace)
    throw new UsageError(
      `${holder.structure.name}, where ${as} works, has no certificate: name a structure with --structure`,
    );
}
