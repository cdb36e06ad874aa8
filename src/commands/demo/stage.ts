import { readdir, readFile } from 'node:fs/promises';
import type { RunningServer } from '../../app.ts';
import { type DepositOutcome, depositDocument } from '../../client/deposit.ts';
import type { DmpClient } from '../../client/dmp-client.ts';
import { createFhirClient, type FhirClient, type FhirReply } from '../../client/fhir-client.ts';
import { createSandboxClient } from '../../client/sandbox-client.ts';
import type { UpdateOptions } from '../../client/update.ts';
import { isRefusal, publicText } from '../../errors.ts';
import { makePatientToken, makeProfessionalToken } from '../../identity/sandbox/token-maker.ts';
import type { VihfOptions } from '../../identity/sandbox/vihf-maker.ts';
import { formatCx } from '../../model/hl7v2.ts';
import { loadAffinityDomain } from '../../terminology/load-affinity-domain.ts';

/** One thing that the journey promises, and whether it held. */
export interface Expectation {
  readonly scene: string;
  readonly what: string;
  readonly held: boolean;
}

/** Documents of `fixtures/documents`. */
export const NOTE = 'note-de-vaccination-charlotte.xml';
export const CERTIFICATE = 'certificat-esat-charlotte.xml';

/** What the scenes play on: a running server, its people, and what has been learnt so far. */
export interface Stage {
  /** CX of Charlotte. */
  readonly patientId: string;
  readonly matricule: string;
  /** `urn:oid:…|matricule`, as FHIR searches want it. */
  readonly patientToken: string;
  /** uniqueIds of what was deposited, by file name. */
  readonly deposited: Map<string, string>;
  /** Somebody with a card or a structure's certificate, on the DMP's SOAP paths. */
  dmp(slug: string, vihf?: Omit<VihfOptions, 'as' | 'patient'>): DmpClient;
  /** What an update by somebody of the record needs beside what it does. */
  updating(slug: string): UpdateOptions;
  /** A professional with an e-CPS token bound to the structure's TLS certificate. */
  fhir(slug: string, structure: string): FhirClient;
  /** Charlotte, with her own token. */
  patient(): FhirClient;
  /** What Charlotte decides by an operation on her Patient. */
  decide(operation: string, ...parameter: readonly object[]): Promise<FhirReply>;
  deposit(slug: string, file: string): Promise<DepositOutcome>;
  document(file: string): Promise<Buffer>;
  /** What the server has mailed so far, where it has no mail server: each mail as it would have gone out. */
  mails(): Promise<readonly string[]>;
  /** Says what happens, for a newcomer. */
  tell(text: string): void;
  /** Says what came back, and remembers whether it is what was promised. */
  expect(what: string, held: boolean): void;
}

export interface OpenStage extends Stage {
  readonly expectations: readonly Expectation[];
  scene(title: string): void;
  close(): void;
}

function fixture(file: string): string {
  return new URL(`../../../fixtures/documents/${file}`, import.meta.url).pathname;
}

/**
 * @param say receives each line of the story.
 * @param mailFolder where the server puts its mails; where it has a mail server there are none to show.
 */
export function openStage(
  server: RunningServer,
  say: (line: string) => void,
  mailFolder?: string,
): OpenStage {
  const { pki, url: origin } = server;
  if (pki === undefined) throw new Error('the demo plays in the sandbox');
  const charlotte = pki.patients.find(({ slug }) => slug === 'charlotte');
  if (charlotte === undefined) throw new Error('fixtures/people.json has no charlotte');
  const domain = loadAffinityDomain('dmp');
  const expectations: Expectation[] = [];
  const opened: { close(): void }[] = [];
  const keep = <T extends { close(): void }>(client: T): T => {
    opened.push(client);
    return client;
  };
  let scene = '';
  const stage: OpenStage = {
    expectations,
    deposited: new Map(),
    matricule: charlotte.ins,
    patientId: formatCx(charlotte.ins, charlotte.authority, 'NH'),
    patientToken: `urn:oid:${charlotte.authority}|${charlotte.ins}`,
    dmp: (as, vihf = {}) => keep(createSandboxClient(pki, origin, as, vihf)),
    updating: (as) => ({
      client: stage.dmp(as),
      pki,
      as,
      patientId: stage.patientId,
      at: new Date(),
    }),
    fhir: (as, client) =>
      keep(
        createFhirClient({
          origin,
          ca: pki.ca,
          credentials: pki.credentials(client, 'auth'),
          token: () => makeProfessionalToken(pki, { as, client }),
        }),
      ),
    patient: () =>
      keep(
        createFhirClient({ origin, ca: pki.ca, token: () => makePatientToken(pki, { ins: charlotte.ins }) }),
      ),
    async decide(operation, ...parameter) {
      const patient = stage.patient();
      const found = await patient.get(`Patient?identifier=${stage.patientToken}`);
      const id: string = found.resource?.entry?.[0]?.resource?.id ?? 'none';
      return patient.send('POST', `Patient/${id}/$${operation}`, { resourceType: 'Parameters', parameter });
    },
    document: (file) => readFile(fixture(file)),
    async mails() {
      await server.deliverNotifications();
      if (mailFolder === undefined) return [];
      const files = (await readdir(mailFolder)).filter((name) => name.endsWith('.eml'));
      return Promise.all(files.map((name) => readFile(`${mailFolder}/${name}`, 'utf8')));
    },
    async deposit(as, file) {
      const outcome = await depositDocument({
        client: stage.dmp(as),
        pki,
        as,
        domain,
        document: fixture(file),
        at: new Date(),
      });
      if (isRefusal(outcome)) throw new Error(outcome.refused.map(publicText).join('; '));
      stage.deposited.set(file, outcome.uniqueId);
      return outcome;
    },
    tell: (text) => say(`   ${text}`),
    expect(what, held) {
      expectations.push({ scene, what, held });
      say(`   ${held ? 'ok ' : 'NOT'} ${what}`);
    },
    scene(title) {
      scene = title;
      say(`\n${title}`);
    },
    close() {
      for (const client of opened) client.close();
    },
  };
  return stage;
}
