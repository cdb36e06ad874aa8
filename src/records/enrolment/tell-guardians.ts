import type { EnrolmentSettings } from '../../config/enrolment.ts';
import type { InsuredPerson } from '../../model/enrolment.ts';
import type { Message } from '../../model/notification.ts';
import { inFrench } from '../../model/period.ts';
import type { WriteCommand } from '../../store/store.ts';
import { guardiansOf, nameOf } from './reached.ts';

/**
 * Tells the legal guardian of a protected adult that she has been invited, or that her record has been created (DEL-02, DEL-03,
 * LC-17). The choice is hers, and so is the code: the guardian agrees to an activation, and decides nothing with a code. The
 * other parent of a child is not told yet: the principal one is, who may share the record (LC-21).
 * @param at ISO 8601 UTC.
 */
export function tellGuardians(
  person: InsuredPerson,
  what: 'enrolment-invitation' | 'enrolment-created',
  { at, settings }: { readonly at: string; readonly settings: EnrolmentSettings },
): readonly WriteCommand[] {
  const holder = nameOf(person);
  const message: Message =
    what === 'enrolment-invitation'
      ? { kind: 'enrolment-invitation-guardian', holder, delay: inFrench(settings.codeLife) }
      : { kind: 'enrolment-created-guardian', holder };
  return guardiansOf(person).map((recipient) => ({
    kind: 'notify',
    notification: { recipient, message },
    at,
  }));
}
