import { prepare as fhirSearch } from './fhir-search.ts';
import { prepare as iti18 } from './iti-18.ts';
import { prepare as iti41 } from './iti-41.ts';
import { prepare as iti43 } from './iti-43.ts';
import type { Prepare, ScenarioName } from './scenario.ts';

export const PREPARE: Readonly<Record<ScenarioName, Prepare>> = {
  'iti-18': iti18,
  'iti-43': iti43,
  'iti-41': iti41,
  'fhir-search': fhirSearch,
};
