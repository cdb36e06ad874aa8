import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Reject } from '../audit/rejection.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { ClientGone, discardRest } from '../http/body.ts';
import { parseMediaType } from '../http/media-type.ts';
import type { Identity, TlsIdentity } from '../identity/identity.ts';
import { LOOPBACK } from '../identity/loopback.ts';
import type { Log } from '../model/log.ts';
import type { Subject } from '../model/subject.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Quirk } from '../terminology/affinity-domain.ts';
import type { Execute } from '../transaction.ts';
import type { XmlElement } from '../xml/tree.ts';
import { headerNotUnderstood, messageIdOf, readAddressing } from './addressing.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { isMultipart, type ReceivedMessage, receiveMessage } from './message-in.ts';
import { faultReply, type Reply, refusalReply, sendReply } from './reply.ts';
import { findAssertion } from './security-header.ts';
import type { SoapService } from './soap-transaction.ts';

export interface SoapHost {
  readonly identity: Identity;
  readonly execute: Execute;
  readonly reject: Reject;
  readonly blobs: Pick<BlobStore, 'receive'>;
  /** Bytes of a whole request. */
  readonly bodyLimit: number;
  /** Whether every request carries a VIHF, or a machine may act for itself (XUA optional). */
  readonly assertion: 'required' | 'optional';
  /** What the domain lets through beside the standard. */
  readonly tolerates: readonly Quirk[];
  readonly log: Log;
}

/** What is known of one request while it is worked on. */
interface Visit {
  readonly from: string;
  readonly at: Date;
  /** MessageID, once it is known. */
  relatesTo: string | undefined;
  requestId: string;
  multipart: boolean;
  /** Who asks, once that is known. */
  subject: Subject | undefined;
  readonly facts: Record<string, string>;
  /** What has to be freed when the request is over. */
  readonly held: (() => Promise<void>)[];
}

/** Answers one POST to a SOAP address. Never throws: an exception becomes the fault `Internal`, its stack goes to the log. */
export async function exchange(
  host: SoapHost,
  service: SoapService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const visit: Visit = {
    from: request.socket.remoteAddress ?? '',
    at: new Date(),
    relatesTo: undefined,
    requestId: `urn:uuid:${randomUUID()}`,
    multipart: isMultipart(parseMediaType(request.headers['content-type'])),
    subject: undefined,
    facts: { path: service.path },
    held: [],
  };
  try {
    const reply = await replyTo(host, service, request, visit).catch((error: unknown) => {
      if (error instanceof ClientGone) throw error;
      return internal(host, visit, error);
    });
    discardRest(request, host.bodyLimit);
    await send(host, response, reply, visit);
  } catch (error) {
    host.log('info', 'connection lost', { requestId: visit.requestId, error: String(error) });
    response.destroy();
  } finally {
    for (const free of visit.held) {
      await free().catch((error: unknown) => void internal(host, visit, error));
    }
  }
}

async function send(host: SoapHost, response: ServerResponse, reply: Reply, visit: Visit): Promise<void> {
  try {
    await sendReply(response, reply, visit);
  } catch (error) {
    if (response.headersSent || response.destroyed) throw error;
    await sendReply(response, internal(host, visit, error), visit);
  }
}

function internal(host: SoapHost, visit: Visit, error: unknown): Reply {
  const stack = error instanceof Error ? error.stack : String(error);
  host.log('error', 'exception', { requestId: visit.requestId, stack, ...visit.facts });
  return faultReply(refuse('Internal', 'exception'));
}

async function replyTo(
  host: SoapHost,
  service: SoapService,
  request: IncomingMessage,
  visit: Visit,
): Promise<Reply> {
  const read = await readRequest(host, service, request, visit);
  if ('answer' in read) return read;
  const { transaction, asked, subject } = read;
  const call = { subject, from: visit.from, requestId: visit.requestId, at: visit.at.toISOString() };
  const answer: unknown = await host.execute(transaction.transaction, asked, call);
  if (isRefusal(answer)) return refusalReply(answer, transaction, asked);
  return { status: 200, action: transaction.responseAction, answer: transaction.write(answer) };
}

/** What a message asks for, and who asks it. */
interface ReadRequest {
  readonly transaction: SoapService['transactions'][number];
  readonly asked: unknown;
  readonly subject: Subject;
}

/** Apart from `readRequest`: a closure there over the payload would keep the tree alive as long as what `visit` holds. */
function transactionFor(
  { transactions }: SoapService,
  action: string,
  payload: XmlElement,
): SoapService['transactions'][number] | undefined {
  const ofAction = transactions.filter((one) => one.action === action);
  // A payload that is for none of them is refused by the first, which says what is wrong with it.
  return ofAction.find((one) => one.serves?.(payload) ?? true) ?? ofAction[0];
}

/**
 * Reads a message up to what is asked, or answers why it cannot be. A function of its own, so that the tree of the message
 * does not outlive it: while many requests wait for the disk, their trees would be most of the memory in use.
 */
async function readRequest(
  host: SoapHost,
  service: SoapService,
  request: IncomingMessage,
  visit: Visit,
): Promise<ReadRequest | Reply> {
  const rejected = async (type: 'TLS' | 'SOAP', refusal: Refusal): Promise<Refusal> => {
    const { from, requestId, at, subject, facts } = visit;
    await host.reject(refusal, { type, from, requestId, at: at.toISOString(), subject, facts });
    return refusal;
  };
  const peer = await peerOf(host, request);
  if (isRefusal(peer)) return faultReply(await rejected('TLS', peer));
  if (peer !== undefined) visit.facts.peer = peer.subjectDn;

  const message = await receiveMessage(request, host);
  if (isRefusal(message)) return faultReply(await rejected('SOAP', message));
  visit.held.push(message.attachments.discardAll);

  const opened = await openEnvelope(host, message, visit);
  if (isRefusal(opened)) return faultReply(await rejected('SOAP', opened));
  const { envelope, action } = opened;
  visit.facts.action = action;
  const transaction = transactionFor(service, action, envelope.payload);
  if (transaction === undefined) {
    const unknown = refuse('ActionNotSupported', `${action} at ${service.path}`, { about: action });
    return faultReply(await rejected('SOAP', unknown));
  }
  if (transaction.answers !== 'as-request') visit.multipart = transaction.answers === 'multipart';

  const subject = await subjectOf(host, envelope, peer, visit.at);
  if (isRefusal(subject)) return faultReply(await rejected('SOAP', subject));
  visit.subject = subject;
  if (subject.kind !== 'patient') visit.facts.subject = subject.id;

  const asked: unknown = await transaction.read(envelope.payload, message.attachments);
  if (isRefusal(asked)) return refusalReply(await rejected('SOAP', asked), transaction);
  visit.held.push(async () => transaction.release?.(asked));
  const untaken = message.attachments.untaken();
  if (untaken.length > 0) {
    const unreferenced = refuse('AttachmentReference', `unreferenced: ${untaken.join(', ')}`);
    return faultReply(await rejected('SOAP', unreferenced));
  }
  return { transaction, asked, subject };
}

/** The certificate of the socket; undefined only on plain HTTP where no assertion is required. */
async function peerOf(host: SoapHost, request: IncomingMessage): Promise<TlsIdentity | undefined | Refusal> {
  const { socket } = request;
  if (!(socket instanceof TLSSocket)) {
    return host.assertion === 'optional' ? undefined : refuse('CertificateMissing', 'no TLS');
  }
  await host.identity.ask(socket);
  return host.identity.peer(socket) ?? refuse('CertificateMissing', 'no client certificate');
}

async function openEnvelope(
  host: SoapHost,
  message: ReceivedMessage,
  visit: Visit,
): Promise<{ readonly envelope: Envelope; readonly action: string } | Refusal> {
  const envelope = await readEnvelope(message.envelope, host.tolerates);
  if (isRefusal(envelope)) return envelope;
  visit.relatesTo = messageIdOf(envelope);
  if (visit.relatesTo !== undefined) visit.requestId = visit.relatesTo;
  const addressing = readAddressing(envelope, message.contentTypeAction);
  if (isRefusal(addressing)) return addressing;
  return headerNotUnderstood(envelope) ?? { envelope, action: addressing.action };
}

async function subjectOf(
  host: SoapHost,
  envelope: Envelope,
  peer: TlsIdentity | undefined,
  at: Date,
): Promise<Subject | Refusal> {
  const assertion = findAssertion(envelope, host.assertion);
  if (isRefusal(assertion)) return assertion;
  if (assertion === undefined) return peer === undefined ? LOOPBACK : host.identity.fromNode(peer);
  if (peer === undefined) return refuse('CertificateMissing', 'an assertion without a client certificate');
  await host.identity.ask(assertion);
  return host.identity.fromAssertion(assertion, peer, at);
}
