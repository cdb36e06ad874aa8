import { createHash } from 'node:crypto';
import { ABSENT_TYPES, MATRIX_TYPES } from '../../conformance/rights/matrix.ts';
import type { RoleCode } from '../../conformance/rights/situation.ts';
import { createDmpClient } from '../../src/client/dmp-client.ts';
import { createFhirClient } from '../../src/client/fhir-client.ts';
import { ownEntryUuid } from '../../src/client/replaced-entry.ts';
import { createSoapClient } from '../../src/client/soap-client.ts';
import { makeProfessionalToken } from '../../src/identity/sandbox/token-maker.ts';
import { makeVihf, type VihfOptions } from '../../src/identity/sandbox/vihf-maker.ts';
import { code } from '../../src/model/code.ts';
import { APPROVED, type DocumentEntry } from '../../src/model/document-entry.ts';
import { openFileBlobs } from '../../src/store/blobs/file-blobs.ts';
import { isConflict } from '../../src/store/store.ts';
import { attribute } from '../../src/xml/tree.ts';
import { openRecord } from '../support/patient-record.ts';
import { keepBytes, registerCommand } from '../support/registered-document.ts';
import { startTestServer } from '../support/server.ts';
import { noteEntry } from '../support/submission-builder.ts';
import { type Member, practiceOf } from './groups.ts';

/** One document of the record, the only one of its type. */
export interface TypedDocument {
  readonly type: RoleCode;
  readonly entryUuid: string;
  readonly uniqueId: string;
}

/** What one caller finds; types by their bare codes, in the order of the record. */
export interface Looker {
  /** FindDocuments (ITI-18). */
  found(): Promise<readonly string[]>;
  /** What is handed out of all documents asked for by their ids (ITI-43), and how many were said to be unknown. */
  retrieved(): Promise<{ readonly types: readonly string[]; readonly unknown: number }>;
}

export interface FhirLooker {
  /** DocumentReference, with the total that it says. */
  found(): Promise<{ readonly types: readonly string[]; readonly total: number }>;
  /** The types of which a Binary is given; every other must be unknown. */
  read(): Promise<readonly string[]>;
}

/** A server whose one record holds a document of every type: those of the matrix, then those that it does not have. */
export interface MatrixHouse {
  readonly documents: readonly TypedDocument[];
  /** Somebody whom the hospital vouches for. */
  vouched(member: Member): Looker;
  /** Somebody of the sandbox, with the own card. */
  withCard(slug: string): Looker;
  fhir(member: Member): FhirLooker;
  close(): Promise<void>;
}

const INS = '279035121518989';
const AUTHORITY = '1.2.250.1.213.1.4.10';
/** How many documents one answer may bring, as our own client takes it. */
const AT_ONCE = 60;
const REPOSITORY = '1.2.250.1.999.2.1.1';
/** Whoever the hospital vouches for acts under this id: what it is said to be varies. */
const PERSON = 'medecin';
const CARDS = [
  'pharmacien',
  'infirmier',
  'sage-femme',
  'kinesitherapeute',
  'dentiste',
  'psychomotricien',
  'educateur',
];

export async function matrixHouse(settings: Readonly<Record<string, string>>): Promise<MatrixHouse> {
  const server = await startTestServer(settings);
  const { pki, store, url } = server;
  const patientId = await openRecord(server, { ins: INS, authority: AUTHORITY }, true);
  const record = await store.records.byIdentifier(INS, AUTHORITY);
  const patientKey = record!.patient.key;
  const at = '2026-11-01T10:00:00.000Z';
  for (const slug of [PERSON, ...CARDS]) {
    const { id, name } = pki.identity(slug);
    const holder = { holder: id, holderKind: 'professional' as const, name };
    await store.write([
      { kind: 'authorise', patientKey, authorisation: { ...holder, medecinTraitant: false, since: at } },
    ]);
  }

  const bytes = Buffer.from('one document of a type');
  const blob = await keepBytes(await openFileBlobs(`${server.data}/blobs`), bytes);
  const documents = [...MATRIX_TYPES, ...ABSENT_TYPES].map((type, index): TypedDocument => {
    const uniqueId = `1.2.250.1.999.107.${index + 1}`;
    return { type, uniqueId, entryUuid: ownEntryUuid(uniqueId) };
  });
  for (const { type, uniqueId, entryUuid } of documents) {
    const entry = {
      ...noteEntry,
      ...{ id: entryUuid, entryUuid, logicalId: entryUuid, version: 1, uniqueId, patientId },
      mimeType: 'application/pdf',
      typeCode: code(type.code, type.system, type.code),
      availabilityStatus: APPROVED,
      repositoryUniqueId: REPOSITORY,
      hash: createHash('sha1').update(bytes).digest('hex'),
      size: bytes.length,
    } as DocumentEntry;
    const written = await store.write([registerCommand(entry, patientKey, blob, at)]);
    if (isConflict(written)) throw new Error(written.conflict);
  }

  const typeBy = (field: 'uniqueId' | 'entryUuid', value: string | undefined): string =>
    documents.find((document) => document[field] === value)?.type.code ?? `no document ${value}`;
  const closing: (() => void)[] = [];

  const looker = (tls: string, options: VihfOptions): Looker => {
    const soap = createSoapClient({ origin: url, ca: pki.ca, ...pki.credentials(tls, 'auth') });
    closing.push(() => soap.close());
    const assertion = makeVihf(pki, { ...options, patient: patientId });
    const client = createDmpClient({ soap, assertion: () => assertion });
    return {
      async found() {
        const { status, objects } = await client.findDocuments(patientId, { returnType: 'ObjectRef' });
        if (status !== 'Success') throw new Error(status);
        return objects.map((one) => typeBy('entryUuid', attribute(one, 'id')));
      },
      async retrieved() {
        const asked = documents.map(({ uniqueId }) => ({ repositoryUniqueId: REPOSITORY, uniqueId }));
        const types: string[] = [];
        let unknown = 0;
        for (let from = 0; from < asked.length; from += AT_ONCE) {
          const answer = await client.retrieve(patientId, asked.slice(from, from + AT_ONCE));
          types.push(...answer.documents.map(({ uniqueId }) => typeBy('uniqueId', uniqueId)));
          unknown += answer.errors.filter((error) => error.code === 'XDSDocumentUniqueIdError').length;
        }
        return { types, unknown };
      },
    };
  };

  return {
    documents,
    vouched: ({ roles }) =>
      looker('hopital', {
        as: PERSON,
        mode: 'INDIRECTE_RENFORCEE',
        structure: 'hopital',
        overrides: { roles },
      }),
    withCard: (slug) => looker(slug, { as: slug }),
    fhir(member) {
      const credentials = pki.credentials('hopital', 'auth');
      const token = makeProfessionalToken(pki, {
        as: PERSON,
        client: 'hopital',
        claims: { SubjectRefPro: practiceOf(member, pki.identity('hopital').structure) },
      });
      const client = createFhirClient({ origin: url, ca: pki.ca, credentials, token: () => token });
      closing.push(() => client.close());
      return {
        async found() {
          const search = `DocumentReference?patient.identifier=urn:oid:${AUTHORITY}|${INS}&status=current&_count=200`;
          const { status, resource } = await client.get(search);
          if (status !== 200) throw new Error(`${status} ${JSON.stringify(resource)}`);
          const entries: { resource: { id: string } }[] = resource.entry ?? [];
          return {
            types: entries.map((one) => typeBy('entryUuid', `urn:uuid:${one.resource.id}`)),
            total: resource.total,
          };
        },
        async read() {
          const given: string[] = [];
          const left = [...documents];
          const work = async () => {
            for (let next = left.shift(); next !== undefined; next = left.shift()) {
              const { entryUuid, type } = next;
              const { status, bytes: body } = await client.get(
                `Binary/${entryUuid.slice('urn:uuid:'.length)}`,
                'application/pdf',
              );
              if (status === 200 && body.equals(bytes)) given.push(type.code);
              else if (status !== 404) given.push(`${type.code}: ${status}`);
            }
          };
          await Promise.all([work(), work(), work(), work(), work(), work()]);
          return given;
        },
      };
    },
    async close() {
      for (const close of closing) close();
      await server.close();
    },
  };
}
