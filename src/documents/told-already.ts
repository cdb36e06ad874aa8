import type { Fault, RefusalCode } from '../errors.ts';

/** Faults that speak of an attribute, in whichever object of the lot, without naming it. */
const SPEAKS_OF: Partial<Record<RefusalCode, string>> = {
  XDSPatientIdDoesNotMatch: 'patientId',
  XDSRepositoryDuplicateUniqueIdInMessage: 'uniqueId',
};

/**
 * Whether an attribute on which a document and its entry disagree is already told to be at fault in the metadata: the
 * disagreement follows from that and says nothing more.
 */
export function isToldAlready({ about, location }: Fault, metadata: readonly Fault[]): boolean {
  if (about === undefined) return false;
  return metadata.some((one) => {
    const named = one.location === location && one.about?.startsWith(`${about} `) === true;
    return named || SPEAKS_OF[one.code] === about;
  });
}
