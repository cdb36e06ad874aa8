import type { StoredEvent } from '../../model/event.ts';
import type { Markup } from '../../xml/write.ts';
import type { AuditingNode } from './active-participants.ts';

/** Facility 10, security and authorization (ITI TF-2 3.20.4.1.2). */
const FACILITY = 10;
const NOTICE = 5;
const WARNING = 4;
const MESSAGE_ID = 'IHE+RFC-3881';

/**
 * A message of RFC 5424 in the frame of RFC 5425: its length in bytes, a space, the message. Without structured data and without
 * byte order mark, as ITI TF-2 3.20.4.1.2 asks.
 * @param event tells the time and, by what came of it, the severity.
 */
export function syslogFrame(
  event: Pick<StoredEvent, 'at' | 'granted'>,
  node: AuditingNode,
  message: Markup,
): Buffer {
  const priority = FACILITY * 8 + (event.granted ? NOTICE : WARNING);
  const header = `<${priority}>1 ${event.at} ${printable(node.host, 255)} Carnet ${printable(node.processId, 128)} ${MESSAGE_ID} - `;
  const line = Buffer.from(`${header}<?xml version="1.0" encoding="UTF-8"?>${message.text}`, 'utf8');
  return Buffer.concat([Buffer.from(`${line.length} `, 'ascii'), line]);
}

/** Header fields hold printable ASCII without spaces; one that would hold nothing is `-`. */
function printable(value: string, most: number): string {
  const kept = value.replaceAll(/[^\x21-\x7e]/g, '').slice(0, most);
  return kept === '' ? '-' : kept;
}
