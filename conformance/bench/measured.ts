import type { SCENARIOS } from './scenarios/scenario.ts';

/** What many clients do beside a baseline. */
export interface Measured {
  readonly name: (typeof SCENARIOS)[number];
  readonly title: string;
  readonly domain: 'dmp' | 'ihe';
  /** Of the stack's own baseline; without it the figure is only printed. */
  readonly atLeastRatio?: number;
  /** The same on the large store, where another is demanded there. */
  readonly atLeastRatioWhenLarge?: number;
  /** Of a deposit: bytes that bare disk loops write beside it. Its baseline receives, parses, verifies and keeps the lot. */
  readonly diskBytes?: number;
}

export const MEASURED: readonly Measured[] = [
  {
    name: 'iti-18',
    title: 'ITI-18 FindDocuments, LeafClass, 100 entries',
    domain: 'dmp',
    atLeastRatio: 0.25,
    atLeastRatioWhenLarge: 0.5,
  },
  { name: 'get-documents-vihf', title: 'ITI-18 GetDocuments by uniqueId, with VIHF', domain: 'dmp' },
  { name: 'iti-43', title: 'ITI-43 one document of 100 KB', domain: 'dmp', atLeastRatio: 0.25 },
  {
    name: 'iti-41',
    title: 'ITI-41 one signed lot, document of 100 KB',
    domain: 'dmp',
    atLeastRatio: 0.25,
    diskBytes: 100 * 1024,
  },
  {
    name: 'fhir-search',
    title: 'FHIR DocumentReference search, 20 entries',
    domain: 'dmp',
    atLeastRatio: 0.25,
  },
  {
    name: 'get-documents',
    title: 'ITI-18 GetDocuments by uniqueId, domain ihe, no assertion',
    domain: 'ihe',
    atLeastRatio: 0.25,
  },
];
