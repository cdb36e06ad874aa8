import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { auditMessage } from '../audit/atna/audit-message.ts';
import { type Relay, startRelay } from '../audit/atna/relay.ts';
import { syslogFrame } from '../audit/atna/syslog-message.ts';
import { patientOf } from '../audit/patient-of-event.ts';
import type { AuditRepository } from '../config.ts';
import type { AnyInteraction } from '../fhir/routing.ts';
import type { ServerCredentials } from '../identity/server-credentials.ts';
import type { EventType } from '../model/event.ts';
import type { Log } from '../model/log.ts';
import type { SoapService } from '../soap/soap-transaction.ts';
import type { Store } from '../store/store.ts';

export interface AuditRelayOptions {
  readonly repository: AuditRepository;
  readonly store: Store;
  readonly log: Log;
  /** What this node shows on the connection, and whom it believes where the settings name nobody. */
  readonly tls: ServerCredentials['tls'];
  /** Base URL of the server. */
  readonly base: string;
  /** The paths that the events come in at; the base alone for what has none. */
  readonly paths: ReadonlyMap<EventType, string>;
}

/**
 * Starts telling the audit record repository that the settings name of every event, the start and the stop of this server among
 * them (ITI TF-2 Table 3.20.4.1.1.1-1).
 * @throws when a file that the settings name cannot be read.
 */
export async function startAuditRelay(options: AuditRelayOptions): Promise<Relay> {
  const { repository, store, log, tls, base, paths } = options;
  const node = { host: repository.nodeName ?? hostname(), processId: String(process.pid) };
  const relay = await startRelay({
    destination: `${repository.host}:${repository.port}`,
    connection: {
      host: repository.host,
      port: repository.port,
      key: tls.key,
      cert: tls.cert,
      ca: repository.ca === undefined ? [...tls.ca] : await readFile(repository.ca, 'utf8'),
    },
    store,
    log,
    frameOf: async (event) => {
      const endpoint = `${base}${paths.get(event.type) ?? ''}`;
      const patientId = await patientOf(event, store);
      return syslogFrame(event, node, auditMessage(event, { node, endpoint, patientId }));
    },
  });
  await record('START');
  return {
    async close() {
      await record('STOP');
      await relay.close();
    },
  };

  async function record(type: 'START' | 'STOP'): Promise<void> {
    const event = {
      type,
      action: 'E' as const,
      at: new Date().toISOString(),
      granted: true,
      reason: 'operator',
      from: node.host,
      requestId: randomUUID(),
      documents: [],
    };
    await store.write([{ kind: 'record-event', event }]);
  }
}

/** The path that each event comes in at: the first of those that serve its transaction. */
export function eventPaths(
  services: readonly SoapService[],
  interactions: readonly AnyInteraction[],
): ReadonlyMap<EventType, string> {
  const soap = services.flatMap(({ path, transactions }) =>
    transactions.map(({ transaction }) => [transaction.event as EventType, path] as const),
  );
  const fhir = interactions.map(({ transaction }) => [transaction.event as EventType, '/fhir'] as const);
  return new Map([...fhir, ...soap.reverse()]);
}
