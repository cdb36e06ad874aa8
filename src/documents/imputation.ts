import type { Subject } from '../model/subject.ts';

/** To whom a deposit is imputed (PDT-INF-526; design 5.2): a person by its card, else the structure. */
export interface Imputation {
  readonly kind: 'person' | 'structure' | 'node';
  readonly id: string;
}

/**
 * A professional with its own card, or a patient, acts in its own name; a CPE, a structure, and whoever a structure
 * vouches for (indirect authentication, access token) act for the structure.
 */
export function imputationOf(subject: Subject): Imputation {
  if (subject.kind === 'node') return { kind: 'node', id: subject.id };
  if (subject.kind === 'structure') return { kind: 'structure', id: subject.id };
  const inPerson =
    subject.kind === 'patient' || (subject.kind === 'professional' && subject.mode === 'DIRECTE');
  if (inPerson || subject.structure === undefined) return { kind: 'person', id: subject.id };
  return { kind: 'structure', id: subject.structure.id };
}
