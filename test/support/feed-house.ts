import { expect } from 'chai';
import { createSoapClient, type SoapClient, type SoapReply } from '../../src/client/soap-client.ts';
import { FIND_DOCUMENTS } from '../../src/documents/queries/find-documents.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import type { SubmittedObjects } from '../../src/model/submission.ts';
import { attribute, descendants, elements } from '../../src/xml/tree.ts';
import { storedMarkup } from '../../src/xml/write.ts';
import { IHE_RED } from './ihe-submission.ts';
import { type MllpSender, outcomeOf, plainSender } from './mllp-sender.ts';
import { storedQuery } from './registry-desk.ts';
import { startTestServer, type TestServer } from './server.ts';

/** A whole server of the domain `ihe`, fed with patients or not, and those who speak to it. */
export interface FeedHouse {
  readonly server: TestServer;
  /** A connection to the identity feed, without TLS. */
  feed(encoding?: 'utf8' | 'latin1'): Promise<MllpSender>;
  /** Sends messages one after another over one connection; each outcome. */
  tell(...messages: readonly string[]): Promise<string[]>;
  soap(action: string, body: string): Promise<SoapReply>;
  /** ITI-42: `Success`, or the codes that it was refused for. */
  register(objects: SubmittedObjects): Promise<string>;
  /** ITI-18 FindDocuments: the uniqueIds, sorted. */
  documentsOf(patientId: string): Promise<string[]>;
  /** ITI-18: any query. */
  find(id: string, ...slots: Parameters<typeof storedQuery>[1]): Promise<SoapReply>;
  close(): Promise<void>;
}

const APPROVED = "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')";
const UNIQUE_ID = 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab';

export async function feedHouse(settings: Readonly<Record<string, string>> = {}): Promise<FeedHouse> {
  const server = await startTestServer({
    CARNET_DOMAIN: 'ihe',
    CARNET_HL7_PORT: '0',
    CARNET_HL7_PLAIN_PORT: '0',
    ...settings,
  });
  const soapClient: SoapClient = createSoapClient({
    origin: server.url,
    ca: server.pki.ca,
    ...server.pki.credentials('hopital', 'auth'),
  });
  const feed = (encoding?: 'utf8' | 'latin1') => plainSender(server.hl7PlainPort ?? 0, encoding);
  const soap = (action: string, body: string) =>
    soapClient.call({ path: '/xds/registry', action, body: storedMarkup(body) });
  const find: FeedHouse['find'] = (id, ...slots) =>
    soap('urn:ihe:iti:2007:RegistryStoredQuery', storedQuery(id, slots));
  return {
    server,
    feed,
    soap,
    find,
    async tell(...messages) {
      const sender = await feed();
      const outcomes: string[] = [];
      for (const message of messages) outcomes.push(outcomeOf(await sender.ask(message)));
      sender.close();
      return outcomes;
    },
    async register(objects) {
      const { payload } = await soap(
        'urn:ihe:iti:2007:RegisterDocumentSet-b',
        writeSubmitObjects(objects).text,
      );
      const errors = [...descendants(payload)].filter(({ local }) => local === 'RegistryError');
      if (errors.length > 0) return errors.map((error) => attribute(error, 'errorCode')).join();
      return attribute(payload, 'status')?.split(':').at(-1) ?? 'no status';
    },
    async documentsOf(patientId) {
      const { payload } = await find(
        FIND_DOCUMENTS,
        ['$XDSDocumentEntryPatientId', `'${patientId}'`],
        ['$XDSDocumentEntryStatus', APPROVED],
      );
      expect(attribute(payload, 'status')).to.match(/:Success$/);
      return [...descendants(payload)]
        .filter(({ local }) => local === 'ExtrinsicObject')
        .map((entry) => {
          const id = elements(entry, 'ExternalIdentifier').find(
            (one) => attribute(one, 'identificationScheme') === UNIQUE_ID,
          );
          return attribute(id, 'value') ?? '';
        })
        .sort();
    },
    async close() {
      soapClient.close();
      await server.close();
    },
  };
}

/** A patient id of an authority of the test domain. */
export function red(id: string): string {
  return `${id}^^^&${IHE_RED}&ISO`;
}

let number = 0;

/** An ADT message; segments that are given replace those of their name, and an empty one goes. */
export function adt(
  event: string,
  patientId: string,
  more: { readonly header?: string; readonly segments?: Readonly<Record<string, string>> } = {},
): string {
  const own: Record<string, string> = {
    MSH:
      more.header ?? `MSH|^~\\&|LAB|HOPITAL|CARNET|REGION|20261101120000||ADT^${event}|M${++number}|P|2.3.1`,
    EVN: 'EVN||20261101120000',
    PID: `PID|||${patientId}||Petit^Ana||19560527|F`,
    PV1: 'PV1||O',
    ...more.segments,
  };
  return Object.values(own)
    .filter((line) => line !== '')
    .map((line) => `${line}\r`)
    .join('');
}

/** ADT^A40: the first id ends in favour of the second. */
export function mergeOf(subsumed: string, surviving: string): string {
  return adt('A40^ADT_A39', surviving, { segments: { PV1: '', MRG: `MRG|${subsumed}` } });
}
