import { rm } from 'node:fs/promises';
import { contentOf } from '../../src/client/content.ts';
import { registryAnswer } from '../../src/client/dmp-answers.ts';
import { provideRequest } from '../../src/client/dmp-requests.ts';
import {
  createSoapClient,
  type SoapCall,
  type SoapClient,
  type SoapReply,
} from '../../src/client/soap-client.ts';
import { XDSB } from '../../src/ebrim/namespaces.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { code } from '../../src/model/code.ts';
import type { SubmittedDocumentEntry } from '../../src/model/document-entry.ts';
import type { SubmissionSet } from '../../src/model/submission.ts';
import { type Markup, xml } from '../../src/xml/write.ts';
import { iheSubmission } from '../support/ihe-submission.ts';
import { REGION } from '../support/regional-domain.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import type { BuiltSubmission } from '../support/submission-builder.ts';

/** A patient of the region. */
export const PATIENT = `REG-0042^^^&${REGION.authority}&ISO`;
const [VALUE = ''] = PATIENT.split('^');

export const ACTIONS = {
  provide: 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b',
  query: 'urn:ihe:iti:2007:RegistryStoredQuery',
  retrieve: 'urn:ihe:iti:2007:RetrieveDocumentSet',
} as const;

/** A right deposit of the region, and what is otherwise in it. */
export interface Lot {
  readonly entry?: Partial<SubmittedDocumentEntry>;
  readonly set?: Partial<SubmissionSet>;
  /** A relationship of the document to one that is registered. */
  readonly relation?: { readonly type: string; readonly target: string };
  /** The id of the Document, from that of its entry. */
  readonly documentId?: (id: string) => string;
  /** A simple message with the document in base64. */
  readonly inline?: boolean;
}

/** A server of the region, and the software of a doctor who works in it. */
export interface RegionalServer {
  readonly server: TestServer;
  /** Sends one document that is right in every way but for `lot`; answers `Success`, or the codes of what is wrong. */
  deposit(uniqueId: string, lot?: Lot): Promise<readonly string[]>;
  call(
    service: 'registry' | 'repository',
    action: keyof typeof ACTIONS,
    body: Markup,
    more?: {
      readonly as?: string;
      readonly patient?: string;
      readonly resource?: string;
      readonly attachments?: SoapCall['attachments'];
    },
  ): Promise<SoapReply>;
  close(): Promise<void>;
}

function regionalLot(uniqueId: string, { entry, set, relation }: Lot): BuiltSubmission {
  const built = iheSubmission(`${uniqueId}.1`, { [uniqueId]: `the text of ${uniqueId}` });
  const { objects } = built;
  const [first] = objects.entries;
  const [member] = objects.associations;
  const type = code('PLAN-TERRITORIAL', REGION.codes, 'Plan du territoire');
  const more =
    relation === undefined
      ? []
      : [{ ...member!, id: 'Relation01', source: first!.id, ...relation, slots: [] }];
  return {
    ...built,
    objects: {
      ...objects,
      entries: [
        {
          ...first!,
          patientId: PATIENT,
          sourcePatientId: PATIENT,
          typeCode: type,
          confidentialityCodes: [code('N', '2.16.840.1.113883.5.25', 'Normal')],
          comments: [{ value: 'Une remarque' }],
          ...entry,
        },
      ],
      submissionSets: objects.submissionSets.map((one) => ({ ...one, patientId: PATIENT, ...set })),
      associations: [...objects.associations, ...more],
    },
  };
}

/** What an answer comes to: `Success`, or each code. */
export function outcome(reply: SoapReply): readonly string[] {
  const { status, errors } = registryAnswer(reply);
  return errors.length === 0 ? [status] : errors.map((error) => error.code);
}

/**
 * Starts the domain of a folder, with one open record in it.
 * @param settings further `CARNET_…` variables.
 */
export async function regionalServer(
  profiles: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RegionalServer> {
  const server = await startTestServer({
    CARNET_PROFILES: profiles,
    CARNET_DOMAIN: REGION.name,
    ...settings,
  });
  await server.store.write([
    {
      kind: 'create-record',
      patient: { family: 'MERCIER', givens: ['ANNE'], birthDate: '1980-01-02', sex: 'F' },
      identifiers: [{ value: VALUE, authority: REGION.authority }],
      activated: true,
      at: new Date().toISOString(),
    },
  ]);
  const clients = new Map<string, SoapClient>();
  const clientOf = (as: string): SoapClient => {
    const known = clients.get(as);
    if (known !== undefined) return known;
    const made = createSoapClient({
      origin: server.url,
      ca: server.pki.ca,
      ...server.pki.credentials(as, 'auth'),
    });
    clients.set(as, made);
    return made;
  };
  const call: RegionalServer['call'] = (service, action, body, more = {}) => {
    const { as = 'medecin', patient = PATIENT, resource = 'urn:region', attachments } = more;
    return clientOf(as).call({
      path: `/partage/xds/${service}`,
      action: ACTIONS[action],
      assertion: makeVihf(server.pki, {
        as,
        patient,
        overrides: { attributes: { Ressource_URN: resource } },
      }),
      body,
      attachments,
    });
  };
  return {
    server,
    call,
    async deposit(uniqueId, lot = {}) {
      const { objects, documents } = regionalLot(uniqueId, lot);
      const submitted = writeSubmitObjects(objects);
      const parts = documents.map(({ id, bytes }) => ({
        id: lot.documentId?.(id) ?? id,
        contentId: `${uniqueId}@test`,
        mimeType: 'text/plain',
        ...contentOf(bytes),
      }));
      if (lot.inline !== true) {
        const body = provideRequest(submitted, parts);
        return outcome(await call('repository', 'provide', body, { attachments: parts }));
      }
      const inline = documents.map(
        ({ id, bytes }) => xml`<xds:Document id="${id}">${bytes.toString('base64')}</xds:Document>`,
      );
      const body = xml`<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds="${XDSB}">${submitted}${inline}</xds:ProvideAndRegisterDocumentSetRequest>`;
      return outcome(await call('repository', 'provide', body));
    },
    async close() {
      for (const client of clients.values()) client.close();
      await server.close();
      await rm(profiles, { recursive: true, force: true });
    },
  };
}
