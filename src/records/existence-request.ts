import { type Refusal, refuse } from '../errors.ts';
import { formatCx } from '../model/hl7v2.ts';
import { isOid } from '../model/oid.ts';
import { attribute, element, path, text, type XmlElement } from '../xml/tree.ts';

/** II of HL7 v3. */
export interface InstanceIdentifier {
  readonly root: string;
  readonly extension?: string;
}

export interface ExistenceRequest {
  /** Raw CX. */
  readonly patientId: string;
  readonly messageId: InstanceIdentifier;
  readonly queryId: InstanceIdentifier;
  /** The device that asked, to be answered as receiver. */
  readonly sender: { readonly id: InstanceIdentifier; readonly softwareName?: string };
}

const V3 = 'urn:hl7-org:v3';
const REASON_SYSTEM = '1.2.250.1.213.1.1.4.11';

/**
 * Reads PRPA_IN201307UV02 with the reason TEST_EXST. TD1.3a travels in the same interaction with another reason.
 * @returns MalformedRequest naming the element at fault.
 */
export function readExistenceRequest(payload: XmlElement): ExistenceRequest | Refusal {
  if (payload.local !== 'PRPA_IN201307UV02' || payload.namespace !== V3) {
    return malformed('PRPA_IN201307UV02');
  }
  const act = element(payload, 'controlActProcess', V3);
  const reason = element(act, 'reasonCode', V3);
  if (attribute(reason, 'code') !== 'TEST_EXST' || attribute(reason, 'codeSystem') !== REASON_SYSTEM) {
    return malformed('reasonCode');
  }
  const query = element(act, 'queryByParameter', V3);
  const patient = identifierOf(path(query, 'parameterList', 'patientIdentifier', 'value'));
  const { extension } = patient ?? {};
  if (patient === undefined || extension === undefined || !/^[0-9A-Za-z]{1,64}$/.test(extension)) {
    return malformed('patientIdentifier');
  }
  const messageId = identifierOf(element(payload, 'id', V3));
  if (messageId === undefined) return malformed('id');
  const queryId = identifierOf(element(query, 'queryId', V3));
  if (queryId === undefined) return malformed('queryId');
  const device = path(payload, 'sender', 'device');
  const sender = identifierOf(element(device, 'id', V3));
  if (sender === undefined) return malformed('sender');
  const softwareName = text(element(device, 'softwareName', V3)).trim();
  return {
    patientId: formatCx(extension, patient.root, 'NH'),
    messageId,
    queryId,
    sender: { id: sender, ...(softwareName === '' ? {} : { softwareName }) },
  };
}

/** An OID or a UUID as root. */
function identifierOf(node: XmlElement | undefined): InstanceIdentifier | undefined {
  const root = attribute(node, 'root') ?? '';
  const extension = attribute(node, 'extension');
  if (!isOid(root) && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(root)) return undefined;
  return extension === undefined || extension === '' ? { root } : { root, extension };
}

function malformed(name: string): Refusal {
  return refuse('MalformedRequest', `PRPA_IN201307UV02: ${name}`, { about: name });
}
