import { codingScheme, systemUri } from '../fhir/code-systems.ts';
import { type Code, display } from '../model/code.ts';
import type { CodeableConcept, Coding } from './immunization-resource.ts';
import { ATC, CIP, CIS, EDQM } from './vaccination.ts';

/** The systems under which French profiles of Immunization want these vocabularies (ANS, SMT); others as everywhere. */
const FRENCH: Record<string, string> = {
  [CIS]: 'https://smt.esante.gouv.fr/terminologie-bdpm',
  [CIP]: 'https://smt.esante.gouv.fr/terminologie-cip_ucd',
  [ATC]: 'https://smt.esante.gouv.fr/terminologie-atc',
  [EDQM]: 'https://smt.esante.gouv.fr/terminologie-standardterms',
};
export const NUVA = 'https://smt.esante.gouv.fr/terminologie-nuva';
export const SNOMED = 'http://snomed.info/sct';

function uriOf(system: string): string {
  return FRENCH[system] ?? systemUri(system);
}

/** The system that we write for one that a caller names by any of its URLs, or by its OID. */
export function ownUri(uri: string): string {
  return uriOf(codingScheme(uri));
}

export function codingOf(code: Code): Coding {
  const name = code.names[0]?.value;
  return {
    system: uriOf(code.system),
    code: code.code,
    ...(name === undefined ? {} : { display: name }),
  };
}

export function conceptOf(code: Code): CodeableConcept {
  return { coding: [codingOf(code)], text: display(code) };
}
