import { parseArgs } from 'node:util';
import { PlanError } from '../nist/plan-error.ts';

export interface DmpOptions {
  /** The server under test; ours is started when there is none. */
  readonly target: string | undefined;
  readonly pki: string | undefined;
  readonly ca: string | undefined;
  readonly patients: readonly string[];
  /** An access token of each patient, in the same order. */
  readonly patientTokens: readonly string[];
  readonly only: readonly string[];
  /** Whether every cell of the tables of rights is asked as well. */
  readonly rights: boolean;
  readonly json: string | undefined;
  readonly junit: string | undefined;
}

export const USAGE = `npm run conformance -- dmp [--target URL --pki DIR --patient CX... [--patient-token TOKEN...]] [--only ID]... [--rights] [--json FILE] [--junit FILE]

  --target URL     the server: its services are at URL/si-dmp-server/v2/services; without it a server of ours is started
  --pki DIR        the data folder whose sandbox identities (DIR/pki) act; the server must trust their authorities
  --ca FILE        PEM of the authorities that the server's certificate may come from, where they are others
  --patient CX     a patient with an open record, in which documents are left behind; several may be named, to be taken in turn
  --patient-token  an access token of that patient, for each in the same order; without it the sandbox of DIR makes them
  --only           a scenario such as TD0.3
  --rights         every cell of the tables PDT-INF-526 and PDT-INF-606 as well, on a server of ours`;

/** Reads the arguments. @throws PlanError whose message is for the reader. */
export function readOptions(args: readonly string[]): DmpOptions {
  const text = { type: 'string' } as const;
  const several = { type: 'string', multiple: true, default: [] as string[] } as const;
  let values: ReturnType<typeof parse>['values'];
  const parse = () =>
    parseArgs({
      args: [...args],
      options: {
        target: text,
        pki: text,
        ca: text,
        patient: several,
        'patient-token': several,
        only: several,
        rights: { type: 'boolean', default: false },
        json: text,
        junit: text,
      },
    });
  try {
    values = parse().values;
  } catch (error) {
    throw new PlanError(error instanceof Error ? error.message : String(error));
  }
  const { target, pki, ca, patient, only, rights, json, junit } = values;
  if (target !== undefined && !URL.canParse(target)) throw new PlanError(`${target} is no URL`);
  if (target !== undefined && pki === undefined) throw new PlanError('--target needs --pki');
  if (target !== undefined && rights) throw new PlanError('--rights starts a server of ours');
  return {
    target,
    pki,
    ca,
    patients: patient,
    patientTokens: values['patient-token'],
    only: only.flatMap((each) => each.split(',')).filter((each) => each !== ''),
    rights,
    json,
    junit,
  };
}
