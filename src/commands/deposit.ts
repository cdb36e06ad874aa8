import { depositDocument } from '../client/deposit.ts';
import { DMP_BASE } from '../client/dmp-client.ts';
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
    const domain = loadAffinityDomain(config.domain, config);
    if (domain.rules.addresses[DMP_BASE] === undefined)
      throw new UsageError(
        `documents are deposited at the addresses of the DMP, which the domain ${config.domain} has not`,
      );
    const pki = await openSandbox(config);
    knownIdentity(pki, as);
    const origin = config.publicUrl ?? `https://${config.host}:${config.port}`;
    const client = createSandboxClient(pki, origin, as);
    try {
      const outcome = await depositDocument({
        client,
        pki,
        as,
        domain,
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
      if (outcome.errors.some(({ code }) => code === 'XDSNonIdenticalHash'))
        complain(
          `${outcome.uniqueId} has been deposited before, as another file, by somebody else or for another patient.`,
          'Its first depositor may send the same file again. Any other document needs an id of its own (<id> in its header);',
          `where it takes the place of the first, its depositor adds --replaces ${outcome.uniqueId}.`,
        );
      return outcome.status === 'Success' ? 0 : 1;
    } finally {
      client.close();
    }
  },
};
