import { type Fault, publicText, type Refusal, refusals } from '../errors.ts';
import { type Markup, xml } from '../xml/write.ts';
import { RS } from './namespaces.ts';

/** Status of an answer (ITI TF-3 4.2.4.2; PartialSuccess is IHE's own). */
export const SUCCESS = 'urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success';
export const FAILURE = 'urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure';
export const PARTIAL_SUCCESS = 'urn:ihe:iti:2007:ResponseStatusType:PartialSuccess';

const ERROR = 'urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error';

/**
 * Writes `rs:RegistryErrorList`; nothing when there are no faults. The prefix `rs` must be declared around it.
 * A fault whose code has no XDS form is told as XDSRegistryError, its public text unchanged.
 */
export function writeErrorList(faults: readonly Fault[]): Markup | undefined {
  if (faults.length === 0) return undefined;
  const errors = faults.map((fault) => {
    const row: { readonly xds?: string } = refusals[fault.code];
    const location = fault.location === undefined ? undefined : xml` location="${fault.location}"`;
    return xml`<rs:RegistryError errorCode="${row.xds ?? 'XDSRegistryError'}" codeContext="${publicText(fault)}" severity="${ERROR}"${location}/>`;
  });
  return xml`<rs:RegistryErrorList highestSeverity="${ERROR}">${errors}</rs:RegistryErrorList>`;
}

/** The status that results and faults together make (ITI TF-3 4.2.4.2). */
export function statusOf(results: number, faults: readonly Fault[]): string {
  if (faults.length === 0) return SUCCESS;
  return results > 0 ? PARTIAL_SUCCESS : FAILURE;
}

/** `rs:RegistryResponse` of a registration or update that was done. */
export function writeSuccess(): Markup {
  return xml`<rs:RegistryResponse xmlns:rs="${RS}" status="${SUCCESS}"/>`;
}

/** `rs:RegistryResponse` of one that was refused: every fault, each with its object. */
export function writeFailure(refusal: Refusal): Markup {
  return xml`<rs:RegistryResponse xmlns:rs="${RS}" status="${FAILURE}">${writeErrorList(refusal.refused)}</rs:RegistryResponse>`;
}

/** `rs:RegistryResponse` of a request whose parts were done one by one: Success, PartialSuccess or Failure by what was done. */
export function writePartial(results: number, faults: readonly Fault[]): Markup {
  return xml`<rs:RegistryResponse xmlns:rs="${RS}" status="${statusOf(results, faults)}">${writeErrorList(faults)}</rs:RegistryResponse>`;
}
