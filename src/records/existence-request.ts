import { type Refusal, refuse } from '../errors.ts';
import { type InstanceIdentifier, readInstanceIdentifier, V3 } from '../hl7v3/instance-identifier.ts';
import { readTransmission, type Transmission } from '../hl7v3/transmission.ts';
import { formatCx } from '../model/hl7v2.ts';
import { attribute, element, path, type XmlElement } from '../xml/tree.ts';

export interface ExistenceRequest extends Transmission {
  /** Raw CX. */
  readonly patientId: string;
  readonly queryId: InstanceIdentifier;
}

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
  const patient = readInstanceIdentifier(path(query, 'parameterList', 'patientIdentifier', 'value'));
  const { extension } = patient ?? {};
  if (patient === undefined || extension === undefined || !/^[0-9A-Za-z]{1,64}$/.test(extension)) {
    return malformed('patientIdentifier');
  }
  const queryId = readInstanceIdentifier(element(query, 'queryId', V3));
  if (queryId === undefined) return malformed('queryId');
  const transmission = readTransmission(payload);
  if (typeof transmission === 'string') return malformed(transmission);
  return { patientId: formatCx(extension, patient.root, 'NH'), queryId, ...transmission };
}

function malformed(name: string): Refusal {
  return refuse('MalformedRequest', `PRPA_IN201307UV02: ${name}`, { about: name });
}
