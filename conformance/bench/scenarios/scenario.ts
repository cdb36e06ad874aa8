import type { SandboxPki } from '../../../src/identity/sandbox/pki.ts';
import type { Plan } from '../load-generator.ts';
import type { Population } from '../population.ts';
import type { Seeded } from '../seed.ts';

export const SCENARIOS = ['iti-18', 'iti-43', 'iti-41', 'fhir-search'] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

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
