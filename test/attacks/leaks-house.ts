import { Agent, request } from 'node:https';
import { requestEnvelope } from '../../src/client/envelope-out.ts';
import { makePatientToken, makeProfessionalToken } from '../../src/identity/sandbox/token-maker.ts';
import { makeVihf, type VihfOptions } from '../../src/identity/sandbox/vihf-maker.ts';
import type { DocumentEntry } from '../../src/model/document-entry.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import { INS_NIR_TEST, matriculeKey } from '../../src/model/ins.ts';
import { openFileBlobs } from '../../src/store/blobs/file-blobs.ts';
import type { BlobStore } from '../../src/store/blobs.ts';
import { isConflict } from '../../src/store/store.ts';
import type { Markup } from '../../src/xml/write.ts';
import { openRecord } from '../support/patient-record.ts';
import { keepBytes } from '../support/registered-document.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { surroundedCommand } from './leaks-surroundings.ts';

/** One document, its metadata and bytes the same in whichever server it stands. */
export interface LeakDocument {
  readonly entry: DocumentEntry;
  readonly bytes: Buffer;
  /** Somebody unless said. */
  readonly depositor?: string;
}

/** A request as bytes, so that both servers get the very same. */
export interface Wire {
  readonly path: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Somebody who asks: whose TLS certificate, and what shows who it is. */
export interface Caller {
  readonly name: string;
  /** Slug of the certificate on the socket; a patient's device has none. */
  readonly tls: string | undefined;
  readonly vihf?: Omit<VihfOptions, 'patient'>;
  /** Slug of the professional of an e-CPS token, or `patient`. */
  readonly token?: string;
}

/** Two servers that differ in nothing but hidden documents, at one public address. */
export interface LeakHouse {
  /** Without and with what is hidden. */
  readonly servers: readonly [TestServer, TestServer];
  /** Opens the record of one more patient, in both, and gives its INS. */
  patient(traits?: { readonly birthDate?: string }): Promise<string>;
  /** Registers a document: in the second server only when it is hidden. */
  register(document: LeakDocument, hidden: boolean): Promise<void>;
  soap(caller: Caller, ins: string, path: string, action: string, body: Markup): Wire;
  fhir(caller: Caller, ins: string, path: string, more?: Partial<Wire>): Promise<Wire>;
  /** The two answers, as text without what no two answers share. */
  both(caller: Caller, wire: Wire): Promise<readonly [string, string]>;
  close(): Promise<void>;
}

export const PUBLIC_URL = 'https://carnet.test';
const SERVICES = '/si-dmp-server/v2/services';
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** Nothing of an answer is left out but ids made for it alone and the clock. */
const OF_ONE_ANSWER: readonly (readonly [RegExp, string])[] = [
  [/^date: .*$/gim, 'date:'],
  [new RegExp(`<wsa:MessageID>urn:uuid:${UUID}</wsa:MessageID>`, 'g'), '<wsa:MessageID/>'],
  [new RegExp(`carnet-${UUID}`, 'g'), 'boundary'],
  [new RegExp(`${UUID}(@|%40)carnet`, 'g'), 'part'],
  [/(<PRPA_IN20130[68]UV02[^>]*>)<id root="[^"]*"\/><creationTime value="[0-9]*"\/>/g, '$1'],
  [/<(p:lastAccessDate|h:lastActionDate)>[0-9]*</g, '<$1>when<'],
  [/"id":"[0-9a-f]{64}"/g, '"id":"event"'],
  [/AuditEvent\/[0-9a-f]{64}/g, 'AuditEvent/event'],
  [/"recorded":"[^"]*"/g, '"recorded":"now"'],
  // When the record was opened, which each server did on its own.
  [/("resourceType":"Consent",.*?"dateTime":")[^"]*"/g, '$1now"'],
  // When a professional was blocked, and when an access by bris de glace ends.
  [/("type":"deny","period":\{"start":")[^"]*"/g, '$1now"'],
  [/"valueInstant":"[^"]*"/g, '"valueInstant":"then"'],
  // The request that the server itself made when the record was opened.
  [new RegExp(`"value":"${UUID}"(}},"type":{"system":"[^"]*","code":"XrequestId")`, 'g'), '"value":"own"$1'],
];

function answerText(raw: string): string {
  return OF_ONE_ANSWER.reduce((text, [sought, instead]) => text.replaceAll(sought, instead), raw);
}

/** @param more settings of both servers. */
export async function leakHouse(more: Readonly<Record<string, string>> = {}): Promise<LeakHouse> {
  const settings = { CARNET_PUBLIC_URL: PUBLIC_URL, CARNET_EXPORT_DUI: 'true', ...more };
  const servers = [await startTestServer(settings), await startTestServer(settings)] as const;
  const [first] = servers;
  const { pki } = first;
  const blobs = new Map<TestServer, BlobStore>();
  for (const server of servers) blobs.set(server, await openFileBlobs(`${server.data}/blobs`));
  const agents = new Map<string, Agent>();
  const assertions = new Map<string, string>();
  const tokens = new Map<string, string>();
  let patients = 0;

  const agentOf = (tls: string | undefined): Agent => {
    const name = tls ?? '';
    const known = agents.get(name);
    if (known !== undefined) return known;
    const pair = tls === undefined ? undefined : pki.credentials(tls, 'auth');
    const own = pair === undefined ? {} : { cert: pair.certificate, key: pair.key };
    const agent = new Agent({ keepAlive: true, ca: pki.ca, maxSockets: 8, ...own });
    agents.set(name, agent);
    return agent;
  };

  const send = (server: TestServer, tls: string | undefined, wire: Wire): Promise<string> =>
    new Promise((resolve, reject) => {
      const { method, headers } = wire;
      const url = `https://localhost:${server.port}${wire.path}`;
      const sent = request(url, { method, agent: agentOf(tls), headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const told: string[] = [];
          for (let at = 0; at < response.rawHeaders.length; at += 2) {
            told.push(`${response.rawHeaders[at]}: ${response.rawHeaders[at + 1]}`);
          }
          const body = Buffer.concat(chunks).toString('latin1');
          resolve(answerText([String(response.statusCode), ...told, '', body].join('\n')));
        });
      });
      sent.on('error', reject);
      sent.end(wire.body);
    });

  const remembered = async (key: string, make: () => Promise<string>): Promise<string> => {
    const known = tokens.get(key) ?? (await make());
    tokens.set(key, known);
    return known;
  };

  return {
    servers,
    async patient(traits = {}) {
      const number = `29406142${String(20_000 + ++patients)}`;
      const ins = `${number}${matriculeKey(number)}`;
      for (const server of servers) await openRecord(server, { ins, authority: INS_NIR_TEST, ...traits });
      return ins;
    },
    async register(document, hidden) {
      for (const server of hidden ? [servers[1]] : servers) {
        const ins = document.entry.patientId.split('^')[0]!;
        const record = await server.store.records.byIdentifier(ins, INS_NIR_TEST);
        const kept = blobs.get(server)!;
        const blob = await keepBytes(kept, document.bytes);
        // What is hidden is the latest, so that a date of it would be seen.
        const at = hidden ? '2026-11-02T10:00:00.000Z' : '2026-11-01T10:00:00.000Z';
        const command = surroundedCommand(document.entry, record!.patient.key, blob, at);
        const { depositor = command.depositor } = document;
        const written = await server.store.write([{ ...command, depositor }]);
        if (isConflict(written)) throw new Error(written.conflict);
      }
    },
    soap(caller, ins, path, action, body) {
      if (caller.vihf === undefined) throw new Error(`${caller.name} has no VIHF`);
      const patient = formatCx(ins, INS_NIR_TEST, 'NH');
      const key = `${caller.name} ${ins}`;
      const assertion = assertions.get(key) ?? makeVihf(pki, { ...caller.vihf, patient });
      assertions.set(key, assertion);
      const envelope = requestEnvelope(
        { action, messageId: 'urn:uuid:00000000-0000-4000-8000-00000000beef', to: PUBLIC_URL, assertion },
        body,
      );
      const type = `application/soap+xml; charset=UTF-8; action="${action}"`;
      return {
        path: `${SERVICES}/${path}`,
        method: 'POST',
        headers: { 'content-type': type },
        body: envelope,
      };
    },
    async fhir(caller, ins, path, more = {}) {
      const { token: as, tls } = caller;
      if (as === undefined) throw new Error(`${caller.name} has no token`);
      const token = await remembered(`${as} ${tls} ${as === 'patient' ? ins : ''}`, () =>
        as === 'patient'
          ? makePatientToken(pki, { ins })
          : makeProfessionalToken(pki, { as, client: tls ?? '' }),
      );
      const headers = { authorization: `Bearer ${token}`, 'x-request-id': 'leak', ...more.headers };
      return { method: 'GET', ...more, path: `/fhir/${path}`, headers };
    },
    both: async ({ tls }, wire) => Promise.all([send(servers[0], tls, wire), send(servers[1], tls, wire)]),
    async close() {
      for (const agent of agents.values()) agent.destroy();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
