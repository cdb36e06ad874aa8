import { randomUUID } from 'node:crypto';
import { toDtm } from '../model/instant.ts';
import { element, path, text, type XmlElement } from '../xml/tree.ts';
import { type Markup, xml } from '../xml/write.ts';
import {
  type InstanceIdentifier,
  readInstanceIdentifier,
  V3,
  writeInstanceIdentifier,
} from './instance-identifier.ts';

/** What of the transmission wrapper of a message goes back in the wrapper of its answer. */
export interface Transmission {
  readonly messageId: InstanceIdentifier;
  /** The device that asked, to be answered as receiver. */
  readonly sender: { readonly id: InstanceIdentifier; readonly softwareName?: string };
}

/** @returns the name of the element at fault, where there is one. */
export function readTransmission(payload: XmlElement): Transmission | 'id' | 'sender' {
  const messageId = readInstanceIdentifier(element(payload, 'id', V3));
  if (messageId === undefined) return 'id';
  const device = path(payload, 'sender', 'device');
  const id = readInstanceIdentifier(element(device, 'id', V3));
  if (id === undefined) return 'sender';
  const softwareName = text(element(device, 'softwareName', V3)).trim();
  return { messageId, sender: { id, ...(softwareName === '' ? {} : { softwareName }) } };
}

/**
 * The beginning of an answer, up to its sender (ITI TF-2 Appendix O).
 * @param at ISO 8601.
 * @param deviceOid of whom the answer comes from.
 */
export function answerHead(
  interaction: string,
  { sender }: Transmission,
  { at, deviceOid }: { readonly at: string; readonly deviceOid: string },
): Markup {
  return xml`${writeInstanceIdentifier('id', {
    root: randomUUID(),
  })}<creationTime value="${toDtm(new Date(at))}"/>${writeInstanceIdentifier('interactionId', {
    root: '2.16.840.1.113883.1.6',
    extension: interaction,
  })}<processingCode code="P"/><processingModeCode code="T"/><acceptAckCode code="NE"/><receiver typeCode="RCV">${device(
    sender.id,
    sender.softwareName,
  )}</receiver><sender typeCode="SND">${device({ root: deviceOid }, 'Carnet')}</sender>`;
}

function device(id: InstanceIdentifier, softwareName: string | undefined): Markup {
  return xml`<device classCode="DEV" determinerCode="INSTANCE">${writeInstanceIdentifier('id', id)}${
    softwareName === undefined ? undefined : xml`<softwareName>${softwareName}</softwareName>`
  }</device>`;
}
