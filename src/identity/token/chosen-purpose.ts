import { type Refusal, refuse } from '../../errors.ts';
import type { Subject } from '../../model/subject.ts';

/**
 * The purpose of use that the bearer of a token chooses for one request. An access token says who acts and not to what end,
 * as a VIHF does; so a professional who reads by bris de glace says it with each request (`X-Mode-Acces`). Were it concluded
 * from an access that is open, the professional who has an authorisation too would leave traces of an emergency.
 * @param chosen a code of TRE_R248: `normal`, which changes nothing, or `bris_de_glace`.
 * @returns the subject with that purpose, or MalformedRequest for another code, or where somebody else than a professional chooses.
 */
export function withChosenPurpose(subject: Subject, chosen: string | undefined): Subject | Refusal {
  if (chosen === undefined || chosen === 'normal') return subject;
  if (chosen !== 'bris_de_glace' || subject.kind !== 'professional') {
    return refuse('MalformedRequest', 'X-Mode-Acces', { about: 'X-Mode-Acces' });
  }
  return { ...subject, purpose: chosen };
}
