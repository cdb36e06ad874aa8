import type { OpenedAccess } from '../model/record.ts';
import type { Subject } from '../model/subject.ts';
import type { Question } from './decision.ts';
import type { DeniedReason } from './decision-reason.ts';
import type { Policy } from './policy.ts';

/**
 * Whether the mode of access that the caller claims is open to it, and the patient lets it be used.
 * - `centre_15`: only from structures on the operator's regulation list (ruling 7), with no reason given (rule PAT-09). Who
 *   comes with a card of its own only says which structure that is, so it must be on the list as well;
 * - `bris_de_glace`: with a reason, in an access that the professional has opened and that is not over; where the operator
 *   has it so, with the reason alone (ruling 8).
 */
export function modeFault(
  { subject, record, standing, at }: Pick<Question, 'subject' | 'record' | 'standing' | 'at'>,
  policy: Pick<Policy, 'regulationStructures' | 'brisDeGlace'>,
): DeniedReason | undefined {
  switch (subject.purpose) {
    case 'normal':
      return undefined;
    case 'centre_15': {
      const structure = structureOf(subject);
      const list = policy.regulationStructures;
      const byCard = subject.mode === 'DIRECTE';
      const listed =
        structure !== undefined && list.includes(structure) && (!byCard || list.includes(subject.id));
      if (!listed) return 'centre-15-not-listed';
      return record?.choices.centre15 === 'opposed' ? 'centre-15-opposed' : undefined;
    }
    case 'bris_de_glace': {
      if (record?.choices.brisDeGlace === 'opposed') return 'bris-de-glace-opposed';
      if (policy.brisDeGlace !== 'reason') {
        if (standing.opened === undefined) return 'bris-de-glace-not-open';
        if (!isRunning(standing.opened, at)) return 'bris-de-glace-over';
      }
      return (subject.reason ?? '').trim() === '' ? 'bris-de-glace-without-reason' : undefined;
    }
    default:
      throw new Error(`unknown purpose of use ${subject.purpose satisfies never}`);
  }
}

/** Whether an opened access is not over at an instant (ISO 8601 UTC); one whose end cannot be read is over. */
export function isRunning({ until }: Pick<OpenedAccess, 'until'>, at: string): boolean {
  return Date.parse(at) < Date.parse(until);
}

/** Struct_IdNat of the structure that a subject acts in, or that it is. */
export function structureOf(subject: Subject): string | undefined {
  return subject.structure?.id ?? (subject.kind === 'structure' ? subject.id : undefined);
}
