import { type RefusalCode, refusals } from '../errors.ts';
import type { AccessEvent, EventType, StoredEvent } from '../model/event.ts';
import type { Coding } from './audit-event-types.ts';
import { texts } from './french-texts.ts';

const eventNames = texts('events');
const reasons = { ...texts('refusals'), ...texts('decision-reasons') };

const DCM = 'http://dicom.nema.org/resources/ontology/DCM';
const IHE = 'urn:ihe:event-type-code';
const OWN = 'urn:carnet:event-type';
const RESTFUL = 'http://hl7.org/fhir/restful-interaction';

const rest: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  code: 'rest',
  display: 'Restful Operation',
};
const dcm = (code: string, display: string): Coding => ({ system: DCM, code, display });

/**
 * How BALP 1.1.4 and the ATNA sections of the transactions type an event; `restful` is the FHIR interaction of it.
 * DICOM PS3.16 CID 400: 110100 Application Activity, 110106 Export, 110107 Import, 110110 Patient Record, 110112 Query, 110113 Security Alert,
 * 110114 User Authentication.
 */
const table: Record<EventType, { type: Coding; system: string; restful?: 'read' | 'search' }> = {
  'TD0.2': { type: dcm('110112', 'Query'), system: OWN },
  'TD0.3': { type: dcm('110110', 'Patient Record'), system: OWN },
  'TD0.4': { type: dcm('110112', 'Query'), system: OWN },
  'TD1.3a': { type: dcm('110112', 'Query'), system: OWN },
  'TD0.5': { type: dcm('110112', 'Query'), system: OWN },
  'TD1.3b': { type: dcm('110110', 'Patient Record'), system: OWN },
  'TD1.4': { type: dcm('110110', 'Patient Record'), system: OWN },
  'TD1.6': { type: dcm('110112', 'Query'), system: OWN },
  'ITI-18': { type: dcm('110112', 'Query'), system: IHE },
  'ITI-41': { type: dcm('110107', 'Import'), system: IHE },
  'ITI-42': { type: dcm('110107', 'Import'), system: IHE },
  'ITI-43': { type: dcm('110106', 'Export'), system: IHE },
  'ITI-67': { type: rest, system: IHE, restful: 'search' },
  'ITI-68': { type: rest, system: IHE, restful: 'read' },
  'ITI-78': { type: rest, system: IHE, restful: 'search' },
  'PCC-44': { type: rest, system: IHE, restful: 'search' },
  'ITI-90': { type: rest, system: IHE, restful: 'search' },
  'ITI-81': { type: rest, system: IHE, restful: 'search' },
  'ITI-8': { type: dcm('110110', 'Patient Record'), system: IHE },
  'ITI-44': { type: dcm('110110', 'Patient Record'), system: IHE },
  'ITI-51': { type: dcm('110112', 'Query'), system: IHE },
  'ITI-57': { type: dcm('110107', 'Import'), system: IHE },
  'TD3.3a-mask': { type: dcm('110107', 'Import'), system: OWN },
  'TD3.3a-unmask': { type: dcm('110107', 'Import'), system: OWN },
  'TD3.3b-hide': { type: dcm('110107', 'Import'), system: OWN },
  'TD3.3b-show': { type: dcm('110107', 'Import'), system: OWN },
  'TD3.3c-delete': { type: dcm('110107', 'Import'), system: OWN },
  'TD3.3d-archive': { type: dcm('110107', 'Import'), system: OWN },
  'TD3.3d-unarchive': { type: dcm('110107', 'Import'), system: OWN },
  'ITI-61': { type: dcm('110107', 'Import'), system: IHE },
  'ITI-62': { type: dcm('110110', 'Patient Record'), system: IHE },
  'ITI-86': { type: dcm('110110', 'Patient Record'), system: IHE },
  'ITI-92': { type: dcm('110107', 'Import'), system: IHE },
  CONSENT: { type: dcm('110110', 'Patient Record'), system: OWN },
  'CHOICE-block': { type: dcm('110110', 'Patient Record'), system: OWN },
  'CHOICE-unblock': { type: dcm('110110', 'Patient Record'), system: OWN },
  'CHOICE-allow-bris-de-glace': { type: dcm('110110', 'Patient Record'), system: OWN },
  'CHOICE-refuse-bris-de-glace': { type: dcm('110110', 'Patient Record'), system: OWN },
  'CHOICE-allow-centre-15': { type: dcm('110110', 'Patient Record'), system: OWN },
  'CHOICE-refuse-centre-15': { type: dcm('110110', 'Patient Record'), system: OWN },
  'CHOICE-mask-all': { type: dcm('110110', 'Patient Record'), system: OWN },
  'CHOICE-unmask-all': { type: dcm('110110', 'Patient Record'), system: OWN },
  'CHOICE-name-medecin-traitant': { type: dcm('110110', 'Patient Record'), system: OWN },
  'CHOICE-dismiss-medecin-traitant': { type: dcm('110110', 'Patient Record'), system: OWN },
  'BRIS-DE-GLACE': { type: dcm('110110', 'Patient Record'), system: OWN },
  'ITI-65': { type: dcm('110107', 'Import'), system: IHE },
  'SIGN-IN': { type: dcm('110114', 'User Authentication'), system: OWN },
  ACCOUNT: { type: dcm('110114', 'User Authentication'), system: OWN },
  RECORD: { type: dcm('110110', 'Patient Record'), system: OWN },
  'ENROLMENT-notify': { type: dcm('110110', 'Patient Record'), system: OWN },
  'ENROLMENT-code': { type: dcm('110110', 'Patient Record'), system: OWN },
  'ENROLMENT-create': { type: dcm('110110', 'Patient Record'), system: OWN },
  'ENROLMENT-activate': { type: dcm('110110', 'Patient Record'), system: OWN },
  'ENROLMENT-oppose': { type: dcm('110110', 'Patient Record'), system: OWN },
  'ENROLMENT-dependants': { type: dcm('110110', 'Patient Record'), system: OWN },
  'ENROLMENT-share': { type: dcm('110110', 'Patient Record'), system: OWN },
  'ENROLMENT-unshare': { type: dcm('110110', 'Patient Record'), system: OWN },
  'RECORD-ins-change': { type: dcm('110110', 'Patient Record'), system: OWN },
  'RECORD-close': { type: dcm('110110', 'Patient Record'), system: OWN },
  'RECORD-reopen': { type: dcm('110110', 'Patient Record'), system: OWN },
  'RECORD-erase-ask': { type: dcm('110110', 'Patient Record'), system: OWN },
  'RECORD-erase-withdraw': { type: dcm('110110', 'Patient Record'), system: OWN },
  'RECORD-erase': { type: dcm('110110', 'Patient Record'), system: OWN },
  TLS: { type: dcm('110113', 'Security Alert'), system: OWN },
  SOAP: { type: dcm('110113', 'Security Alert'), system: OWN },
  FHIR: { type: dcm('110113', 'Security Alert'), system: OWN },
  STOP: { type: dcm('110100', 'Application Activity'), system: OWN },
  START: { type: dcm('110100', 'Application Activity'), system: OWN },
};

/** AuditEvent.type and .subtype; the display of the transaction is French, for the patient. */
export function typesOf(event: AccessEvent): { type: Coding; subtype: Coding[] } {
  const { type, system, restful } = table[event.type];
  const transaction: Coding = {
    system,
    code: event.type,
    display: eventNames[event.type] ?? event.type,
  };
  if (restful === undefined) return { type, subtype: [transaction] };
  const code = event.action === 'R' ? 'read' : restful;
  return { type, subtype: [{ system: RESTFUL, code, display: code }, transaction] };
}

/** AuditEvent.outcome and .outcomeDesc: what came of it and why, in French. */
export function outcomeOf({ granted, reason }: StoredEvent): {
  outcome: '0' | '4' | '8' | '12';
  outcomeDesc: string;
} {
  const refusal = Object.hasOwn(refusals, reason) ? refusals[reason as RefusalCode] : undefined;
  const outcomeDesc = Object.hasOwn(reasons, reason) ? reasons[reason]! : reason;
  return { outcome: granted ? '0' : (refusal?.outcome ?? '4'), outcomeDesc };
}
