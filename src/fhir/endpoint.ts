import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import express, { type Router } from 'express';
import type { Reject } from '../audit/rejection.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { ClientGone } from '../http/body.ts';
import type { Identity } from '../identity/identity.ts';
import { withChosenPurpose } from '../identity/token/chosen-purpose.ts';
import { usager } from '../identity/usager.ts';
import type { Subject } from '../model/subject.ts';
import type { Execute } from '../transaction.ts';
import { type CapabilityFacts, capabilityStatement } from './capability-statement.ts';
import { readForm } from './form-body.ts';
import { refuseRepresentation } from './representation.ts';
import { fhirRequest } from './request.ts';
import { readResourceBody, type SentBody } from './resource-body.ts';
import { type AnyInteraction, type Route, route } from './routing.ts';
import { type Pair, readPairs } from './search-parameters.ts';
import { sendAnswer, sendJson, sendRefusal, setCommonHeaders } from './send.ts';

export interface FhirRouterOptions {
  readonly interactions: readonly AnyInteraction[];
  readonly capability: CapabilityFacts;
  readonly identity: Identity;
  readonly execute: Execute;
  readonly reject: Reject;
  /** The base address of answers, without a trailing slash; known once the server listens. */
  readonly base: () => string;
  /** The largest form of a `_search`, in bytes. */
  readonly formLimit?: number;
  log(level: 'info' | 'warn' | 'error', message: string, facts: Record<string, unknown>): void;
}

const FORM_LIMIT = 64 * 1024;
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly from: string;
  readonly at: Date;
}

/**
 * The FHIR face: each interaction, and `metadata`, under the address where the router is mounted.
 * A caller shows `Authorization: Bearer <token>` (RFC 6750) and, when it has several exercises, chooses one with
 * `X-Situation-Exercice`; one who comes by bris de glace says so with `X-Mode-Acces`. JSON only. Every refusal is an
 * OperationOutcome, and leaves a trace.
 */
export function fhirRouter(options: FhirRouterOptions): Router {
  const router = express.Router();
  router.use((request, response, next) => {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    const from = request.socket.remoteAddress ?? '';
    setCommonHeaders(response, requestId);
    answer(options, { request, response, requestId, from, at: new Date() })
      .catch((error: unknown) => {
        // Nobody is left to answer, and nothing of ours has failed.
        if (error instanceof ClientGone) return;
        options.log('error', 'failed', {
          requestId,
          error: error instanceof Error ? error.stack : String(error),
        });
        if (response.headersSent || request.destroyed) response.destroy();
        else sendRefusal(response, refuse('Internal', 'exception'));
      })
      .catch(next);
  });
  return router;
}

async function answer(options: FhirRouterOptions, exchange: Exchange): Promise<void> {
  const { request, response, requestId, from, at } = exchange;
  const [path = '', ...query] = (request.url ?? '').split('?');
  const found = route(options.interactions, request.method ?? '', path);
  const refused = async (refusal: Refusal, subject?: Subject): Promise<void> => {
    // An INS is no fact for a log, so a patient is not named there.
    const who: Record<string, string> =
      subject === undefined || subject.kind === 'patient' ? {} : { subject: subject.id };
    await options.reject(refusal, {
      type: 'FHIR',
      from,
      requestId,
      at: at.toISOString(),
      subject,
      facts: { ...placeOf(found), ...who },
    });
    sendRefusal(response, refusal);
  };

  if (found.kind === 'refused') {
    if (found.allow !== undefined) response.setHeader('Allow', found.allow);
    return refused(found.refusal);
  }
  if (found.kind === 'metadata') {
    const ofUrl = readPairs(query.join('?'));
    const refusal = isRefusal(ofUrl) ? ofUrl : unacceptable(request, ofUrl);
    if (refusal !== undefined) return refused(refusal);
    const text = capabilityStatement(options.interactions, options.capability, options.base());
    return sendJson(response, 200, text);
  }

  const subject = await identify(options.identity, exchange, found.interaction);
  if (isRefusal(subject)) return refused(subject);
  const pairs = await readAllPairs(request, query.join('?'), found.form, options.formLimit ?? FORM_LIMIT);
  if (isRefusal(pairs)) return refused(pairs, subject);
  // FHIR R4 binary: content is answered in its own media type, so its own read negotiates.
  const refusal = found.interaction.resourceType === 'Binary' ? undefined : unacceptable(request, pairs);
  if (refusal !== undefined) return refused(refusal, subject);
  const { interaction, id } = found;
  const sent = await readSent(request, found);
  if (isRefusal(sent)) return refused(sent, subject);
  const { prefer } = request.headers;
  const asked = fhirRequest(interaction, {
    id,
    pairs,
    prefer: typeof prefer === 'string' ? prefer : undefined,
    accept: request.headers.accept,
    base: options.base(),
    ifMatch: request.headers['if-match'],
    sent,
  });
  if (isRefusal(asked)) return refused(asked, subject);
  const read = interaction.read(asked);
  if (isRefusal(read)) return refused(read, subject);
  const outcome = await options.execute(interaction.transaction, read, {
    subject,
    from,
    requestId,
    at: at.toISOString(),
  });
  if (isRefusal(outcome)) return sendRefusal(response, outcome);
  await sendAnswer(response, interaction.write(outcome, asked));
}

function unacceptable(request: IncomingMessage, pairs: readonly Pair[]): Refusal | undefined {
  return refuseRepresentation(request.headers.accept, pairs.find(([name]) => name === '_format')?.[1]);
}

function placeOf(found: Route): Record<string, string> {
  if (found.kind !== 'interaction') return {};
  const { resourceType, interaction, operation } = found.interaction;
  return { interaction: `${resourceType} ${operation === undefined ? interaction : `$${operation.name}`}` };
}

/** What a read or a search sends beside its address is not looked at. */
async function readSent(
  request: IncomingMessage,
  { interaction, id }: Extract<Route, { kind: 'interaction' }>,
): Promise<SentBody | Refusal> {
  const asks = interaction.interaction === 'read' || interaction.interaction === 'search-type';
  return asks ? {} : readResourceBody(request, interaction, id);
}

async function readAllPairs(
  request: IncomingMessage,
  query: string,
  hasForm: boolean,
  limit: number,
): Promise<Pair[] | Refusal> {
  const ofUrl = readPairs(query);
  if (isRefusal(ofUrl) || !hasForm) return ofUrl;
  const form = await readForm(request, limit);
  if (isRefusal(form)) return form;
  const ofForm = readPairs(form);
  return isRefusal(ofForm) ? ofForm : [...ofUrl, ...ofForm];
}

async function identify(
  identity: Identity,
  { request, at }: Exchange,
  { hears }: AnyInteraction,
): Promise<Subject | Refusal> {
  const { authorization } = request.headers;
  const bearer = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i.exec(authorization ?? '')?.[1];
  const { socket } = request;
  if (socket instanceof TLSSocket) await identity.ask(socket);
  const peer = socket instanceof TLSSocket ? identity.peer(socket) : undefined;
  if (isRefusal(peer)) return peer;
  if (authorization === undefined && hears === 'usager') return usager;
  if (bearer === undefined) return refuse('TokenMissing', 'no Bearer token');
  const situation = request.headers['x-situation-exercice'];
  const subject = await identity.fromToken(bearer, peer, at, oneValue(situation));
  return isRefusal(subject) ? subject : withChosenPurpose(subject, oneValue(request.headers['x-mode-acces']));
}

function oneValue(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
