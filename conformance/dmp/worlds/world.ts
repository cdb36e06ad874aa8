import type { SandboxClient } from '../../../src/client/sandbox-client.ts';
import type { SandboxPki } from '../../../src/identity/sandbox/pki.ts';
import type { VihfOptions } from '../../../src/identity/sandbox/vihf-maker.ts';
import type { RecordChoices } from '../../../src/model/record.ts';
import type { AffinityDomain } from '../../../src/terminology/affinity-domain.ts';

/** What an assertion says beside who acts and for whom. */
export type Vihf = Omit<VihfOptions, 'as' | 'patient'>;

/** The server under test, and those who act on it. */
export interface World {
  readonly origin: string;
  readonly pki: SandboxPki;
  /** PEM of the authorities that the certificate of the server may come from. */
  readonly ca: string;
  /** Whose codes documents are written with. */
  readonly domain: AffinityDomain;
  /** A client that acts as somebody of the sandbox, with a card or as a structure. */
  by(slug: string, vihf?: Vihf): SandboxClient;
  /** A professional whom a structure has authenticated (INDIRECTE_RENFORCEE), on the certificate of the structure. */
  through(structure: string, slug: string, vihf?: Vihf): SandboxClient;
  /** A patient with an open record for whom nobody is authorised, as CX. Those of other scenarios may have left documents there. */
  patient(): Promise<string>;
  /** The uniqueIds that were sent since the last patient was asked for. */
  readonly sent: Set<string>;
  /** What the patients decide about their records; undefined where the server does not let those that were named do so. */
  readonly deciding: PatientDecisions | undefined;
  /** Why it does not. */
  readonly undecided?: string;
  close(): Promise<void>;
}

/** @throws Error when the server does not do as a patient says. */
export interface PatientDecisions {
  /** Looks the own Patient up, whose address a closed record tells no more: before somebody else closes it. */
  lookUp(patientId: string): Promise<void>;
  choose(patientId: string, choices: Partial<RecordChoices>): Promise<void>;
  /** @param slug whom the patient keeps out from then on, or lets in again. */
  block(patientId: string, slug: string, blocked?: boolean): Promise<void>;
  closeRecord(patientId: string): Promise<void>;
  /** Opens a record again that has been closed. */
  reopenRecord(patientId: string): Promise<void>;
}
