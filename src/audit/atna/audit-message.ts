import type { StoredEvent } from '../../model/event.ts';
import { type Markup, xml } from '../../xml/write.ts';
import { activeParticipants, type Participants } from './active-participants.ts';
import { coded, DCM } from './coded-value.ts';
import { eventIdentification } from './event-identification.ts';
import { participantObjects } from './participant-objects.ts';

export interface AuditMessageContext extends Participants {
  /** CX of the patient whom the event is about, where one is known. */
  readonly patientId: string | undefined;
}

/**
 * An event of our chain as the audit message of DICOM PS3.15 A.5, filled as each transaction of IHE demands. An event is about
 * one patient at most, as ITI TF-2 3.20.7.1 has it.
 * The same event gives the same bytes, so that a repository can tell one that was sent twice.
 */
export function auditMessage(event: StoredEvent, context: AuditMessageContext): Markup {
  const { node, patientId } = context;
  return xml`<AuditMessage>${eventIdentification(event)}${activeParticipants(event, context)}<AuditSourceIdentification AuditSourceID="${node.host}">${coded(
    'AuditSourceTypeCode',
    ['4', DCM, 'Application Server'],
  )}</AuditSourceIdentification>${participantObjects(event, patientId)}</AuditMessage>`;
}
