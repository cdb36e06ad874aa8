import { publicText, type Refusal, refusals } from '../errors.ts';

/** Our own codes, where ITI TF-3 Table 4.2.4.1-2 has none. */
export const CARNET_ERROR = 'urn:carnet:error';
/** The codes of ITI TF-3 Table 4.2.4.1-2. */
export const XDS_ERROR = 'urn:ihe:iti:xds:error';

export interface Issue {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly details?: { readonly coding: readonly { readonly system: string; readonly code: string }[] };
  readonly diagnostics: string;
}

export interface OperationOutcome {
  readonly resourceType: 'OperationOutcome';
  readonly issue: readonly Issue[];
}

/** The OperationOutcome of a refusal, one issue per fault. Only public texts go in. */
export function operationOutcome(refusal: Refusal): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: refusal.refused.map((fault) => {
      const row: (typeof refusals)[typeof fault.code] & { readonly xds?: string } = refusals[fault.code];
      const coding =
        row.xds === undefined
          ? { system: CARNET_ERROR, code: fault.code }
          : { system: XDS_ERROR, code: row.xds };
      return {
        severity: 'error' as const,
        code: row.fhir.issue,
        details: { coding: [coding] },
        diagnostics: publicText(fault),
      };
    }),
  };
}

/** The HTTP status of a refusal: that of its first fault. */
export function statusOf(refusal: Refusal): number {
  return refusals[refusal.refused[0].code].fhir.status;
}

/** What a search says about parameters that it did not understand (ITI TF-2 3.67.4.2.2: a warning, and no effect). */
export function ignoredOutcome(names: readonly string[]): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: names.map((name) => ({
      severity: 'warning',
      code: 'not-supported',
      details: { coding: [{ system: CARNET_ERROR, code: 'SearchParameterUnknown' }] },
      diagnostics: publicText({ code: 'SearchParameterUnknown', detail: '', about: name }),
    })),
  };
}
