import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { cdaDisagreements } from '../../src/cda/consistency.ts';
import { readCdaHeader } from '../../src/cda/read-header.ts';
import { deposit, type Submission } from '../../src/documents/deposit.ts';
import type { DocumentsOptions, SubmittedDocument } from '../../src/documents/options.ts';
import { ebrimRenderings } from '../../src/ebrim/renderings.ts';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import { verifyLotSignature } from '../../src/identity/lot-signature.ts';
import { signLot } from '../../src/identity/sign-lot.ts';
import { documentReference } from '../../src/mobile/document-reference.ts';
import type { DocumentEntry } from '../../src/model/document-entry.ts';
import type { MedicalRecord } from '../../src/model/record.ts';
import type { Scope } from '../../src/model/scope.ts';
import type { Subject } from '../../src/model/subject.ts';
import { openFileBlobs } from '../../src/store/blobs/file-blobs.ts';
import { deleteLeftContent } from '../../src/store/left-content.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { isConflict, type Store } from '../../src/store/store.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { sandboxPki } from './pki.ts';
import { type BuiltSubmission, CHARLOTTE, PHARMACIST } from './submission-builder.ts';

/** Sees everything: for looking at what a test has stored. */
export const EVERYTHING = {
  patient: 'any',
  types: 'all',
  hiddenConfidentiality: [],
  hiddenStatuses: [],
} as unknown as Scope;

/** Sees nothing. */
export const NOTHING = { ...EVERYTHING, patient: 'none' } as Scope;

/** A server's store, content and rules, with Charlotte's record, in a folder of its own. */
export interface DepositHouse {
  /** The folder that holds the store and the content. */
  readonly data: string;
  readonly options: DocumentsOptions;
  readonly store: Store;
  readonly record: MedicalRecord;
  /** Receives the documents; signs the lot, unless the submission brings a document for its signature entry. */
  receive(built: BuiltSubmission, signer?: string): Promise<Submission>;
  /** Deposits and stores, as the way of a request does. */
  deposit(built: BuiltSubmission, subject?: Subject, signer?: string): Promise<'done' | Refusal>;
  entries(): Promise<readonly DocumentEntry[]>;
  /** What there is: entries, and files of kept content. */
  holdings(): Promise<{ readonly entries: number; readonly contents: number }>;
  close(): Promise<void>;
}

export async function depositHouse(
  settings: { domain?: string; config?: Partial<DocumentsOptions['config']>; authority?: string } = {},
): Promise<DepositHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-deposit-'));
  const pki = await sandboxPki();
  const store = await openSqliteStore({ file: join(folder, 'carnet.db') });
  const blobs = await openFileBlobs(join(folder, 'blobs'));
  const options: DocumentsOptions = {
    domain: loadAffinityDomain(settings.domain ?? 'dmp'),
    config: { mode: 'sandbox', testInsAnyKey: false, ...settings.config },
    store,
    blobs,
    deleteLeftContent: () => deleteLeftContent(store, blobs),
    renderings: { ...ebrimRenderings, fhir: (entry) => JSON.stringify(documentReference(entry)) },
    async verifyLot({ signature, submissionSetUniqueId, documents, at }) {
      const verified = await verifyLotSignature({
        signature: await signature.bytes(),
        submissionSetUniqueId,
        documents: documents.map(({ uniqueId, content }) => ({ uniqueId, open: () => content.open() })),
        at,
        trust: pki.trust,
      });
      return isRefusal(verified) ? verified : verified.signer;
    },
    readCdaHeader,
    cdaDisagreements,
  };
  await store.write([
    {
      kind: 'create-record',
      patient: { family: 'LEMOINE', givens: ['CHARLOTTE'], birthDate: '1994-06-12', sex: 'F' },
      identifiers: [{ ...CHARLOTTE, ...(settings.authority ? { authority: settings.authority } : {}) }],
      activated: true,
      at: new Date().toISOString(),
    },
  ]);
  const record = await store.records.byIdentifier(CHARLOTTE.value, settings.authority ?? CHARLOTTE.authority);
  if (record === undefined) throw new Error('the record was not made');

  const receive: DepositHouse['receive'] = async ({ objects, documents }, signer = 'pharmacien') => {
    const received: SubmittedDocument[] = [];
    for (const { id, bytes } of documents) {
      received.push({ id, content: await blobs.receive(Readable.from([bytes])) });
    }
    const signed = objects.entries.some(({ id }) => id === 'Signature01');
    if (!signed || documents.some(({ id }) => id === 'Signature01')) return { objects, documents: received };
    const signature = await signLot({
      key: pki.signingKey(signer),
      chain: pki.credentials(signer, 'sign').certificate,
      submissionSetUniqueId: objects.submissionSets[0]?.uniqueId ?? '',
      documents: documents.map(({ id, bytes }) => ({
        uniqueId: objects.entries.find((entry) => entry.id === id)?.uniqueId ?? id,
        // What has no canonical form can be signed as it is.
        xml: /^<\?xml[^>]*>\s*<ClinicalDocument/.test(bytes.toString('latin1')),
        open: () => Readable.from([bytes]),
      })),
      at: new Date(),
    });
    const content = await blobs.receive(Readable.from([Buffer.from(signature)]));
    return { objects, documents: [...received, { id: 'Signature01', content }] };
  };

  return {
    data: folder,
    options,
    store,
    record,
    receive,
    async deposit(built, subject = PHARMACIST, signer) {
      const submission = await receive(built, signer);
      const caller = { subject, at: new Date().toISOString(), record };
      const deposited = await deposit(submission, caller, options);
      await Promise.all(submission.documents.map(({ content }) => content.discard()));
      if (isRefusal(deposited)) return deposited;
      const written = await store.write(deposited.writes);
      if (!isConflict(written)) return 'done';
      await deposited.abandon();
      const instead = await deposited.onConflict(written);
      return instead === 'already-done' ? 'done' : instead;
    },
    entries: async () => (await store.documents.find(EVERYTHING, {}, 'model')).map((entry) => entry.model()),
    async holdings() {
      const files = readdirSync(join(folder, 'blobs'), { recursive: true, withFileTypes: true });
      return {
        entries: await store.documents.count(EVERYTHING, {}),
        contents: files.filter((entry) => entry.isFile()).length,
      };
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
