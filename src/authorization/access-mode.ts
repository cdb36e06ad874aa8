import type { Subject } from '../model/subject.ts';
import type { DeniedReason } from './decision-reason.ts';
import type { Policy } from './policy.ts';

/**
 * Whether the mode of access that the caller claims is open to it.
 * - `centre_15`: only from structures on the operator's regulation list (ruling 7). Who comes with a card of its own only
 *   says which structure that is, so it must be on the list as well;
 * - `bris_de_glace`: only where the operator lets the reason alone suffice, and with a reason (ruling 8).
 */
export function modeFault(
  subject: Subject,
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
      return listed ? undefined : 'centre-15-not-listed';
    }
    case 'bris_de_glace':
      if (policy.brisDeGlace !== 'reason') return 'bris-de-glace-not-open';
      return (subject.reason ?? '').trim() === '' ? 'bris-de-glace-without-reason' : undefined;
    default:
      throw new Error(`unknown purpose of use ${subject.purpose satisfies never}`);
  }
}

/** Struct_IdNat of the structure that a subject acts in, or that it is. */
export function structureOf(subject: Subject): string | undefined {
  return subject.structure?.id ?? (subject.kind === 'structure' ? subject.id : undefined);
}
