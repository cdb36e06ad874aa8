/** The FHIR R4 data types that our resources are made of; only what we write. */
export interface Coding {
  readonly system?: string;
  readonly code?: string;
  readonly display?: string;
}

export interface CodeableConcept {
  readonly coding?: readonly Coding[];
  readonly text?: string;
}

export interface Period {
  readonly start?: string;
  readonly end?: string;
}

export interface Identifier {
  readonly use?: 'usual' | 'official' | 'temp' | 'secondary' | 'old';
  readonly type?: CodeableConcept;
  readonly system?: string;
  readonly value: string;
}

export interface Reference {
  readonly reference?: string;
  readonly type?: string;
  readonly identifier?: Identifier;
  readonly display?: string;
}

export interface Extension {
  readonly url: string;
  readonly valueBoolean?: boolean;
  readonly valueString?: string;
  readonly valueCoding?: Coding;
  readonly valueAddress?: { readonly extension?: readonly Extension[] };
  readonly extension?: readonly Extension[];
}

export interface HumanName {
  readonly extension?: readonly Extension[];
  readonly use?: 'official' | 'usual';
  readonly family?: string;
  readonly given?: readonly string[];
}

export interface ContactPoint {
  readonly system?: 'phone' | 'email';
  readonly value: string;
}

/** Any resource: what has a type. */
export interface Resource {
  readonly resourceType: string;
  readonly id?: string;
}
