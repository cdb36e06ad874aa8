import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RegistryError } from '../../src/client/dmp-answers.ts';
import { createSandboxClient } from '../../src/client/sandbox-client.ts';
import { makeVihf, type VihfOverrides } from '../../src/identity/sandbox/vihf-maker.ts';
import { attribute, descendants, type XmlElement } from '../../src/xml/tree.ts';
import { EVERYTHING } from './deposit-house.ts';
import { SAMPLE_PATIENT, withAssertion } from './official-message.ts';
import { openRecord } from './patient-record.ts';
import { postBytes, type RawReply } from './raw-request.ts';
import { startTestServer, type TestServer } from './server.ts';
import { DOCTOR, type ProvideMessage, provideBytes, withBody } from './td-2-1.ts';

/** A server with the record of the samples' patient, to which TD2.1 messages are sent as bytes. */
export interface ProvideDesk {
  readonly server: TestServer;
  /** CX. */
  readonly patient: string;
  /** Sends a message with a fresh VIHF of the doctor. */
  send(message: ProvideMessage, vihf?: VihfOverrides): Promise<RawReply>;
  /** The rim:ExtrinsicObjects that the doctor finds under a uniqueId. */
  found(uniqueId: string): Promise<readonly XmlElement[]>;
  holdings(): Promise<{ readonly entries: number; readonly contents: number }>;
  close(): Promise<void>;
}

/** @param settings `CARNET_…` variables; the domain must have the addresses of the DMP. */
export async function provideDesk(settings: Readonly<Record<string, string>> = {}): Promise<ProvideDesk> {
  const server = await startTestServer(settings);
  const patient = await openRecord(server, SAMPLE_PATIENT);
  const doctor = createSandboxClient(server.pki, server.url, DOCTOR);
  await doctor.setAuthorization(patient);
  return {
    server,
    patient,
    send(message, overrides = {}) {
      const vihf = makeVihf(server.pki, { as: DOCTOR, patient, overrides });
      const envelope = withBody(message.envelope, (body) => withAssertion(body, vihf));
      const path = '/si-dmp-server/v2/services/repository';
      return postBytes(server, DOCTOR, path, message.contentType, provideBytes({ ...message, envelope }));
    },
    found: async (uniqueId) => (await doctor.getDocuments(patient, [uniqueId], 'LeafClass')).objects,
    async holdings() {
      const files = readdirSync(join(server.data, 'blobs'), { recursive: true, withFileTypes: true });
      return {
        entries: await server.store.documents.count(EVERYTHING, {}),
        contents: files.filter((file) => file.isFile()).length,
      };
    },
    async close() {
      doctor.close();
      await server.close();
    },
  };
}

/** Status and errors of a RegistryResponse. */
export function registryResponse({ root }: RawReply): {
  readonly status: string;
  readonly errors: readonly Pick<RegistryError, 'code' | 'context' | 'location'>[];
} {
  const nodes = [...descendants(root)];
  const response = nodes.find(({ local }) => local === 'RegistryResponse');
  const errors = nodes.filter(({ local }) => local === 'RegistryError');
  return {
    status: (attribute(response, 'status') ?? '').replace(/^.*:/, ''),
    errors: errors.map((error) => ({
      code: attribute(error, 'errorCode') ?? '',
      context: attribute(error, 'codeContext') ?? '',
      location: attribute(error, 'location') ?? '',
    })),
  };
}
