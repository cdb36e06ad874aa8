import { z } from 'zod';
import { texts } from '../../audit/french-texts.ts';
import { type Refusal, refuse } from '../../errors.ts';
import { formatCx } from '../../model/hl7v2.ts';
import { INS_NIR } from '../../model/ins.ts';
import type { Subject } from '../../model/subject.ts';
import type { TlsIdentity } from '../identity.ts';
import { confirmation, evidenceOf, isBoundTo } from './token-claims.ts';
import type { VerifiedToken } from './verify-token.ts';

/** The INS of an issuer elsewhere may be the matricule alone, which is one of production. */
const ins = z.union([
  z.object({ value: z.string().min(1), authority: z.string().min(1) }),
  z
    .string()
    .min(1)
    .transform((value) => ({ value, authority: INS_NIR })),
]);
const REPRESENTATIVE = texts('records').representative ?? '';

const claims = z.object({
  scope: z.string(),
  family_name: z.string().default(''),
  given_name: z.string().default(''),
  /** Who acts for a minor, as the sign-in of this server tells. */
  representative: z.string().min(1).optional(),
  /** That the patient was a minor when it was issued, as that sign-in tells too. */
  of_minor: z.literal(true).optional(),
  representative_ins: z.object({ value: z.string().min(1), authority: z.string().min(1) }).optional(),
});

/**
 * The patient of a token of the patients' issuer: scope `patient`, claim `ins` with the matricule and the OID that assigned
 * it, unless the issuer has other names for them. Bound to a certificate only when it says so: a patient's device has none.
 * @param acceptsAuthority whether an OID may assign an INS here.
 * @returns TokenInvalid or TokenNotBound.
 */
export function patientOfToken(
  token: VerifiedToken,
  peer: TlsIdentity | undefined,
  acceptsAuthority: (authority: string) => boolean,
): Subject | Refusal {
  const { payload, issuer } = token;
  const { insClaim, scope: demanded } = issuer.patient ?? { insClaim: 'ins', scope: 'patient' };
  if (confirmation(payload) !== undefined && !isBoundTo(payload, peer)) {
    return refuse('TokenNotBound', 'bound to another certificate');
  }
  const read = claims.safeParse(payload);
  if (!read.success) {
    return refuse('TokenInvalid', read.error.issues.map(({ path }) => path.join('.')).join(' '));
  }
  const {
    scope,
    family_name: family,
    given_name: given,
    representative,
    representative_ins: by,
    of_minor,
  } = read.data;
  if (!scope.split(' ').includes(demanded)) return refuse('TokenInvalid', `scope ${scope}`);
  const patient = ins.safeParse(payload[insClaim]);
  if (!patient.success) return refuse('TokenInvalid', `claim ${insClaim}`);
  const { value, authority } = patient.data;
  if (!acceptsAuthority(authority)) return refuse('TokenInvalid', `INS of authority ${authority}`);
  return {
    kind: 'patient',
    mode: 'PATIENT',
    id: value,
    name: `${family} ${given}`.trim() || value,
    roles: [],
    purpose: 'normal',
    ...(representative === undefined ? {} : { reason: `${REPRESENTATIVE} : ${representative}` }),
    patientId: formatCx(value, authority, 'NH'),
    ...(by === undefined ? {} : { representative: by }),
    ...(of_minor === undefined ? {} : { ofMinor: of_minor }),
    secretConnection: false,
    evidence: evidenceOf(token),
  };
}
