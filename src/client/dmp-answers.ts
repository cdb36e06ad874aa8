import { formatCx } from '../model/hl7v2.ts';
import { heldContent } from '../soap/xop.ts';
import type { ReceivedContent } from '../store/blobs.ts';
import { attribute, descendants, element, elements, path, text, type XmlElement } from '../xml/tree.ts';
import { contentOf } from './content.ts';
import type { SoapReply } from './soap-client.ts';

export interface RegistryError {
  readonly code: string;
  readonly context: string;
  readonly severity: string;
  readonly location?: string;
}

export interface RegistryAnswer {
  readonly reply: SoapReply;
  /** `Success`, `Failure`, `PartialSuccess`, or `Fault` for a SOAP fault, which is then told in `errors`. */
  readonly status: string;
  readonly errors: readonly RegistryError[];
}

export interface QueryAnswer extends RegistryAnswer {
  /** `rim:ExtrinsicObject` or `rim:ObjectRef`. */
  readonly objects: readonly XmlElement[];
}

export interface RetrievedDocument {
  readonly uniqueId: string;
  readonly repositoryUniqueId: string;
  readonly mimeType: string;
  readonly content: ReceivedContent;
}

export interface RetrieveAnswer extends RegistryAnswer {
  readonly documents: readonly RetrievedDocument[];
}

export interface ExistenceAnswer {
  readonly reply: SoapReply;
  /** `OK` or `NF`. */
  readonly code: string;
  /** VALIDE, NON_EXISTE, EXPIRE, INTERDIT. */
  readonly authorisation?: string;
  /** `active` or `terminated`. */
  readonly patientStatus?: string;
}

/** Who was found by traits. */
export interface PatientsAnswer {
  readonly reply: SoapReply;
  /** `OK`, `NF`, or the subcode of a SOAP fault. */
  readonly code: string;
  /** The first id of each, as CX. */
  readonly patientIds: readonly string[];
}

/** What an HL7 v3 message of change was answered. */
export interface AcknowledgedAnswer {
  readonly reply: SoapReply;
  /** `AA` or `AE`, or the subcode of a SOAP fault. */
  readonly code: string;
  /** Code of the first detail of the acknowledgement. */
  readonly detail?: string;
}

/** An answer of the DMP's own services: `DMPOk` and a context, or the subcode and the reason of a SOAP fault. */
export interface ServiceAnswer {
  readonly reply: SoapReply;
  readonly status: string;
  readonly context: string;
}

export interface ListAnswer extends ServiceAnswer {
  /** Each as element name to text; the first of a name stands, so `nationalId` is that of the first identifier. */
  readonly listed: readonly Readonly<Record<string, string>>[];
}

export function serviceAnswer(reply: SoapReply): ServiceAnswer {
  const output = element(reply.payload, 'output');
  return {
    reply,
    status: reply.fault?.subcode ?? text(element(output, 'status')).trim(),
    context: reply.fault?.reason ?? text(element(output, 'context')).trim(),
  };
}

/** @param name of the elements that are listed. */
export function readList(reply: SoapReply, name: string): ListAnswer {
  const output = element(reply.payload, 'output');
  const listed = (output === undefined ? [] : elements(output, name)).map((one) => {
    const told = [...descendants(one)].map((node) => [node.local, text(node).trim()] as const);
    return Object.fromEntries(told.reverse());
  });
  return { ...serviceAnswer(reply), listed };
}

/** What an answer of XDS says of itself, a SOAP fault too. */
export function registryAnswer(reply: SoapReply): RegistryAnswer {
  if (reply.fault !== undefined) {
    const { code, subcode, reason } = reply.fault;
    const error = { code: subcode ?? code, context: reason, severity: 'Error' };
    return { reply, status: 'Fault', errors: [error] };
  }
  const errors: RegistryError[] = [];
  let status = attribute(reply.payload, 'status') ?? '';
  for (const node of descendants(reply.payload)) {
    if (node.local === 'RegistryResponse') status = attribute(node, 'status') ?? status;
    if (node.local !== 'RegistryError') continue;
    const location = attribute(node, 'location');
    errors.push({
      code: attribute(node, 'errorCode') ?? '',
      context: attribute(node, 'codeContext') ?? '',
      severity: (attribute(node, 'severity') ?? '').replace(/^.*:/, ''),
      ...(location === undefined ? {} : { location }),
    });
  }
  return { reply, status: status.replace(/^.*:/, ''), errors };
}

function find(payload: XmlElement, local: string): XmlElement | undefined {
  for (const node of descendants(payload)) if (node.local === local) return node;
  return undefined;
}

export function readExistence(reply: SoapReply): ExistenceAnswer {
  const attention = [...descendants(reply.payload)].find(
    (node) =>
      node.local === 'attentionLine' && attribute(element(node, 'keyWordText'), 'code') === 'AUTORISATION',
  );
  const authorisation = attribute(element(attention, 'value'), 'code');
  const patientStatus = attribute(element(find(reply.payload, 'patient'), 'statusCode'), 'code');
  return {
    reply,
    code: attribute(find(reply.payload, 'queryResponseCode'), 'code') ?? '',
    ...(authorisation === undefined ? {} : { authorisation }),
    ...(patientStatus === undefined ? {} : { patientStatus }),
  };
}

export function readPatients(reply: SoapReply): PatientsAnswer {
  const patients = [...descendants(reply.payload)].filter(({ local }) => local === 'patient');
  const idOf = (patient: XmlElement) => {
    const id = element(patient, 'id');
    return formatCx(attribute(id, 'extension') ?? '', attribute(id, 'root') ?? '', 'NH');
  };
  const code = reply.fault?.subcode ?? attribute(find(reply.payload, 'queryResponseCode'), 'code') ?? '';
  return { reply, code, patientIds: patients.map(idOf) };
}

export function readAcknowledgement(reply: SoapReply): AcknowledgedAnswer {
  const acknowledgement = find(reply.payload, 'acknowledgement');
  const said =
    attribute(acknowledgement, 'typeCode') ?? attribute(element(acknowledgement, 'typeCode'), 'code');
  const detail = attribute(path(acknowledgement, 'acknowledgementDetail', 'code'), 'code');
  return {
    reply,
    code: reply.fault?.subcode ?? said ?? '',
    ...(detail === undefined ? {} : { detail }),
  };
}

/** Documents of an ITI-43 answer, whose content came as parts or in base64. */
export function readRetrieved(reply: SoapReply): RetrievedDocument[] {
  return elements(reply.payload, 'DocumentResponse').flatMap((response) => {
    const holder = element(response, 'Document');
    const held = holder === undefined ? undefined : heldContent(holder);
    const content =
      held === undefined
        ? undefined
        : 'text' in held
          ? contentOf(Buffer.from(held.text, 'base64'))
          : reply.attachments.get(held.contentId);
    const value = (local: string) => text(element(response, local)).trim();
    return content === undefined
      ? []
      : [
          {
            uniqueId: value('DocumentUniqueId'),
            repositoryUniqueId: value('RepositoryUniqueId'),
            mimeType: value('mimeType'),
            content,
          },
        ];
  });
}
