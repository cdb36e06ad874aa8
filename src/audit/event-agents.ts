import type { AccessEvent } from '../model/event.ts';
import type { PurposeOfUse } from '../model/subject.ts';
import type { AuditEventAgent, CodeableConcept, Reference } from './audit-event-types.ts';
import { texts } from './french-texts.ts';

type EventSubject = NonNullable<AccessEvent['subject']>;

const PS_ID_NAT = 'urn:oid:1.2.250.1.71.4.2.1';
const STRUCT_ID_NAT = 'urn:oid:1.2.250.1.71.4.2.2';
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const USER_AGENT = 'https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes';
const DCM = 'http://dicom.nema.org/resources/ontology/DCM';

const TRE_R248 = 'urn:oid:1.2.250.1.213.1.1.4.248';
const purposeNames = texts('purposes');

/** What HL7 calls the purposes of TRE_R248. */
const actReasons: Record<PurposeOfUse, string> = {
  normal: 'TREAT',
  bris_de_glace: 'BTG',
  centre_15: 'ETREAT',
};

interface Ends {
  readonly event: AccessEvent;
  readonly patient: { readonly value: string; readonly authority: string } | undefined;
  readonly base: string;
}

/** The agents of BALP: client and server (who is Source turns with the direction of the data), the user, its structure. */
export function agentsOf({ event, patient, base }: Ends): AuditEventAgent[] {
  const { subject } = event;
  const reads = event.action === 'R';
  const source = role('110153', 'Source Role ID');
  const destination = role('110152', 'Destination Role ID');
  const client: AuditEventAgent = {
    type: reads ? destination : source,
    who: { display: subject?.structureName ?? subject?.name ?? event.from },
    requestor: subject === undefined,
    network: { address: event.from, type: '2' },
  };
  const server: AuditEventAgent = {
    type: reads ? source : destination,
    who: { display: 'Carnet' },
    requestor: false,
    network: { address: base, type: '5' },
  };
  if (subject === undefined) return [client, server];
  return [client, server, userAgent(event, subject, patient), ...structureAgent(subject)];
}

function role(code: string, display: string): CodeableConcept {
  return { coding: [{ system: DCM, code, display }] };
}

function userAgent(event: AccessEvent, subject: EventSubject, patient: Ends['patient']): AuditEventAgent {
  const participation = event.action === 'C' || event.action === 'U' ? 'AUT' : 'IRCP';
  const token = tokenKind(subject.mode);
  return {
    type: {
      coding: [
        ...(token === undefined ? [] : [{ system: USER_AGENT, code: token }]),
        { system: PARTICIPATION, code: participation },
      ],
    },
    ...(subject.role === undefined
      ? {}
      : { role: [{ coding: [{ code: subject.role }], text: subject.roleName ?? subject.role }] }),
    who: { ...whoOf(subject, patient), display: subject.name },
    requestor: true,
    ...(subject.evidence === '' ? {} : { policy: [subject.evidence] }),
    purposeOfUse: [purposeOf(subject)],
  };
}

/** BALP tells the id of a SAML assertion from that of an OAuth token by the kind of agent. */
function tokenKind(mode: EventSubject['mode']): string | undefined {
  if (mode === 'NONE') return undefined;
  return mode === 'PRO_SANTE_CONNECT' || mode === 'PATIENT' ? 'UserOauthAgent' : 'UserSamlAgent';
}

/** Ids are those of the French registers, save in an X-User Assertion, whose token service has names of its own. */
function national(system: string, { mode }: EventSubject): { readonly system?: string } {
  return mode === 'XUA' ? {} : { system };
}

function whoOf(subject: EventSubject, patient: Ends['patient']): Reference {
  switch (subject.kind) {
    case 'patient':
      return {
        type: 'Patient',
        identifier: {
          ...(patient !== undefined && subject.id === patient.value
            ? { system: `urn:oid:${patient.authority}` }
            : {}),
          value: subject.id,
        },
      };
    case 'structure':
      return { type: 'Organization', identifier: { system: STRUCT_ID_NAT, value: subject.id } };
    case 'usager':
      return { type: 'Person' };
    case 'operator':
      return { type: 'Person', identifier: { value: subject.id } };
    case 'node':
      return { type: 'Device', identifier: { value: subject.id } };
    default:
      return { type: 'Practitioner', identifier: { ...national(PS_ID_NAT, subject), value: subject.id } };
  }
}

function purposeOf(subject: EventSubject): CodeableConcept {
  if (subject.kind === 'patient' || subject.kind === 'usager')
    return { coding: [{ system: ACT_REASON, code: 'PATRQT' }], ...textOf(subject) };
  const { purpose } = subject;
  // What an X-User Assertion gives as its purpose is of its own domain's codes.
  if (subject.mode === 'XUA') return { coding: [{ code: subject.reason ?? purpose }] };
  return {
    coding: [
      { system: TRE_R248, code: purpose, display: purposeNames[purpose] ?? purpose },
      { system: ACT_REASON, code: actReasons[purpose] },
    ],
    ...textOf(subject),
  };
}

/** The reason that was given; of a patient, who acts for her. */
function textOf({ reason }: EventSubject): Pick<CodeableConcept, 'text'> {
  return reason === undefined ? {} : { text: reason };
}

function structureAgent(subject: EventSubject): AuditEventAgent[] {
  const { structureId, structureName } = subject;
  if (structureId === undefined) return [];
  const system = 'http://terminology.hl7.org/CodeSystem/v3-RoleClass';
  return [
    {
      type: { coding: [{ system, code: 'PROV', display: 'healthcare provider' }] },
      who: {
        type: 'Organization',
        identifier: { ...national(STRUCT_ID_NAT, subject), value: structureId },
        display: structureName ?? structureId,
      },
      requestor: false,
    },
  ];
}
