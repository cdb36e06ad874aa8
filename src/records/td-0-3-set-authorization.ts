import { readFileSync } from 'node:fs';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { Act } from '../model/event.ts';
import type { Authorisation, MedicalRecord } from '../model/record.ts';
import type { Granted } from '../model/scope.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { Conflict, WriteCommand } from '../store/store.ts';
import type { Access } from '../transaction.ts';
import { element, text, type XmlElement } from '../xml/tree.ts';
import { xml } from '../xml/write.ts';
import { type Holder, holderOf, isPhysician } from './authorisation-holder.ts';

const NAMESPACE = 'urn:si-dmp-habilitations';
const ENDPOINT = `${NAMESPACE}:HabilitationsEndPoint`;

const texts = JSON.parse(
  readFileSync(new URL('../../profiles/texts/records.fr.json', import.meta.url), 'utf8'),
) as { authorisationAbsent: string; authorisationPresent: string };

interface SetAuthorization {
  readonly action: 'AJOUT' | 'SUPPRESSION';
  readonly medecinTraitant: boolean;
}

interface Done {
  /** What is said when nothing had to be done. */
  readonly context?: string;
}

/**
 * TD0.3 (PDT-INF-526): the caller declares itself authorised for the record that its VIHF names, or withdraws. With the
 * role MEDECIN_TRAITANT it becomes, or ceases to be, administrator of the record; the one needs a physician, the other
 * the médecin traitant himself. Whom the patient blocks may do neither.
 * @returns a transaction that answers `DMPOk`; refusals: MalformedRequest, AssertionPatient, AccessDenied,
 * XDSUnknownPatientId.
 */
export function setAuthorization(): SoapTransaction<SetAuthorization, Done> {
  return {
    action: `${ENDPOINT}:setAuthorization`,
    responseAction: `${ENDPOINT}:setAuthorizationResponse`,
    answers: 'simple',
    read: readSetAuthorization,
    transaction: {
      event: 'TD0.3',
      action: 'U',
      right: ({ action }) => (action === 'AJOUT' ? 'record.authorise' : 'record.withdraw'),
      record: () => ({ ofSubject: true }),
      run: async (request, access) => run(request, access),
    },
    write: ({ context }) => ({
      body: xml`<h:setAuthorizationResponse xmlns:h="${NAMESPACE}"><h:output><h:status>DMPOk</h:status>${
        context === undefined ? undefined : xml`<h:context>${context}</h:context>`
      }</h:output></h:setAuthorizationResponse>`,
    }),
  };
}

function readSetAuthorization(payload: XmlElement): SetAuthorization | Refusal {
  if (payload.local !== 'setAuthorization' || payload.namespace !== NAMESPACE) {
    return refuse('MalformedRequest', `{${payload.namespace}}${payload.local}`);
  }
  const action = text(element(payload, 'action', NAMESPACE)).trim();
  if (action !== 'AJOUT' && action !== 'SUPPRESSION') {
    return refuse('MalformedRequest', 'unknown action', { about: 'action' });
  }
  const roleElement = element(payload, 'role', NAMESPACE);
  const role = text(roleElement).trim();
  if (roleElement !== undefined && role !== 'MEDECIN_TRAITANT') {
    return refuse('MalformedRequest', 'unknown role', { about: 'role' });
  }
  return { action, medecinTraitant: roleElement !== undefined };
}

function run(request: SetAuthorization, access: Granted<Access>) {
  const { record, call, standing } = access;
  const { authorisation } = standing;
  if (record === undefined) return refuse('XDSUnknownPatientId', 'no record');
  if (request.medecinTraitant && !isPhysician(call.subject)) {
    return refuse('AccessDenied', 'MEDECIN_TRAITANT asked by no physician');
  }
  if (request.medecinTraitant && request.action === 'SUPPRESSION' && !isMedecinTraitant(access)) {
    return refuse('AccessDenied', 'MEDECIN_TRAITANT withdrawn by one who is none');
  }
  const holder = holderOf(access);
  if (isRefusal(holder)) return holder;
  // The structure's authorisation lets its professionals in; it is not theirs to change.
  const present = authorisation?.holder === holder.id ? authorisation : undefined;
  const done =
    request.action === 'AJOUT'
      ? add(request, record, holder, present, call.at)
      : remove(request, record, present);
  return {
    ...done,
    documents: [],
    acts: request.medecinTraitant && done.writes !== undefined ? [asMedecinTraitant(request)] : [],
    // Closed, or the caller blocked, since the decision: the answer is that of the decision.
    onConflict: async ({ conflict }: Conflict): Promise<Refusal> =>
      refuse(conflict === 'record-missing' ? 'XDSUnknownPatientId' : 'AccessDenied', conflict),
  };
}

/** In the journal it is what it is when the patient does it: whoever has become médecin traitant sees nearly all. */
function asMedecinTraitant({ action }: SetAuthorization): Act {
  const event = action === 'AJOUT' ? 'CHOICE-name-medecin-traitant' : 'CHOICE-dismiss-medecin-traitant';
  return { event, documents: [] };
}

function isMedecinTraitant({ call, standing }: Granted<Access>): boolean {
  const { authorisation } = standing;
  return authorisation?.holder === call.subject.id && authorisation.medecinTraitant;
}

interface Change {
  readonly answer: Done;
  readonly writes?: readonly WriteCommand[];
}

function add(
  { medecinTraitant }: SetAuthorization,
  { patient }: MedicalRecord,
  holder: Holder,
  present: Authorisation | undefined,
  at: string,
): Change {
  if (present !== undefined && (present.medecinTraitant || !medecinTraitant)) {
    return { answer: { context: texts.authorisationPresent } };
  }
  const authorisation: Authorisation = {
    holder: holder.id,
    holderKind: holder.kind,
    name: holder.name,
    medecinTraitant,
    since: present?.since ?? at,
  };
  return { answer: {}, writes: [{ kind: 'authorise', patientKey: patient.key, authorisation }] };
}

function remove(
  { medecinTraitant }: SetAuthorization,
  { patient }: MedicalRecord,
  present: Authorisation | undefined,
): Change {
  if (present === undefined) {
    return { answer: { context: texts.authorisationAbsent } };
  }
  if (medecinTraitant) {
    const dismissed = { patientKey: patient.key, professional: present.holder };
    return { answer: {}, writes: [{ kind: 'dismiss-medecin-traitant', ...dismissed }] };
  }
  return { answer: {}, writes: [{ kind: 'withdraw', patientKey: patient.key, holder: present.holder }] };
}
