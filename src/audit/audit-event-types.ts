/** AuditEvent of FHIR R4 and the data types in it; only what we write. */
export interface Coding {
  readonly system?: string;
  readonly code: string;
  readonly display?: string;
}

export interface CodeableConcept {
  readonly coding: readonly Coding[];
  readonly text?: string;
}

export interface Reference {
  readonly type?: string;
  readonly identifier?: { readonly system?: string; readonly value: string };
  readonly display?: string;
}

export interface AuditEventAgent {
  readonly type: CodeableConcept;
  readonly role?: readonly CodeableConcept[];
  readonly who: Reference;
  readonly requestor: boolean;
  /** Id of the assertion or token. */
  readonly policy?: readonly string[];
  /** `2` an IP address, `5` a URI. */
  readonly network?: { readonly address: string; readonly type: '2' | '5' };
  readonly purposeOfUse?: readonly CodeableConcept[];
}

export interface AuditEventEntity {
  readonly what: Reference;
  readonly type: Coding;
  readonly role?: Coding;
}

export interface AuditEvent {
  readonly resourceType: 'AuditEvent';
  readonly id: string;
  readonly meta?: { readonly profile: readonly string[] };
  readonly type: Coding;
  readonly subtype: readonly Coding[];
  readonly action: 'C' | 'R' | 'U' | 'D' | 'E';
  readonly recorded: string;
  readonly outcome?: '0' | '4' | '8' | '12';
  readonly outcomeDesc?: string;
  readonly agent: readonly AuditEventAgent[];
  readonly source: {
    readonly site: string;
    readonly observer: Reference;
    readonly type: readonly Coding[];
  };
  readonly entity: readonly AuditEventEntity[];
}
