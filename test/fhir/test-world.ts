import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { type Rejection, rejectionTracer } from '../../src/audit/rejection.ts';
import { createAuthorizer } from '../../src/authorization/authorizer.ts';
import { readConfig } from '../../src/config.ts';
import { isRefusal, type Refusal, refuse } from '../../src/errors.ts';
import { fhirRouter } from '../../src/fhir/endpoint.ts';
import type { AnyInteraction } from '../../src/fhir/routing.ts';
import { type Listener, startListener } from '../../src/http/listener.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { documentReference } from '../../src/mobile/document-reference.ts';
import { findDocumentReferences } from '../../src/mobile/iti-67-find-document-references.ts';
import { readDocumentReference } from '../../src/mobile/iti-67-read-document-reference.ts';
import { retrieveDocument } from '../../src/mobile/iti-68-retrieve-document.ts';
import { APPROVED, type DocumentEntry } from '../../src/model/document-entry.ts';
import type { Subject } from '../../src/model/subject.ts';
import { patientSearch } from '../../src/patients/iti-78-patient-search.ts';
import { patientRead } from '../../src/patients/patient-read.ts';
import { createRecord } from '../../src/records/create-record.ts';
import { traceSearch } from '../../src/records/iti-81-trace-search.ts';
import { openFileBlobs } from '../../src/store/blobs/file-blobs.ts';
import type { BlobStore } from '../../src/store/blobs.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { isConflict, type Store, type WriteCommand } from '../../src/store/store.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { type Execute, transactionRunner } from '../../src/transaction.ts';
import { CHARLOTTE, noteEntry, submission } from '../support/submission-builder.ts';
import { HERE, throwawayAuthority } from '../support/throwaway-certificates.ts';
import { callers } from './callers.ts';

export interface World {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly execute: Execute;
  readonly listener: Listener;
  /** `http://127.0.0.1:…/fhir` */
  readonly base: string;
  readonly rejections: { readonly refusal: Refusal; readonly rejection: Rejection }[];
  readonly logged: { readonly message: string; readonly facts: Record<string, unknown> }[];
  /** Key of Charlotte's record. */
  readonly charlotte: number;
  /** Declares one of the callers authorised for a record. */
  authorise(slug: keyof typeof callers): Promise<void>;
  write(...unit: WriteCommand[]): Promise<void>;
  /** Registers a document with this content; what is named replaces what the note has. */
  register(changes?: Partial<DocumentEntry>, content?: string): Promise<DocumentEntry>;
  get(
    path: string,
    as?: keyof typeof callers | undefined,
    headers?: Record<string, string>,
  ): Promise<Response>;
  /** A write: `body` as JSON, or as it is where it is a string. */
  send(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    as: keyof typeof callers | undefined,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>;
  close(): Promise<void>;
}

/** Tokens are the names of callers: what is tried here is what comes after the token. */
const identity: Identity = {
  ask: async () => {},
  peer: () => undefined,
  fromAssertion: () => refuse('AssertionMalformed', 'no assertions here'),
  fromToken: async (bearer, _peer, _at, situation): Promise<Subject | Refusal> => {
    const subject = callers[bearer as keyof typeof callers] as Subject | undefined;
    if (situation === 'unknown') return refuse('TokenSituation', situation);
    return subject ?? refuse('TokenInvalid', 'no such caller');
  },
  fromNode: () => callers.medecin,
};

const NOW = '2026-10-02T09:00:00.000Z';

/** A server with the FHIR interactions over a store of its own, and Charlotte's activated record. */
export async function startWorld(
  more: (parts: Pick<World, 'store' | 'blobs'>) => readonly AnyInteraction[] = () => [],
): Promise<World> {
  const directory = mkdtempSync(join(tmpdir(), 'carnet-fhir-'));
  const store = await openSqliteStore({ file: join(directory, 'carnet.db') });
  const blobs = await openFileBlobs(join(directory, 'blobs'));
  const domain = loadAffinityDomain('dmp');
  const authorizer = createAuthorizer({ config: readConfig({}), domain });
  const logged: { message: string; facts: Record<string, unknown> }[] = [];
  const log = (_level: string, message: string, facts: Record<string, unknown>) => {
    logged.push({ message, facts });
  };
  const execute = transactionRunner({
    store,
    authorizer,
    recordsRequired: true,
    keepsQueries: false,
    oneTimeAssertions: undefined,
    log,
  });
  const rejections: { refusal: Refusal; rejection: Rejection }[] = [];
  const tracer = rejectionTracer({ store, log });
  let base = '';
  const authority = throwawayAuthority('authority of the tests');
  const listener = await startListener({
    host: 'localhost',
    port: 0,
    httpPort: 0,
    tls: { ...authority.issue('server', HERE), ca: [authority.cert] },
    routers: [
      express.Router().use(
        '/fhir',
        fhirRouter({
          interactions: [
            findDocumentReferences({ store }),
            readDocumentReference({ store }),
            retrieveDocument({ store, blobs }),
            patientSearch(),
            patientRead(),
            traceSearch({ store }),
            ...more({ store, blobs }),
          ],
          capability: { softwareVersion: '0', date: '2026-11-21', securityDescription: 'tests' },
          identity,
          execute,
          reject: async (refusal, rejection) => {
            rejections.push({ refusal, rejection });
            await tracer(refusal, rejection);
          },
          base: () => base,
          log,
        }),
      ),
    ],
    ready: () => true,
    onError: (error) => {
      throw error;
    },
  });
  base = `http://127.0.0.1:${listener.httpPort}/fhir`;

  const write = async (...unit: WriteCommand[]) => {
    const written = await store.write(unit);
    if (isConflict(written)) throw new Error(JSON.stringify(written));
    return written;
  };
  const unit = createRecord(
    {
      ins: CHARLOTTE.value,
      authority: CHARLOTTE.authority,
      family: 'LEMOINE',
      givens: ['CHARLOTTE', 'JEANNE'],
      birthDate: '1994-06-12',
      sex: 'F',
      birthPlace: '14118',
      activated: true,
    },
    { mode: 'sandbox', testInsAnyKey: false, patientAuthorities: [CHARLOTTE.authority] },
    { at: NOW, requestId: 'creation' },
  );
  if (isRefusal(unit)) throw new Error(JSON.stringify(unit));
  const { patientKey: charlotte } = await write(...unit);
  if (charlotte === undefined) throw new Error('no key');

  let serial = 0;
  return {
    store,
    blobs,
    execute,
    listener,
    base,
    rejections,
    logged,
    charlotte,
    write: async (...commands) => {
      await write(...commands);
    },
    authorise: async (slug) => {
      const { id, name } = callers[slug];
      await write({
        kind: 'authorise',
        patientKey: charlotte,
        authorisation: { holder: id, holderKind: 'professional', name, medecinTraitant: false, since: NOW },
      });
    },
    register: async (changes = {}, content = 'contenu') => {
      serial++;
      const uuid = `urn:uuid:00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
      const received = await blobs.receive(chunks(content));
      const entry: DocumentEntry = {
        ...(noteEntry as DocumentEntry),
        entryUuid: uuid,
        logicalId: uuid,
        version: 1,
        availabilityStatus: APPROVED,
        uniqueId: `1.2.250.1.999.9.${serial}`,
        repositoryUniqueId: domain.rules.repositoryUniqueId,
        hash: received.sha1,
        size: received.size,
        ...changes,
        id: changes.entryUuid ?? uuid,
      };
      const [set] = submission().objects.submissionSets;
      await write({
        kind: 'register',
        patientKey: charlotte,
        depositor: callers.pharmacien.id,
        at: NOW,
        submissionSet: {
          ...set!,
          id: `urn:uuid:${crypto.randomUUID()}`,
          uniqueId: `1.2.250.1.999.8.${serial}`,
        },
        submissionSetEbrim: '<set/>',
        entries: [
          {
            entry,
            ebrim: '<entry/>',
            fhir: JSON.stringify(documentReference(entry)),
            blob: await blobs.keep(received),
          },
        ],
        associations: [],
        deprecates: [],
        relatesTo: [],
        sameDocumentAgain: false,
      });
      return entry;
    },
    get: (path, as, headers = {}) => {
      const authorization = as === undefined ? {} : { authorization: `Bearer ${as}` };
      return fetch(`${base}/${path}`, { headers: { ...authorization, ...headers } });
    },
    send: (method, path, as, body, headers = {}) => {
      const authorization = as === undefined ? {} : { authorization: `Bearer ${as}` };
      const content = body === undefined ? {} : { 'content-type': 'application/fhir+json' };
      return fetch(`${base}/${path}`, {
        method,
        headers: { ...authorization, ...content, ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
    },
    close: async () => {
      await listener.close();
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function* chunks(content: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(content);
}
