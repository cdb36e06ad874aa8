import { type Refusal, type RefusalCode, refuse } from '../../errors.ts';
import type { Certificate } from '../certificate.ts';
import type { TlsIdentity } from '../identity.ts';
import type { ListedProfessions } from '../role-tables.ts';
import type { VihfClaims } from './claims.ts';

export type VihfMode = 'DIRECTE' | 'INDIRECTE' | 'INDIRECTE_RENFORCEE';

/** What a server demands of every VIHF. */
export interface VihfPolicy {
  readonly windowMinutes: number;
  readonly skewMinutes: number;
  /** What Ressource_URN must be; `any` leaves it unread. */
  readonly resource: string;
  /** Whether an OID may assign the patient's id. */
  readonly acceptsAuthority: (authority: string) => boolean;
  readonly isListed: ListedProfessions;
}

/** One VIHF under examination. */
export interface VihfCase {
  readonly claims: VihfClaims;
  readonly signer: Certificate;
  readonly peer: TlsIdentity;
  readonly at: Date;
  readonly policy: VihfPolicy;
}

/** One rule: undefined when it holds. */
export type VihfCheck = (vihf: VihfCase) => Refusal | undefined;

/** A refusal that names the part of the VIHF at fault, which the caller itself wrote. */
export function fault(code: RefusalCode, about: string, detail: string): Refusal {
  return refuse(code, detail, { about });
}

const MODES: readonly string[] = ['DIRECTE', 'INDIRECTE', 'INDIRECTE_RENFORCEE'] satisfies VihfMode[];

export function isVihfMode(value: string | undefined): value is VihfMode {
  return value !== undefined && MODES.includes(value);
}
