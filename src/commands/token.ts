import { makePatientToken, makeProfessionalToken } from '../identity/sandbox/token-maker.ts';
import { patientOption } from './patient-option.ts';
import { knownIdentity, openSandbox } from './pki.ts';
import { say } from './say.ts';
import { type Command, readArguments, required, UsageError } from './usage.ts';

/** `carnet token`: an access token of the sandbox, as Pro Santé Connect or a patient's sign-in would give it. */
export const token: Command = {
  name: 'token',
  usage: 'token --as ID --client STRUCTURE-ID | token --as patient:INS',
  summary: "prints an access token: a professional's, bound to a structure's TLS certificate, or a patient's",
  async run(args) {
    const { config, values } = readArguments(args, { as: { type: 'string' }, client: { type: 'string' } });
    const as = required(values, 'as');
    const sandbox = await openSandbox(config);
    const [, patient] = /^patient:(.+)$/.exec(as) ?? [];
    if (patient !== undefined) {
      const { value: ins, authority } = patientOption(patient, sandbox, config);
      say(await makePatientToken(sandbox, { ins, authority }));
      return 0;
    }
    if (knownIdentity(sandbox, as).kind !== 'professional')
      throw new UsageError('--as names a professional or patient:INS');
    const client = required(values, 'client');
    if (knownIdentity(sandbox, client).kind !== 'structure') {
      const structures = sandbox.identities.filter(({ kind }) => kind === 'structure');
      throw new UsageError(
        `--client names the structure whose TLS certificate shows the token (${structures.map(({ slug }) => slug).join(', ')}); ${client} is none`,
      );
    }
    say(await makeProfessionalToken(sandbox, { as, client }));
    return 0;
  },
};
