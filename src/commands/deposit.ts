import { depositDocument } from '../client/deposit.ts';
import { createSandboxClient } from '../client/sandbox-client.ts';
import { isRefusal, publicText } from '../errors.ts';
import { loadAffinityDomain } from '../terminology/load-affinity-domain.ts';
import { knownIdentity, openSandbox } from './pki.ts';
import { complain, say } from './say.ts';
import { type Command, readArguments, required, UsageError } from './usage.ts';

/** `carnet deposit`: derives the metadata from a CDA header, signs the lot and deposits it over ITI-41. */
export const deposit: Command = {
  name: 'deposit',
  usage: 'deposit FILE --as ID [--replaces UNIQUEID] [--data DIR] [--port N]',
  summary: 'deposits a CDA document in a running sandbox server as one of its identities',
  async run(args) {
    const { config, values, positionals } = readArguments(args, {
      as: { type: 'string' },
      replaces: { type: 'string' },
    });
    const [file, ...rest] = positionals;
    if (file === undefined || rest.length > 0) throw new UsageError('one FILE is needed');
    const as = required(values, 'as');
    const pki = await openSandbox(config);
    knownIdentity(pki, as);
    const origin = config.publicUrl ?? `https://${config.host}:${config.port}`;
    const client = createSandboxClient(pki, origin, as);
    try {
      const outcome = await depositDocument({
        client,
        pki,
        as,
        domain: loadAffinityDomain(config.domain, { exportDui: config.exportDui }),
        document: file,
        ...(typeof values.replaces === 'string' ? { replaces: values.replaces } : {}),
        anyTestKey: config.testInsAnyKey,
        at: new Date(),
      });
      if (isRefusal(outcome)) {
        complain('Nothing was sent; the document cannot be deposited as it is:');
        complain(...outcome.refused.map((fault) => `  ${fault.code}: ${publicText(fault)}`));
        return 1;
      }
      say(`${outcome.status}: ${outcome.uniqueId} in lot ${outcome.submissionSetUniqueId}`);
      for (const { code, context } of outcome.errors) complain(`  ${code}: ${context}`);
      return outcome.status === 'Success' ? 0 : 1;
    } finally {
      client.close();
    }
  },
};
