import { randomUUID } from 'node:crypto';
import type { Reject } from '../audit/rejection.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { Log } from '../model/log.ts';
import type { Subject } from '../model/subject.ts';
import type { Execute } from '../transaction.ts';
import { acknowledgement } from './acknowledgement.ts';
import { type CharacterSet, decode, UTF_8 } from './character-set.ts';
import type { FrameFault } from './frame-reader.ts';
import type { AnyHl7v2Transaction } from './hl7v2-transaction.ts';
import { components, field, type Message, readMessage, value } from './message.ts';

export interface Hl7v2Host {
  readonly transactions: readonly AnyHl7v2Transaction[];
  readonly execute: Execute;
  readonly reject: Reject;
  readonly log: Log;
}

export interface Sender {
  readonly subject: Subject;
  /** Network address. */
  readonly from: string;
}

/**
 * Answers one message. Never throws: an exception becomes AR with the condition 207, its stack goes to the log.
 * @returns the bytes of the acknowledgement, in the character set of the message.
 */
export async function exchange(host: Hl7v2Host, bytes: Buffer, sender: Sender): Promise<Buffer> {
  const at = new Date().toISOString();
  const requestId = `urn:uuid:${randomUUID()}`;
  let message: Message | undefined;
  let set: CharacterSet = UTF_8;
  const answer = async (): Promise<Refusal | undefined> => {
    const rejected = async (refusal: Refusal): Promise<Refusal> => {
      const facts = { type: field(message?.header, 9).slice(0, 40), subject: sender.subject.id };
      await host.reject(refusal, { type: 'ITI-8', at, requestId, facts, ...sender });
      return refusal;
    };
    const decoded = decode(bytes);
    if (isRefusal(decoded)) return rejected(decoded);
    set = decoded.set;
    const read = readMessage(decoded.text);
    if (isRefusal(read)) return rejected(read);
    message = read;
    const transaction = transactionOf(host.transactions, read);
    if (isRefusal(transaction)) return rejected(transaction);
    const request: unknown = transaction.read(read);
    if (isRefusal(request)) return rejected(request);
    const done = await host.execute(transaction.transaction, request, { ...sender, requestId, at });
    return isRefusal(done) ? done : undefined;
  };
  const refusal = await answer().catch((error: unknown) => {
    const stack = error instanceof Error ? error.stack : String(error);
    host.log('error', 'exception', { requestId, stack, face: 'hl7v2' });
    return refuse('Internal', 'exception');
  });
  return set.encode(
    acknowledgement(message, refusal, { controlId: controlId(), at, characterSet: set.name }),
  );
}

/**
 * The answer to what is no message, or more of it than is taken; it names nobody, since nothing could be read.
 * @returns the bytes of the acknowledgement.
 */
export async function refuseUnread(host: Hl7v2Host, fault: FrameFault, sender: Sender): Promise<Buffer> {
  const at = new Date().toISOString();
  const requestId = `urn:uuid:${randomUUID()}`;
  const refusal = refuse(fault === 'frame-too-large' ? 'BodyTooLarge' : 'MessageUnreadable', fault);
  await host
    .reject(refusal, { type: 'ITI-8', at, requestId, facts: { fault }, ...sender })
    .catch((error: unknown) => host.log('error', 'exception', { requestId, error: String(error) }));
  return UTF_8.encode(
    acknowledgement(undefined, refusal, { controlId: controlId(), at, characterSet: UTF_8.name }),
  );
}

/** MSH-10 holds 20 characters (HL7 2.3.1). */
function controlId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 20);
}

/** By MSH-9; what stands before that in the header is checked on the way (ITI TF-2 C.2.2). */
function transactionOf(
  transactions: readonly AnyHl7v2Transaction[],
  message: Message,
): AnyHl7v2Transaction | Refusal {
  const { header, separators } = message;
  if (value(message, header, 10) === '') {
    return refuse('MessageFieldMissing', 'MSH-10', { about: 'MSH-10', location: 'MSH^1^10' });
  }
  const version = value(message, header, 12).split(separators.component)[0] ?? '';
  if (!/^2(\.[1-8](\.[0-9])?)?$/.test(version)) {
    return refuse('MessageVersionUnknown', 'MSH-12', { about: version.slice(0, 20), location: 'MSH^1^12' });
  }
  const [[type = ''] = [], [event = ''] = []] = components(field(header, 9), separators);
  const ofType = transactions.filter((one) => one.type === type);
  const where = { about: `${type}^${event}`.slice(0, 20), location: 'MSH^1^9' };
  if (ofType.length === 0) return refuse('MessageTypeUnknown', 'MSH-9', where);
  const found = ofType.find(({ events }) => events.includes(event));
  return found ?? refuse('MessageEventUnknown', 'MSH-9', where);
}
