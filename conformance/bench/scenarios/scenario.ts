import type { SandboxPki } from '../../../src/identity/sandbox/pki.ts';
import type { Plan } from '../load-generator.ts';
import type { Population } from '../population.ts';
import type { Seeded } from '../seed.ts';

/** What many clients do beside a baseline. */
export const SCENARIOS = [
  'iti-18',
  'get-documents',
  'get-documents-vihf',
  'iti-43',
  'iti-41',
  'fhir-search',
] as const;
export type ScenarioName = (typeof SCENARIOS)[number] | `iti-42-of-${(typeof LOT_SIZES)[number]}`;

/** Entries in one ITI-42, each size a scenario of its own. */
export const LOT_SIZES = [1, 10, 100] as const;

/** What a scenario knows when it makes its requests, in the process that will send them. */
export interface Ground {
  readonly pki: SandboxPki;
  readonly population: Population;
  readonly seeded: Pick<Seeded, 'documents' | 'repositoryUniqueId'>;
  readonly clients: number;
  /** Of warm-up and measurement together; bounds what must be made in advance. */
  readonly seconds: number;
}

/** Makes the requests of one scenario. Everything that takes time (signatures) is done before it resolves. */
export type Prepare = (ground: Ground) => Promise<Plan>;
