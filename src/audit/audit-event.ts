import type { StoredEvent } from '../model/event.ts';
import { isOid } from '../model/oid.ts';
import type { AuditEvent, AuditEventEntity } from './audit-event-types.ts';
import { agentsOf } from './event-agents.ts';
import { outcomeOf, typesOf } from './event-codes.ts';

const BALP = 'https://profiles.ihe.net/ITI/BALP';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const OBJECT_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';

export interface AuditEventContext {
  /** The INS that the patient is named by; undefined where the reader must not learn whose record it was. */
  readonly patient: { readonly value: string; readonly authority: string } | undefined;
  /** Whether it says what came of it and why: not to whoever was refused, who could tell a hidden document from an absent one. */
  readonly outcome: boolean;
  /** Base URL of the server. */
  readonly base: string;
}

/**
 * A trace as people read it: AuditEvent of FHIR R4 in the shape of IHE BALP 1.1.4.
 * Its id is the event's hash in the chain: a sequence would tell how much is done for other patients.
 * A profile is claimed only where all that it demands is there; the text of queries is never kept, so none is for searches.
 */
export function auditEventResource(event: StoredEvent, context: AuditEventContext): AuditEvent {
  const { patient, base, outcome } = context;
  const profile = outcome ? profileOf(event) : undefined;
  return {
    resourceType: 'AuditEvent',
    id: event.hash,
    ...(profile === undefined
      ? {}
      : { meta: { profile: [`${BALP}/StructureDefinition/IHE.BasicAudit.${profile}`] } }),
    ...typesOf(event),
    action: event.action,
    recorded: event.at,
    ...(outcome ? outcomeOf(event) : {}),
    agent: agentsOf({ event, patient, base }),
    source: {
      site: new URL(base).host,
      observer: { display: 'Carnet' },
      type: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
          code: '4',
          display: 'Application Server',
        },
      ],
    },
    entity: entitiesOf(event, patient),
  };
}

function profileOf(event: StoredEvent): string | undefined {
  const readOne = event.type === 'ITI-68' && event.action === 'R' && event.documents.length === 1;
  return readOne && event.granted ? 'PatientRead' : undefined;
}

function entitiesOf(event: StoredEvent, patient: AuditEventContext['patient']): AuditEventEntity[] {
  return [
    ...(patient === undefined ? [] : [patientEntity(patient)]),
    ...event.documents.map(documentEntity),
    {
      what: { identifier: { value: event.requestId } },
      type: { system: `${BALP}/CodeSystem/BasicAuditEntityType`, code: 'XrequestId' },
    },
  ];
}

function patientEntity({ value, authority }: NonNullable<AuditEventContext['patient']>): AuditEventEntity {
  return {
    what: { type: 'Patient', identifier: { system: `urn:oid:${authority}`, value } },
    type: { system: ENTITY_TYPE, code: '1', display: 'Person' },
    role: { system: OBJECT_ROLE, code: '1', display: 'Patient' },
  };
}

function documentEntity(uniqueId: string): AuditEventEntity {
  const identifier = isOid(uniqueId)
    ? { system: 'urn:ietf:rfc:3986', value: `urn:oid:${uniqueId}` }
    : { value: uniqueId };
  return {
    what: { type: 'DocumentReference', identifier },
    type: { system: ENTITY_TYPE, code: '2', display: 'System Object' },
    role: { system: OBJECT_ROLE, code: '3', display: 'Report' },
  };
}
