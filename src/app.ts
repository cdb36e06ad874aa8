import { mkdir } from 'node:fs/promises';
import express from 'express';
import { eventPaths, startAuditRelay } from './app/audit-relay.ts';
import { documentsOptions } from './app/documents-options.ts';
import { holdToDomain } from './app/domain-of-folder.ts';
import { enrolmentInteractions } from './app/enrolment-interactions.ts';
import { startEnrolmentSchedule } from './app/enrolment-schedule.ts';
import { fhirInteractions } from './app/fhir-interactions.ts';
import { startHeadKeeping } from './app/head-keeping.ts';
import { type Notifying, startNotifications } from './app/notifications.ts';
import { holdToOneServer } from './app/one-server.ts';
import { oneTimeAssertions } from './app/one-time-assertions.ts';
import { patientFeedOptions, startPatientFeed, withPatientFeed } from './app/patient-feed.ts';
import { patientSignIn } from './app/patient-sign-in.ts';
import { withRecordAdministration } from './app/record-administration.ts';
import { ensureSandboxRecords, withSandboxRegulation } from './app/sandbox-people.ts';
import { soapAddresses } from './app/soap-addresses.ts';
import { boundedRejections } from './audit/bounded-rejections.ts';
import { createAuthorizer } from './authorization/authorizer.ts';
import { listedProfessions } from './authorization/listed-professions.ts';
import type { Config } from './config.ts';
import { fhirRouter } from './fhir/endpoint.ts';
import { type Listener, startListener } from './http/listener.ts';
import { createIdentity } from './identity/create-identity.ts';
import { ensureSandboxPki, type SandboxPki } from './identity/sandbox/pki.ts';
import { serverCredentials } from './identity/server-credentials.ts';
import { createLog } from './log.ts';
import type { Log } from './model/log.ts';
import { queueFigures } from './notification/queue-figures.ts';
import { CONSENT_PROFILES } from './records/choices/consent-profiles.ts';
import { soapRouter } from './soap/endpoint.ts';
import { openFileBlobs } from './store/blobs/file-blobs.ts';
import type { BlobStore } from './store/blobs.ts';
import { deleteLeftContent } from './store/left-content.ts';
import { openSqliteStore } from './store/sqlite/open.ts';
import type { ServingLock } from './store/sqlite/serving-lock.ts';
import type { Store } from './store/store.ts';
import type { AffinityDomain, DomainRules } from './terminology/affinity-domain.ts';
import { loadAffinityDomain } from './terminology/load-affinity-domain.ts';
import { loadXuaRules } from './terminology/xua-rules.ts';
import { type TransactionHost, transactionRunner } from './transaction.ts';

/** A server that listens. */
export interface RunningServer extends Pick<Listener, 'port' | 'httpPort' | 'url'> {
  /** Present in the sandbox: the cards and structures made for tests. */
  readonly pki: SandboxPki | undefined;
  readonly store: Store;
  /** Of the patient identity feed over MLLP, with TLS and without. */
  readonly hl7Port: number | undefined;
  readonly hl7PlainPort: number | undefined;
  /** SOAP paths with the services below each. */
  readonly addresses: DomainRules['addresses'];
  /** Whether patients have accounts here, not at an issuer elsewhere. */
  readonly signsPatientsIn: boolean;
  /** Looks for new revocation lists now instead of within a minute. */
  readRevocationLists(): Promise<void>;
  /** Does what is due of enrolments at an instant now instead of within a minute. */
  enrolmentRound(at: Date): Promise<void>;
  /** Delivers the notifications that wait now instead of within seconds. */
  deliverNotifications(): Promise<void>;
  close(): Promise<void>;
}

/** Where the chain's signed heads are kept, outside the database. */
export function headFile(config: Config): string {
  return `${config.data}/audit/heads.jsonl`;
}

export async function openStore(config: Config): Promise<Store> {
  await mkdir(`${config.data}/audit`, { recursive: true });
  return openSqliteStore({ file: config.database, headFile: headFile(config) });
}

/**
 * Puts a server together and starts it.
 * @throws ConfigError, ProfileError, AlreadyServed or the error of a file that cannot be used: a server that is not whole does
 * not start.
 */
export async function startServer(config: Config): Promise<RunningServer> {
  const log = createLog(config.log);
  const domain = withRecordAdministration(
    withPatientFeed(loadAffinityDomain(config.domain, config), config),
    config,
  );
  await mkdir(config.data, { recursive: true });
  const lock = holdToOneServer(config);
  try {
    return await startAlone(config, { log, domain, lock });
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startAlone(
  config: Config,
  { log, domain, lock }: Pick<Parts, 'log' | 'domain'> & { readonly lock: ServingLock },
): Promise<RunningServer> {
  await holdToDomain(config);
  const pki = config.mode === 'sandbox' ? await ensureSandboxPki(config.data) : undefined;
  const store = await openStore(config);
  try {
    const blobs = await openFileBlobs(config.blobs);
    await deleteLeftContent(store, blobs);
    if (pki !== undefined && domain.rules.recordsRequired)
      await ensureSandboxRecords(store, pki, config, domain.rules);
    const listener = await listen(config, { log, domain, pki, store, blobs });
    return {
      ...listener,
      pki,
      store,
      addresses: domain.rules.addresses,
      signsPatientsIn: domain.rules.recordsRequired && config.patientIssuer === undefined,
      async close() {
        await listener.close();
        await store.close();
        lock.release();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface Listening
  extends Listener,
    Pick<RunningServer, 'readRevocationLists' | 'deliverNotifications' | 'enrolmentRound'> {
  readonly hl7Port: number | undefined;
  readonly hl7PlainPort: number | undefined;
}

interface Parts {
  readonly log: Log;
  readonly domain: AffinityDomain;
  readonly pki: SandboxPki | undefined;
  readonly store: Store;
  readonly blobs: BlobStore;
}

async function listen(config: Config, { log, domain, pki, store, blobs }: Parts): Promise<Listening> {
  const { rules } = domain;
  const { tls, trust, lists, tokenIssuers, tokenServices } = await serverCredentials(config, pki, log);
  const xua =
    rules.assertionProfile === 'xua'
      ? { accept: tokenServices, rules: loadXuaRules(domain.folder) }
      : undefined;
  let base = '';
  const rejections = boundedRejections({ store, log });
  const { reject } = rejections;
  const signIn = rules.recordsRequired
    ? await patientSignIn(config, { store, reject, log, base: () => base })
    : undefined;
  const issuers = signIn === undefined ? tokenIssuers : [...tokenIssuers, signIn.issuer];
  const isListed = listedProfessions(domain);
  const identity = createIdentity({ config, trust, tokenIssuers: issuers, rules, xua, isListed });
  const host: TransactionHost = {
    store,
    authorizer: createAuthorizer({ config: withSandboxRegulation(config, pki), domain }),
    recordsRequired: rules.recordsRequired,
    keepsQueries: config.auditRepository !== undefined,
    oneTimeAssertions: oneTimeAssertions(config),
    ...(rules.recordsRequired ? { tells: config.notification } : {}),
    log,
    rejectCrowded: (refusal, { subject, from, requestId, at }) =>
      rejections.reject(refusal, { type: 'FHIR', subject, from, requestId, at, facts: {} }),
  };
  const shared = { identity, execute: transactionRunner(host), reject, log };
  const documents = documentsOptions(config, { domain, store, blobs, trust });
  const feed = patientFeedOptions(documents, store);
  const services = soapAddresses(documents, feed, store);
  const enrolment = { store, settings: config.enrolment, deleteLeftContent: documents.deleteLeftContent };
  const interactions = [
    ...fhirInteractions({ store, blobs, config, documents, log }),
    ...(rules.recordsRequired ? enrolmentInteractions(enrolment) : []),
  ];
  const fhir = express.Router();
  fhir.use(
    '/fhir',
    fhirRouter({
      ...shared,
      interactions,
      capability: {
        softwareVersion: '0.1.0',
        date: '2026-11-22',
        supportedProfiles: { Consent: CONSENT_PROFILES },
        securityDescription:
          'OAuth 2.0 bearer tokens: Pro Santé Connect, bound to the TLS certificate of the structure (RFC 8705), or of the patient.',
      },
      base: () => `${base}/fhir`,
    }),
  );
  const soap = soapRouter({
    ...shared,
    services,
    blobs,
    bodyLimit: config.bodyLimit,
    assertion: config.xua ? 'required' : rules.assertion,
    tolerates: rules.tolerates,
    publicUrl: config.publicUrl,
  });
  const listener = await startListener({
    host: config.host,
    port: config.port,
    httpPort: config.httpPort,
    tls,
    routers: [soap, fhir, ...(signIn === undefined ? [] : [signIn.router])],
    faces: facesOf(rules),
    ready: async () => (await store.records.byKey(0)) === undefined,
    figures: (registry) => queueFigures(registry, store),
    onError: (error) =>
      log('error', 'failed', { error: error instanceof Error ? error.stack : String(error) }),
  });
  base = config.publicUrl ?? listener.url;
  const notifying: Notifying = startNotifications({ settings: config.notification, store, log });
  const beside: { close(): Promise<void> }[] = [listener, rejections, lists.watch(), notifying];
  const close = async () => {
    for (const one of beside) await one.close();
  };
  try {
    const mllp = await startPatientFeed(config, feed, { ...shared, tls });
    if (mllp !== undefined) beside.push(mllp);
    const schedule = rules.recordsRequired ? startEnrolmentSchedule({ host: enrolment, log }) : undefined;
    if (schedule !== undefined) beside.push(schedule);
    const { auditRepository: repository, headKeeping } = config;
    if (headKeeping !== undefined)
      beside.push(startHeadKeeping({ settings: headKeeping, file: headFile(config), log }));
    if (repository !== undefined) {
      const paths = eventPaths(services, interactions);
      beside.push(await startAuditRelay({ repository, store, log, tls, base, paths }));
    }
    return {
      ...listener,
      hl7Port: mllp?.port,
      hl7PlainPort: mllp?.plainPort,
      readRevocationLists: lists.read,
      enrolmentRound: async (at) => schedule?.round(at),
      deliverNotifications: notifying.deliver,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The face that answers under each first segment of a path, for the metrics. */
function facesOf({ addresses }: DomainRules): Record<string, string> {
  const soap = Object.keys(addresses).map((path) => [path.split('/')[1] ?? '', 'soap']);
  return { ...Object.fromEntries(soap), fhir: 'fhir', 'sign-in': 'sign-in' };
}
