import { type Refusal, refuse } from '../errors.ts';
import { type InstanceIdentifier, readInstanceIdentifier, V3 } from '../hl7v3/instance-identifier.ts';
import { readTransmission, type Transmission } from '../hl7v3/transmission.ts';
import { formatCx } from '../model/hl7v2.ts';
import { attribute, element, path, type XmlElement } from '../xml/tree.ts';

export interface DemographicsRequest extends Transmission {
  /** Raw CX. */
  readonly patientId: string;
  readonly queryId: InstanceIdentifier;
}

const REASON_SYSTEM = '1.2.250.1.213.1.1.4.11';

/** Why demographics are asked for, which tells the transactions of that interaction apart: TD0.2, TD1.3a. */
export type DemographicsReason = 'TEST_EXST' | 'CNSLT_DATA';

/** Whether a payload gives this reason. */
export function isAskedFor(payload: XmlElement, reason: DemographicsReason): boolean {
  const given = path(payload, 'controlActProcess', 'reasonCode');
  return attribute(given, 'code') === reason && attribute(given, 'codeSystem') === REASON_SYSTEM;
}

/**
 * Reads PRPA_IN201307UV02.
 * @returns MalformedRequest naming the element at fault.
 */
export function readDemographicsRequest(
  payload: XmlElement,
  reason: DemographicsReason,
): DemographicsRequest | Refusal {
  if (payload.local !== 'PRPA_IN201307UV02' || payload.namespace !== V3) {
    return malformed('PRPA_IN201307UV02');
  }
  if (!isAskedFor(payload, reason)) return malformed('reasonCode');
  const query = path(payload, 'controlActProcess', 'queryByParameter');
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
