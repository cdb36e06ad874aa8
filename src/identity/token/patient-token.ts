import { z } from 'zod';
import { type Refusal, refuse } from '../../errors.ts';
import { formatCx } from '../../model/hl7v2.ts';
import type { Subject } from '../../model/subject.ts';
import type { TlsIdentity } from '../identity.ts';
import { confirmation, evidenceOf, isBoundTo } from './token-claims.ts';
import type { VerifiedToken } from './verify-token.ts';

const claims = z.object({
  scope: z.string(),
  ins: z.object({ value: z.string().min(1), authority: z.string().min(1) }),
  family_name: z.string().default(''),
  given_name: z.string().default(''),
});

/**
 * The patient of a token of the patients' issuer: scope `patient`, claim `ins` with the matricule and the OID that assigned
 * it. Bound to a certificate only when it says so: a patient's device has none.
 * @param acceptsAuthority whether an OID may assign an INS here.
 * @returns TokenInvalid or TokenNotBound.
 */
export function patientOfToken(
  token: VerifiedToken,
  peer: TlsIdentity | undefined,
  acceptsAuthority: (authority: string) => boolean,
): Subject | Refusal {
  const { payload } = token;
  if (confirmation(payload) !== undefined && !isBoundTo(payload, peer)) {
    return refuse('TokenNotBound', 'bound to another certificate');
  }
  const read = claims.safeParse(payload);
  if (!read.success) {
    return refuse('TokenInvalid', read.error.issues.map(({ path }) => path.join('.')).join(' '));
  }
  const { scope, ins, family_name: family, given_name: given } = read.data;
  if (!scope.split(' ').includes('patient')) return refuse('TokenInvalid', `scope ${scope}`);
  if (!acceptsAuthority(ins.authority)) {
    return refuse('TokenInvalid', `INS of authority ${ins.authority}`);
  }
  return {
    kind: 'patient',
    mode: 'PATIENT',
    id: ins.value,
    name: `${family} ${given}`.trim() || ins.value,
    roles: [],
    purpose: 'normal',
    patientId: formatCx(ins.value, ins.authority, 'NH'),
    secretConnection: false,
    evidence: evidenceOf(token),
  };
}
