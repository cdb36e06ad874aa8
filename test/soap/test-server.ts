import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Rejection } from '../../src/audit/rejection.ts';
import type { Refusal } from '../../src/errors.ts';
import { type Listener, startListener } from '../../src/http/listener.ts';
import { soapRouter } from '../../src/soap/endpoint.ts';
import type { SoapService } from '../../src/soap/soap-transaction.ts';
import { openFileBlobs } from '../../src/store/blobs/file-blobs.ts';
import type { Quirk } from '../../src/terminology/affinity-domain.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { descendants, text, type XmlElement } from '../../src/xml/tree.ts';
import {
  type Credential,
  HERE,
  type ThrowawayAuthority,
  throwawayAuthority,
} from '../support/throwaway-certificates.ts';
import { testExecute, testIdentity, testService } from './test-domain.ts';

let made: { authority: ThrowawayAuthority; server: Credential; client: Credential; stranger: Credential };

/** The certificates of this test run, made once. */
export function certificates(): typeof made {
  if (made === undefined) {
    const authority = throwawayAuthority('authority of the tests');
    made = {
      authority,
      server: authority.issue('server', HERE),
      client: authority.issue('client'),
      stranger: throwawayAuthority('another authority').issue('client'),
    };
  }
  return made;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface TestServer {
  readonly listener: Listener;
  readonly rejections: { readonly refusal: Refusal; readonly rejection: Rejection }[];
  readonly logged: { readonly message: string; readonly facts: Record<string, unknown> }[];
  /** What is left in the blob store once the server has had time to clean up. */
  kept(): Promise<string[]>;
  post(body: Buffer | string, headers?: Record<string, string>, more?: RequestOptions): Promise<Answered>;
  plainPost(body: string): Promise<Answered>;
  close(): Promise<void>;
}

/** Shows no certificate of its own. */
export const ANONYMOUS_CLIENT = { key: undefined, cert: undefined } as unknown as {
  key: string;
  cert: string;
};

export const BODY_LIMIT = 2 * 1024 * 1024;

/** Starts a server over real sockets with the services of the test domain. */
export async function startTestServer(
  options: {
    readonly assertion?: 'required' | 'optional';
    readonly services?: readonly SoapService[];
    readonly tolerates?: readonly Quirk[];
  } = {},
): Promise<TestServer> {
  const { authority, server, client } = certificates();
  const directory = mkdtempSync(join(tmpdir(), 'carnet-soap-'));
  const blobs = await openFileBlobs(directory);
  const rejections: TestServer['rejections'] = [];
  const logged: TestServer['logged'] = [];
  const router = soapRouter({
    services: options.services ?? [testService],
    identity: testIdentity(authority.cert),
    execute: testExecute,
    reject: async (refusal, rejection) => {
      rejections.push({ refusal, rejection });
    },
    blobs,
    bodyLimit: BODY_LIMIT,
    assertion: options.assertion ?? 'required',
    tolerates: options.tolerates ?? ['soap-1.1-envelope'],
    log: (_level, message, facts) => {
      logged.push({ message, facts });
    },
  });
  const inStore = () =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  const listener = await startListener({
    host: 'localhost',
    port: 0,
    httpPort: 0,
    tls: { ...server, ca: [authority.cert] },
    routers: [router],
    ready: () => true,
    onError: (error) => {
      throw error;
    },
  });
  const base = {
    ca: authority.cert,
    host: '127.0.0.1',
    port: listener.port,
    path: '/test',
    agent: false,
  } as const;
  return {
    listener,
    rejections,
    logged,
    kept: async () => {
      for (let turn = 0; turn < 100 && inStore().length > 0; turn++) await setTimeout(20);
      return inStore();
    },
    post: (body, headers = {}, more = {}) =>
      send(httpsRequest, { ...base, ...client, method: 'POST', headers: typed(headers), ...more }, body),
    plainPost: (body) =>
      send(httpRequest, { ...base, port: listener.httpPort, method: 'POST', headers: typed({}) }, body),
    close: async () => {
      await listener.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function typed(headers: Record<string, string>): Record<string, string> {
  return { 'content-type': 'application/soap+xml; charset=UTF-8', ...headers };
}

function send(
  start: typeof httpsRequest | typeof httpRequest,
  options: RequestOptions,
  body: Buffer | string,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const outgoing = start(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The envelope of an answer that is not multipart. */
export function envelopeOf(answered: Answered): XmlElement {
  return parseXml(answered.body);
}

/** The text of the first element of that name. */
export function said(root: XmlElement, local: string): string | undefined {
  for (const node of descendants(root)) if (node.local === local) return text(node);
  return undefined;
}

/** Subcode and Reason of a fault. */
export function faultOf(answered: Answered): { code: string; subcode: string; reason: string } {
  const root = envelopeOf(answered);
  const values = [...descendants(root)].filter((node) => node.local === 'Value').map((node) => text(node));
  return { code: values[0] ?? '', subcode: values[1] ?? '', reason: said(root, 'Reason') ?? '' };
}
