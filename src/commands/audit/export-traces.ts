import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openStore } from '../../app.ts';
import { exportedTraces } from '../../audit/export.ts';
import { INS_NIR, INS_NIR_TEST } from '../../model/ins.ts';
import type { Store, TraceSelection } from '../../store/store.ts';
import { complain } from '../say.ts';
import { type Arguments, readArguments, UsageError } from '../usage.ts';

/**
 * `carnet audit export`: traces in the order of the chain, a JSON line each, as AuditEvents or (`--chain`) as the chain keeps
 * them, so that others can verify it. AuditEvents name the server by its public address.
 * @returns 1 when no record has the INS that is named.
 */
export async function exportTraces(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { config, values, positionals } = readArguments(args, {
    from: text,
    to: text,
    patient: text,
    professional: text,
    authority: text,
    chain: { type: 'boolean' },
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0)
    throw new UsageError('audit export FILE, or - for standard output');
  const from = instantOf(values, 'from');
  const to = instantOf(values, 'to');
  const form = values.chain === true ? 'chain' : { base: `${addressOf(config)}/fhir` };
  const store = await openStore(config);
  try {
    const ofMode = config.mode === 'production' ? INS_NIR : INS_NIR_TEST;
    const authority = typeof values.authority === 'string' ? values.authority : ofMode;
    const patient = await patientKeyOf(store, values.patient, authority);
    if (patient === 'none') {
      complain('No record exists under this id.');
      return 1;
    }
    const selection: TraceSelection = {
      date: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
      ...(patient === undefined ? {} : { patientKey: patient }),
      ...(typeof values.professional === 'string' ? { subject: values.professional } : {}),
    };
    const lines = exportedTraces(store, selection, form);
    const out = file === '-' ? process.stdout : createWriteStream(file, { flags: 'wx', mode: 0o600 });
    await pipeline(Readable.from(lines), out, { end: file !== '-' });
    return 0;
  } finally {
    await store.close();
  }
}

/**
 * The server that each AuditEvent names as its source. In production it has to be said: traces are handed to others. The
 * sandbox takes where it listens by default, and says so.
 */
function addressOf({ publicUrl, mode, host, port }: Arguments['config']): string {
  if (publicUrl !== undefined) return publicUrl;
  if (mode === 'production')
    throw new UsageError(
      'AuditEvents name the server that they come from: --public-url URL or CARNET_PUBLIC_URL is needed (--chain needs none)',
    );
  const address = `https://${host}:${port}`;
  complain(`The AuditEvents say that they come from ${address}; --public-url URL has them say otherwise.`);
  return address;
}

function instantOf(values: Arguments['values'], flag: string): number | undefined {
  const value = values[flag];
  if (typeof value !== 'string') return undefined;
  const instant = /^[0-9]{4}-[0-9]{2}-[0-9]{2}/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(instant))
    throw new UsageError(`--${flag} is a date such as 2026-11-22 or 2026-11-22T10:00:00Z`);
  return instant;
}

async function patientKeyOf(
  { records }: Pick<Store, 'records'>,
  value: Arguments['values'][string],
  authority: string,
): Promise<number | undefined | 'none'> {
  if (typeof value !== 'string') return undefined;
  return (await records.byIdentifier(value, authority))?.patient.key ?? 'none';
}
