import { publicText, type Refusal, refusals, refuse } from '../errors.ts';
import { readInstanceIdentifier, V3, writeInstanceIdentifier } from '../hl7v3/instance-identifier.ts';
import { answerHead, readTransmission, type Transmission } from '../hl7v3/transmission.ts';
import { formatCx, parseCx } from '../model/hl7v2.ts';
import { attribute, element, elements, path, type XmlElement } from '../xml/tree.ts';
import { type Markup, storedMarkup, xml } from '../xml/write.ts';

const NAME = 'PRPA_IN201314UV02';
const REASON_SYSTEM = '1.2.250.1.213.1.1.4.11';
/** Namespace of the element around both answers (WSDL of the DMP, GestionDossierPatientPartage). */
const ANSWERS = 'asip:ci-sis:gdp:2010';

/** Why a record is revised, which tells TD1.3b and TD1.4 apart. */
export type RevisionReason = 'MODIF_DATA' | 'FERM';

export interface RevisionRequest extends Transmission {
  /** Raw CX. */
  readonly patientId: string;
  /** `patient` of the message. */
  readonly patient: XmlElement;
  readonly act: XmlElement;
}

/** What was done, to be acknowledged. */
export interface Revised {
  readonly request: Transmission & Pick<RevisionRequest, 'patientId'>;
  readonly status: 'active' | 'terminated';
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Actions of the exchange (WSDL of the DMP). */
export const REVISION = {
  action: `${V3}:${NAME}`,
  responseAction: `${V3}:PRPA_IN201314ResponseUV02`,
  answers: 'simple',
} as const;

/** Whether a payload gives this reason. */
export function isRevisionFor(payload: XmlElement, reason: RevisionReason): boolean {
  const given = path(payload, 'controlActProcess', 'reasonCode');
  return attribute(given, 'code') === reason && attribute(given, 'codeSystem') === REASON_SYSTEM;
}

/**
 * Reads PRPA_IN201314UV02, the revision of one patient's record.
 * @returns MalformedRequest naming the element at fault.
 */
export function readRevision(payload: XmlElement, reason: RevisionReason): RevisionRequest | Refusal {
  if (payload.local !== NAME || payload.namespace !== V3) return malformedRevision(NAME);
  if (!isRevisionFor(payload, reason)) return malformedRevision('reasonCode');
  const act = element(payload, 'controlActProcess', V3)!;
  if (elements(act, 'subject', V3).length !== 1) return malformedRevision('subject');
  const patient = path(act, 'subject', 'registrationEvent', 'subject1', 'patient');
  if (patient === undefined) return malformedRevision('patient');
  const [id, ...others] = elements(patient, 'id', V3).map(readInstanceIdentifier);
  const { root = '', extension = '' } = id ?? {};
  if (others.length > 0 || !/^[0-9A-Za-z]{1,64}$/.test(extension)) return malformedRevision('id');
  const transmission = readTransmission(payload);
  if (typeof transmission === 'string') return malformedRevision(transmission);
  return { patientId: formatCx(extension, root, 'NH'), patient, act, ...transmission };
}

export function malformedRevision(about: string): Refusal {
  return refuse('MalformedRequest', `${NAME}: ${about}`, { about });
}

/** PRPA_IN201315UV02: accepted. */
export function writeRevised({ request, status, at }: Revised, deviceOid: string): Markup {
  const { value, authority } = parseCx(request.patientId);
  const id = writeInstanceIdentifier('id', { root: authority, extension: value });
  const act = xml`<controlActProcess classCode="CACT" moodCode="EVN"><subject typeCode="SUBJ" contextConductionInd="false"><registrationEvent classCode="REG" moodCode="EVN"><statusCode code="completed"/><subject1 typeCode="SBJ"><patient classCode="PAT">${id}<statusCode code="${status}"/></patient></subject1></registrationEvent></subject></controlActProcess>`;
  const acknowledged = acknowledgement(request, 'AA');
  return answer(
    'PRPA_IN201315UV02',
    xml`${head('PRPA_IN201315UV02', request, at, deviceOid)}${acknowledged}${act}`,
  );
}

/** PRPA_IN201316UV02: refused, a detail for each fault. */
export function writeRevisionRefusal(request: Transmission, refusal: Refusal, deviceOid: string): Markup {
  const details = refusal.refused.map(
    (fault) =>
      xml`<acknowledgementDetail typeCode="E"><code code="${refusals[fault.code].soap.subcode}"/><text>${publicText(fault)}</text></acknowledgementDetail>`,
  );
  const at = new Date().toISOString();
  const acknowledged = acknowledgement(request, 'AE', details);
  const act = xml`<controlActProcess classCode="CACT" moodCode="EVN"/>`;
  return answer(
    'PRPA_IN201316UV02',
    xml`${head('PRPA_IN201316UV02', request, at, deviceOid)}${acknowledged}${act}`,
  );
}

function head(interaction: string, request: Transmission, at: string, deviceOid: string): Markup {
  return answerHead(interaction, request, { at, deviceOid });
}

function acknowledgement(
  { messageId }: Transmission,
  code: 'AA' | 'AE',
  details: readonly Markup[] = [],
): Markup {
  return xml`<acknowledgement typeCode="${code}"><targetMessage>${writeInstanceIdentifier('id', messageId)}</targetMessage>${details}</acknowledgement>`;
}

function answer(interaction: 'PRPA_IN201315UV02' | 'PRPA_IN201316UV02', inside: Markup): Markup {
  const name = storedMarkup(interaction);
  return xml`<g:PRPA_IN201314UV02_Response xmlns:g="${ANSWERS}"><${name} xmlns="${V3}" ITSVersion="XML_1.0">${inside}</${name}></g:PRPA_IN201314UV02_Response>`;
}
