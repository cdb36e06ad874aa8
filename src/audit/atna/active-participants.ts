import { isIP } from 'node:net';
import type { StoredEvent } from '../../model/event.ts';
import { type Markup, xml } from '../../xml/write.ts';
import { type CodedValue, coded, DCM } from './coded-value.ts';

/** The node that writes the message. */
export interface AuditingNode {
  /** Name of the machine, as its peers know it. */
  readonly host: string;
  readonly processId: string;
}

export interface Participants {
  readonly node: AuditingNode;
  /** The address that the request came in at. */
  readonly endpoint: string;
}

const SOURCE: CodedValue = ['110153', DCM, 'Source Role ID'];
const DESTINATION: CodedValue = ['110152', DCM, 'Destination Role ID'];
const APPLICATION: CodedValue = ['110150', DCM, 'Application'];

/** `wsa:ReplyTo` of every request that is answered on its own connection (ITI TF-2 Appendix V.3). */
const ANONYMOUS = 'http://www.w3.org/2005/08/addressing/anonymous';

const MACHINE_NAME = '1';
const IP_ADDRESS = '2';

/**
 * Who took part: the two systems, of which the one that data leave is the Source, and the person or structure that asked, where it
 * is known. Of what is no transaction, this application alone.
 */
export function activeParticipants(event: StoredEvent, { node, endpoint }: Participants): readonly Markup[] {
  if (event.type === 'START' || event.type === 'STOP') return [application(node)];
  // In a retrieval the one who asks is the destination; in every other transaction it is the source.
  const retrieves = event.type === 'ITI-43' || event.type === 'ITI-68';
  const client = participant(
    { UserID: ANONYMOUS, UserIsRequestor: true, at: event.from },
    retrieves ? DESTINATION : SOURCE,
  );
  const server = participant(
    { UserID: endpoint, AlternativeUserID: node.processId, UserIsRequestor: false, at: node.host },
    retrieves ? SOURCE : DESTINATION,
  );
  return [...(retrieves ? [server, client] : [client, server]), ...requestors(event)];
}

function application(node: AuditingNode): Markup {
  return participant(
    { UserID: node.processId, UserIsRequestor: false, at: node.host, UserName: 'Carnet' },
    APPLICATION,
  );
}

/** The person, with its role, and the structure that it acts for; nobody for an usager, who is known by the client alone. The user of an X-User Assertion is named as ITI TF-2 3.40.4.2 has it. */
function requestors({ subject }: StoredEvent): readonly Markup[] {
  if (subject === undefined || subject.kind === 'usager') return [];
  const role: CodedValue | undefined =
    subject.role === undefined ? undefined : [subject.role, 'Carnet', subject.roleName ?? subject.role];
  const person = participant(
    {
      UserID: subject.id,
      ...(subject.evidence === '' ? {} : { AlternativeUserID: subject.evidence }),
      UserName: subject.userName ?? subject.name,
      UserIsRequestor: true,
    },
    role,
  );
  const { structureId, structureName = structureId } = subject;
  if (structureId === undefined || structureId === subject.id) return [person];
  const structure = { UserID: structureId, UserName: structureName, UserIsRequestor: false };
  return [person, participant(structure, undefined)];
}

interface Participant {
  readonly UserID: string;
  readonly AlternativeUserID?: string | undefined;
  readonly UserName?: string | undefined;
  readonly UserIsRequestor: boolean;
  /** An IP address, or the name of a machine. */
  readonly at?: string;
}

function participant(who: Participant, role: CodedValue | undefined): Markup {
  const { UserID, AlternativeUserID, UserName, UserIsRequestor, at } = who;
  const optional = [
    AlternativeUserID === undefined ? undefined : xml` AlternativeUserID="${AlternativeUserID}"`,
    UserName === undefined ? undefined : xml` UserName="${UserName}"`,
  ];
  const network =
    at === undefined
      ? undefined
      : xml` NetworkAccessPointTypeCode="${isIP(at) === 0 ? MACHINE_NAME : IP_ADDRESS}" NetworkAccessPointID="${at}"`;
  return xml`<ActiveParticipant UserID="${UserID}"${optional} UserIsRequestor="${UserIsRequestor}"${network}>${
    role === undefined ? undefined : coded('RoleIDCode', role)
  }</ActiveParticipant>`;
}
