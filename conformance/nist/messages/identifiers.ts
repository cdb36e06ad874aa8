import { randomUUID } from 'node:crypto';

/** Makes the ids that a run needs; those of two runs never meet, so that a server can be tested again and again. */
export interface Identifiers {
  patientId(): string;
  uniqueId(): string;
  uuid(): string;
}

/** The authority of IHE's test domain that the plans speak of most. */
export const IHE_RED = '1.3.6.1.4.1.21367.13.20.1000';

/** @param authority OID of the authority that patient ids are under. */
export function createIdentifiers(authority: string = IHE_RED, at: Date = new Date()): Identifiers {
  const stamp = at.toISOString().replaceAll(/\D/g, '');
  let patients = 0;
  let objects = 0;
  return {
    patientId: () => `P${stamp.slice(4)}.${++patients}^^^&${authority}&ISO`,
    uniqueId: () => `1.2.42.${stamp}.${++objects}`,
    uuid: () => `urn:uuid:${randomUUID()}`,
  };
}
