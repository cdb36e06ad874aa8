import { expect } from 'chai';
import { depositDocument } from '../../src/client/deposit.ts';
import type { RegistryAnswer } from '../../src/client/dmp-answers.ts';
import { createFhirClient, type FhirClient } from '../../src/client/fhir-client.ts';
import type { SandboxClient } from '../../src/client/sandbox-client.ts';
import { currentEntry, currentEntryUuid, type UpdateOptions } from '../../src/client/update.ts';
import { isRefusal } from '../../src/errors.ts';
import { makePatientToken } from '../../src/identity/sandbox/token-maker.ts';
import type { VihfOptions } from '../../src/identity/sandbox/vihf-maker.ts';
import { code } from '../../src/model/code.ts';
import { APPROVED, type DocumentEntry } from '../../src/model/document-entry.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import type { Visibility } from '../../src/model/visibility.ts';
import { isConflict } from '../../src/store/store.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { type ClientServer, clientServer } from '../client/running-server.ts';
import { registration, sampleEntry } from '../store/sample.ts';
import { CERTIFICATE, edited, noteWithId } from './cda-builder.ts';
import { told } from './faults.ts';
import { lastTrace, storeState, type Trace, tracesAfter } from './store-state.ts';
import { CHARLOTTE, noteEntry, PATIENT_ID } from './submission-builder.ts';

/** Whoever the note of the fixtures is by: the pharmacist. */
const AUTHOR = '810000000037';
const domain = loadAffinityDomain('dmp');
const OTHER_INS = '279035121518989';
const CERTIFICATE_ID = '1.2.250.1.999.2.1.3.2.1';
let serial = 0;
const freshId = () => `1.2.250.1.999.2.1.7.${++serial}`;

type Vihf = Omit<VihfOptions, 'as' | 'patient'>;

/** A server with Charlotte's record, and people who deposit, change and look for documents of it. */
export interface UpdateDesk {
  readonly server: ClientServer;
  client(slug: string, vihf?: Vihf): SandboxClient;
  /** TD0.3 by that person. */
  authorise(slug: string, medecinTraitant?: boolean): Promise<void>;
  /** A vaccination note that this person wrote and deposited; its uniqueId. */
  note(slug: string, visibility?: readonly Visibility[]): Promise<string>;
  /** A certificate that this structure wrote and deposited; its uniqueId. */
  certificate(slug: string): Promise<string>;
  /** A document that the patient wrote, of a type that every group reads; its entryUUID. */
  ofPatient(): Promise<string>;
  /** A document of that author under another INS of the patient, of a type that has been retired since. */
  ofOtherTimes(slug: string): Promise<DocumentEntry>;
  /** What an update needs beside what it does. */
  by(slug: string, vihf?: Vihf): UpdateOptions;
  /** entryUUID of the present version, as that person finds it. */
  uuid(slug: string, uniqueId: string): Promise<string>;
  /** The present version with its metadata, as that person finds it. */
  entry(slug: string, uniqueId: string): Promise<DocumentEntry>;
  /** Whether that person, or `patient`, finds a document by a search of the record. */
  finds(slug: string, uniqueId: string, statuses?: readonly string[]): Promise<boolean>;
  /** Whether that person, or `patient`, gets its content. */
  reads(slug: string, uniqueId: string): Promise<boolean>;
  /** Expects that an update is refused so, that the store is as it was and that there is one trace of the refusal. */
  refuses(update: () => Promise<RegistryAnswer>, expected: Refused): Promise<void>;
  /** Expects that an update is taken; its traces. */
  takes(update: () => Promise<RegistryAnswer>): Promise<readonly Trace[]>;
  close(): Promise<void>;
}

export interface Refused {
  /** `Failure`, or `Fault` for a SOAP fault. */
  readonly status?: 'Failure' | 'Fault';
  /** Codes of the errors, in order. */
  readonly codes: readonly string[];
  /** What the text of the first holds. */
  readonly text: string;
  /** Of the trace; the first code unless said. */
  readonly reason?: string;
}

export async function updateDesk(settings: Readonly<Record<string, string>> = {}): Promise<UpdateDesk> {
  const server = await clientServer(settings);
  const { pki } = server;
  const clients = new Map<string, SandboxClient>();
  const patient: FhirClient = createFhirClient({
    origin: server.url,
    ca: pki.ca,
    token: () => makePatientToken(pki, { ins: CHARLOTTE.value }),
  });
  const client: UpdateDesk['client'] = (slug, vihf = {}) => {
    const name = `${slug} ${JSON.stringify(vihf)}`;
    const known = clients.get(name) ?? server.as(slug, vihf);
    clients.set(name, known);
    return known;
  };
  const by: UpdateDesk['by'] = (as, vihf) => ({
    client: client(as, vihf),
    pki,
    as,
    patientId: PATIENT_ID,
    at: new Date(),
  });
  const deposit = async (as: string, document: string, visibility: readonly Visibility[] = []) => {
    const outcome = await depositDocument({
      client: client(as),
      pki,
      as,
      domain,
      document: Buffer.from(document),
      visibility,
      at: new Date(),
    });
    if (isRefusal(outcome)) return expect.fail(told(outcome).join());
    expect(outcome.errors).to.deep.equal([]);
    return undefined;
  };
  const hers = `patient.identifier=urn:oid:${CHARLOTTE.authority}|${CHARLOTTE.value}`;
  const patientFinds = async (uniqueId: string) => {
    const { resource } = await patient.get(`DocumentReference?${hers}&identifier=urn:oid:${uniqueId}`);
    return resource?.entry?.[0]?.resource;
  };
  return {
    server,
    client,
    by,
    async authorise(slug, medecinTraitant = false) {
      const { status } = await client(slug).setAuthorization(PATIENT_ID, { medecinTraitant });
      expect(status).to.equal('DMPOk');
    },
    async note(as, visibility = []) {
      const uniqueId = freshId();
      const document = noteWithId(uniqueId);
      const { id } = pki.identity(as);
      await deposit(
        as,
        id === AUTHOR ? document : edited(document, { from: AUTHOR, to: id, every: true }),
        visibility,
      );
      return uniqueId;
    },
    async certificate(as) {
      const uniqueId = freshId();
      await deposit(as, edited(CERTIFICATE, { from: CERTIFICATE_ID, to: uniqueId }));
      return uniqueId;
    },
    async ofPatient() {
      const record = await server.store.records.byIdentifier(CHARLOTTE.value, CHARLOTTE.authority);
      const person = `${CHARLOTTE.value}^LEMOINE^Charlotte^^^^^^&${CHARLOTTE.authority}&ISO^D^^^NH`;
      const [author] = noteEntry.authors;
      const entry = sampleEntry({
        uniqueId: freshId(),
        patientId: PATIENT_ID,
        typeCode: code('DOCPAT02', '1.2.250.1.213.1.1.4.12', 'Traitement ou document de soins'),
        authors: [{ ...author!, person, institutions: [], specialties: [] }],
      });
      const written = await server.store.write([registration(record!.patient.key, [entry])]);
      expect(isConflict(written)).to.equal(false);
      return entry.entryUuid;
    },
    async ofOtherTimes(slug) {
      const record = await server.store.records.byIdentifier(CHARLOTTE.value, CHARLOTTE.authority);
      const patientKey = record!.patient.key;
      const { id, name } = pki.identity(slug);
      const [author] = noteEntry.authors;
      const entry = sampleEntry({
        uniqueId: freshId(),
        patientId: formatCx(OTHER_INS, CHARLOTTE.authority, 'NH'),
        typeCode: code('27899-4', '2.16.840.1.113883.6.1', 'CR de bilan'),
        authors: [{ ...author!, person: `${id}^${name}^^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS` }],
      });
      const identifier = { kind: 'add-identifier' as const, patientKey, value: OTHER_INS };
      const known = record!.identifiers.some(({ value }) => value === OTHER_INS);
      const added = known ? [] : [{ ...identifier, authority: CHARLOTTE.authority }];
      const written = await server.store.write([...added, registration(patientKey, [entry])]);
      expect(isConflict(written) && written).to.equal(false);
      return entry;
    },
    async uuid(slug, uniqueId) {
      return (await currentEntryUuid(by(slug), uniqueId)) ?? expect.fail(`${slug} finds no ${uniqueId}`);
    },
    async entry(slug, uniqueId) {
      return (await currentEntry(by(slug), uniqueId)) ?? expect.fail(`${slug} finds no ${uniqueId}`);
    },
    async finds(slug, uniqueId, statuses = [APPROVED]) {
      if (slug === 'patient') return (await patientFinds(uniqueId)) !== undefined;
      const { objects, errors } = await client(slug).findDocuments(PATIENT_ID, { statuses });
      expect(errors).to.deep.equal([]);
      return objects.some((object) => JSON.stringify(textOf(object)).includes(`"${uniqueId}"`));
    },
    async reads(slug, uniqueId) {
      if (slug === 'patient') {
        const url = (await patientFinds(uniqueId))?.content[0].attachment.url;
        return url !== undefined && (await patient.get(url, '*/*')).status === 200;
      }
      const { repositoryUniqueId } = domain.rules;
      const { documents } = await client(slug).retrieve(PATIENT_ID, [{ repositoryUniqueId, uniqueId }]);
      return documents.length === 1;
    },
    async refuses(update, { status = 'Failure', codes, text, reason = codes[0] }) {
      const before = storeState(server);
      const mark = lastTrace(server);
      const answer = await update();
      expect(answer.status).to.equal(status);
      expect(answer.errors.map(({ code }) => code.replace(/^.*:/, ''))).to.deep.equal(codes);
      expect(answer.errors[0]?.context).to.include(text);
      expect(storeState(server)).to.deep.equal(before);
      expect(tracesAfter(server, mark)).to.deep.equal([{ type: 'ITI-57', granted: false, reason }]);
    },
    async takes(update) {
      const mark = lastTrace(server);
      const answer = await update();
      expect(answer.errors).to.deep.equal([]);
      expect(answer.status).to.equal('Success');
      return tracesAfter(server, mark);
    },
    async close() {
      patient.close();
      await server.close();
    },
  };
}

/** The values of attributes of an object and of what is in it. */
function textOf(node: { attributes: readonly { value: string }[]; children: readonly unknown[] }): unknown[] {
  return [
    ...node.attributes.map(({ value }) => value),
    ...node.children.flatMap((child) => (typeof child === 'string' ? [] : textOf(child as typeof node))),
  ];
}
