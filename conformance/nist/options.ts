import { parseArgs } from 'node:util';
import { PlanError } from './plan-error.ts';
import { ACTOR_OPTIONS } from './plans/options.ts';

export interface NistOptions {
  /** The folder of the test kit; the one beside the project when there is none. */
  readonly testkit: string | undefined;
  /** The addresses of the server under test; ours is started when there are none. */
  readonly registry: string | undefined;
  readonly repository: string | undefined;
  readonly ca: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  /** OID of the authority of patient ids. */
  readonly authority: string | undefined;
  /** `host:port` of the patient identity feed. */
  readonly feed: string | undefined;
  /** For the XUA option: a folder of assertions, or one in which a token service of our own makes them. */
  readonly assertions: string | undefined;
  readonly sts: string | undefined;
  readonly only: readonly string[];
  readonly json: string | undefined;
  readonly junit: string | undefined;
}

export const USAGE = `npm run conformance -- nist [--testkit DIR] [--target URL] [--only ID|actor/option]... [--json FILE] [--junit FILE]

  --testkit DIR        the toolkitx folder of NIST's XDS Toolkit
  --target URL         the server: its registry is at URL/registry, its repository at URL/repository
  --registry URL       the address of the registry, where it is another
  --repository URL     the address of the repository, where it is another
  --ca FILE            PEM of the authorities that the server's certificate may come from
  --certificate FILE   PEM of the client's certificate, and --key FILE its key
  --authority OID      the authority that the patient ids are made under
  --feed HOST:PORT     tell the registry of patients there (ITI-8 over MLLP); without it any patient must do
  --sts DIR            assertions for the tests of XUA: made by a token service in DIR, whose certificate the server must
                       trust (DIR/pki/token-service.sign.crt.pem); every message then carries one
  --assertions DIR     the same, made by another token service: valid.xml, expired.xml and so on
  --only               a test such as 11990, or one of ${ACTOR_OPTIONS.map(({ name }) => name).join(', ')}`;

/** Reads the arguments. @throws PlanError whose message is for the reader. */
export function readOptions(args: readonly string[]): NistOptions {
  const text = { type: 'string' } as const;
  let values: ReturnType<typeof parse>['values'];
  const parse = () =>
    parseArgs({
      args: [...args],
      options: {
        testkit: text,
        target: text,
        registry: text,
        repository: text,
        ca: text,
        certificate: text,
        key: text,
        authority: text,
        feed: text,
        assertions: text,
        sts: text,
        only: { type: 'string', multiple: true, default: [] },
        json: text,
        junit: text,
      },
    });
  try {
    values = parse().values;
  } catch (error) {
    throw new PlanError(error instanceof Error ? error.message : String(error));
  }
  const base = values.target?.replace(/\/+$/, '');
  const registry = values.registry ?? (base === undefined ? undefined : `${base}/registry`);
  const repository = values.repository ?? (base === undefined ? undefined : `${base}/repository`);
  for (const address of [registry, repository]) {
    if (address !== undefined && !URL.canParse(address)) throw new PlanError(`${address} is no URL`);
  }
  if ((values.certificate === undefined) !== (values.key === undefined)) {
    throw new PlanError('--certificate and --key go together');
  }
  return {
    testkit: values.testkit,
    registry,
    repository,
    ca: values.ca,
    certificate: values.certificate,
    key: values.key,
    authority: values.authority,
    feed: values.feed,
    assertions: values.assertions,
    sts: values.sts,
    only: values.only.flatMap((each) => each.split(',')).filter((each) => each !== ''),
    json: values.json,
    junit: values.junit,
  };
}
