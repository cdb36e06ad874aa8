import type { CodeableConcept, Coding, Identifier, Reference } from '../fhir/resources.ts';

interface Extended {
  readonly url: string;
  readonly valueCode?: string;
  readonly valueReference?: Reference;
}

interface Element {
  readonly extension: readonly Extended[];
}

/** The FHIR R4 Immunization as this server writes it. */
export interface Immunization {
  readonly resourceType: 'Immunization';
  readonly id: string;
  readonly meta: { readonly source: string; readonly lastUpdated?: string };
  readonly contained?: readonly Reaction[];
  readonly extension: readonly Extended[];
  readonly identifier: readonly Identifier[];
  readonly status: 'completed' | 'not-done' | 'entered-in-error';
  readonly vaccineCode: CodeableConcept & { readonly extension?: readonly Extended[] };
  readonly patient: Reference;
  readonly occurrenceDateTime?: string;
  readonly _occurrenceDateTime?: Element;
  readonly recorded?: string;
  readonly primarySource?: boolean;
  readonly manufacturer?: Reference;
  readonly lotNumber?: string;
  readonly site?: CodeableConcept;
  readonly route?: CodeableConcept;
  readonly doseQuantity?: {
    readonly value: number;
    readonly unit?: string;
    readonly system?: string;
    readonly code?: string;
  };
  readonly performer?: readonly { readonly function: CodeableConcept; readonly actor: Reference }[];
  readonly note?: readonly { readonly text: string }[];
  readonly reaction?: readonly { readonly date?: string; readonly detail: Reference }[];
  readonly protocolApplied?: readonly {
    readonly series?: string;
    readonly targetDisease?: readonly CodeableConcept[];
    readonly doseNumberPositiveInt?: number;
    readonly _doseNumberPositiveInt?: Element;
  }[];
}

/** A reaction is an Observation that exists nowhere else. */
export interface Reaction {
  readonly resourceType: 'Observation';
  readonly id: string;
  readonly status: 'final';
  readonly code: CodeableConcept;
}

export type { CodeableConcept, Coding, Identifier, Reference };
