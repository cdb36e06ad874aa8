import { expect } from 'chai';
import { type DepositOptions, type DepositOutcome, depositDocument } from '../../src/client/deposit.ts';
import { createFhirClient, type FhirClient } from '../../src/client/fhir-client.ts';
import { createSandboxClient, type SandboxClient } from '../../src/client/sandbox-client.ts';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import { makePatientToken, makeProfessionalToken } from '../../src/identity/sandbox/token-maker.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { faultsOf } from './faults.ts';
import { openRecord } from './patient-record.ts';
import type { RealCda } from './real-cda.ts';
import { firstOf } from './real-cda-facts.ts';
import { startTestServer, type TestServer } from './server.ts';

/** A server, and everybody who sends documents to it and reads them. */
export interface DocumentHouse {
  readonly server: TestServer;
  /** Somebody of the sandbox on the DMP's SOAP paths. */
  as(slug: string): SandboxClient;
  /** The CX of the patient of a document, whose record is opened where it is not there; a test INS may have a wrong key. */
  patientOf(document: Pick<RealCda, 'facts'>): Promise<string>;
  /** As `carnet deposit` does; EXPORT_DUI and test INS with a wrong key pass the client unless said. */
  deposit(
    document: Pick<RealCda, 'bytes'>,
    depositor: string,
    options?: Pick<DepositOptions, 'replaces' | 'anyTestKey'>,
  ): Promise<DepositOutcome | Refusal>;
  /** The doctor `medecin` with an e-CPS token bound to the hospital. */
  doctorByFhir(): FhirClient;
  patientByFhir(ins: string, authority: string): FhirClient;
  close(): Promise<void>;
}

/** @param settings `CARNET_…` variables. */
export async function documentHouse(settings: Readonly<Record<string, string>> = {}): Promise<DocumentHouse> {
  const server = await startTestServer(settings);
  const { pki, url: origin } = server;
  const domain = loadAffinityDomain('dmp', { exportDui: true });
  const opened = new Set<{ close(): void }>();
  const clients = new Map<string, SandboxClient>();
  const kept = <T extends { close(): void }>(client: T): T => {
    opened.add(client);
    return client;
  };
  const as = (slug: string): SandboxClient => {
    const client = clients.get(slug) ?? kept(createSandboxClient(pki, origin, slug));
    clients.set(slug, client);
    return client;
  };
  return {
    server,
    as,
    async patientOf({ facts }) {
      const [ins, authority] = [firstOf(facts.patientINS), firstOf(facts.INSroot)];
      const known = await server.store.records.byIdentifier(ins, authority);
      if (known !== undefined) return formatCx(ins, authority, 'NH');
      return openRecord(server, { ins, authority }, true);
    },
    deposit: ({ bytes }, depositor, options = {}) =>
      depositDocument({
        client: as(depositor),
        pki,
        as: depositor,
        domain,
        document: bytes,
        anyTestKey: true,
        at: new Date(),
        ...options,
      }),
    doctorByFhir: () =>
      kept(
        createFhirClient({
          origin,
          ca: pki.ca,
          credentials: pki.credentials('hopital', 'auth'),
          token: () => makeProfessionalToken(pki, { as: 'medecin', client: 'hopital' }),
        }),
      ),
    patientByFhir: (ins, authority) =>
      kept(createFhirClient({ origin, ca: pki.ca, token: () => makePatientToken(pki, { ins, authority }) })),
    async close() {
      for (const client of opened) client.close();
      await server.close();
    },
  };
}

export function expectSuccess(outcome: DepositOutcome | Refusal): DepositOutcome {
  expect(faultsOf(outcome)).to.deep.equal([]);
  if (isRefusal(outcome)) throw new Error('refused');
  expect([outcome.status, outcome.errors]).to.deep.equal(['Success', []]);
  return outcome;
}
