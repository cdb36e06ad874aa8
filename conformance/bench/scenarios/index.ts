import { prepare as fhirSearch } from './fhir-search.ts';
import { withAssertion, withoutAssertion } from './get-documents.ts';
import { prepare as iti18 } from './iti-18.ts';
import { prepare as iti41 } from './iti-41.ts';
import { registering } from './iti-42.ts';
import { prepare as iti43 } from './iti-43.ts';
import type { Prepare, ScenarioName } from './scenario.ts';

export const PREPARE: Readonly<Record<ScenarioName, Prepare>> = {
  'iti-18': iti18,
  'get-documents': withoutAssertion,
  'get-documents-vihf': withAssertion,
  'iti-43': iti43,
  'iti-41': iti41,
  'fhir-search': fhirSearch,
  'iti-42-of-1': registering(1),
  'iti-42-of-10': registering(10),
  'iti-42-of-100': registering(100),
};
