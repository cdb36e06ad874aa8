import type { Fault } from '../../errors.ts';
import { parseCx } from '../../model/hl7v2.ts';
import { hasValidKey, INS_ALL, INS_PRODUCTION, isMatricule } from '../../model/ins.ts';
import type { DomainRules } from '../../terminology/affinity-domain.ts';
import { cx } from './data-types.ts';
import { metadataFault } from './metadata-fault.ts';

export interface PatientIdRules {
  readonly rules: Pick<DomainRules, 'patientAuthorities'>;
  readonly mode: 'sandbox' | 'production';
  /** A test INS may have a wrong key; has no effect in production, nor on a production INS. */
  readonly testInsAnyKey: boolean;
}

function isForTests(authority: string): boolean {
  return INS_ALL.includes(authority) && !INS_PRODUCTION.includes(authority);
}

/** Whether an authority may assign patient ids here: one of the domain, in production none made for tests. */
export function isOfDomain(authority: string, { rules, mode }: PatientIdRules): boolean {
  const { patientAuthorities } = rules;
  const known = patientAuthorities.length === 0 || patientAuthorities.includes(authority);
  return known && (mode === 'sandbox' || !isForTests(authority));
}

/**
 * Checks the patientId of an object: a CX, of an authority that the domain knows (in production none made for tests), and
 * for an INS its shape and key (facts: INS 1).
 */
export function patientIdFaults(location: string, patientId: string, options: PatientIdRules): Fault[] {
  const fault = (problem: Parameters<typeof metadataFault>[2]) => [
    metadataFault(location, 'patientId', problem, patientId),
  ];
  if (patientId === '') return fault('required');
  if (cx(patientId) !== undefined) return fault('malformed-cx');
  const { value, authority } = parseCx(patientId);
  if (!isOfDomain(authority, options)) return fault('unknown-authority');
  if (!INS_ALL.includes(authority)) return [];
  if (!isMatricule(value)) return fault('wrong-ins');
  const anyKey = isForTests(authority) && options.mode === 'sandbox' && options.testInsAnyKey;
  return anyKey || hasValidKey(value) ? [] : fault('wrong-ins-key');
}
