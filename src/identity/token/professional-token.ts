import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { Subject } from '../../model/subject.ts';
import type { TlsIdentity } from '../identity.ts';
import type { ListedProfessions } from '../role-tables.ts';
import { chooseSituation, situationsOf, subjectRefPro } from './practice-situation.ts';
import { evidenceOf, isBoundTo } from './token-claims.ts';
import type { VerifiedToken } from './verify-token.ts';

const text = z.string().trim().min(1).optional();
/** What a token exchange tells of the software (RFC 8693, 4.1; facts: rights-identity 4), in the token or in its `act`. */
const exchanged = z.object({
  situation_exercice: text,
  lps_id: text,
  lps_nom: text,
  lps_version: text,
});
const claims = z.object({
  act: exchanged.optional(),
  ...exchanged.shape,
  SubjectNameID: z.string().min(1),
  family_name: z.string().default(''),
  given_name: z.string().default(''),
  SubjectRefPro: subjectRefPro,
  Acces_Regulation_Medicale: z.string().optional(),
  Mode_Acces_Raison: z.string().optional(),
});

/**
 * The professional of a Pro Santé Connect token, at work in the structure whose TLS certificate presents it (RFC 8705).
 * `Acces_Regulation_Medicale` VRAI makes the access one of a regulation centre. A token exchange may have chosen the situation of
 * practice; the caller then cannot choose another.
 * @returns TokenNotBound, TokenInvalid, TokenSituation or AssertionRole.
 */
export function professionalOfToken(
  token: VerifiedToken,
  peer: TlsIdentity | undefined,
  situation: string | undefined,
  isListed: ListedProfessions,
): Subject | Refusal {
  const { payload } = token;
  if (peer === undefined) return refuse('TokenNotBound', 'no client certificate');
  if (!isBoundTo(payload, peer)) return refuse('TokenNotBound', `not bound to ${peer.thumbprint}`);
  if (peer.kind !== 'structure') return refuse('TokenNotBound', 'bound to a person, not to a structure');
  const read = claims.safeParse(payload);
  if (!read.success) {
    return refuse('TokenInvalid', read.error.issues.map(({ path }) => path.join('.')).join(' '));
  }
  const holder = read.data;
  const { act, situation_exercice: told = act?.situation_exercice } = holder;
  if (told !== undefined && situation !== undefined && told !== situation) {
    return refuse('TokenSituation', 'not that of the token exchange', { about: situation });
  }
  const situations = situationsOf(holder.SubjectRefPro, isListed);
  const chosen = chooseSituation(situations, situation ?? told, isListed);
  if (isRefusal(chosen)) return chosen;
  const { lps_id: id = act?.lps_id, lps_nom: software = act?.lps_nom } = holder;
  const { lps_version: version = act?.lps_version ?? '' } = holder;
  const reason = holder.Mode_Acces_Raison?.trim() ?? '';
  return {
    kind: 'professional',
    mode: 'PRO_SANTE_CONNECT',
    id: holder.SubjectNameID,
    name: `${holder.family_name} ${holder.given_name}`.trim() || holder.SubjectNameID,
    structure: { id: peer.id, name: peer.name },
    ...(chosen.sector === undefined ? {} : { sector: chosen.sector }),
    roles: chosen.roles,
    purpose: holder.Acces_Regulation_Medicale === 'VRAI' ? 'centre_15' : 'normal',
    ...(reason === '' ? {} : { reason }),
    secretConnection: false,
    ...(software === undefined
      ? {}
      : { software: { name: software, version, ...(id === undefined ? {} : { id }) } }),
    evidence: evidenceOf(token),
  };
}
