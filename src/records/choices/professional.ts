import { z } from 'zod';
import type { Token } from '../../fhir/token-parameter.ts';

/** Who assigns PS_IdNat, as an OID and as FHIR names it. */
export const PS_ID_SYSTEM = 'urn:oid:1.2.250.1.71.4.2.1';
/** RPPS numbers alone, as the directory of French Core has them; in PS_IdNat an 8 stands before. */
const RPPS_SYSTEM = 'https://rpps.esante.gouv.fr';

/** PS_IdNat: a digit that says which register, then the number in it, or for an internal one structure/number. */
const PS_ID = /^[0-9][0-9A-Za-z._/-]{4,59}$/;

const psIdNat = z.strictObject({
  use: z.string().optional(),
  type: z.looseObject({}).optional(),
  system: z.literal(PS_ID_SYSTEM),
  value: z.string().regex(PS_ID),
});
const rpps = z.strictObject({
  use: z.string().optional(),
  type: z.looseObject({}).optional(),
  system: z.literal(RPPS_SYSTEM),
  value: z.string().regex(/^[0-9]{11}$/),
});

/** A FHIR Identifier of a professional, read as PS_IdNat. */
export const professionalShape = z
  .union([psIdNat, rpps])
  .transform(({ system, value }) => (system === RPPS_SYSTEM ? `8${value}` : value));

/**
 * The PS_IdNat that a search by reference or by identifier means: `Practitioner/<PS_IdNat>` as the directory names it, alone or
 * at the end of an address, or `system|value`. Undefined for what names no professional.
 */
export function professionalSought({ system, code }: Token): string | undefined {
  if (system === RPPS_SYSTEM) return `8${code}`;
  if (system === PS_ID_SYSTEM) return code;
  if (system !== undefined) return undefined;
  const typed = /^(?:.*\/)?([A-Za-z]+)\/([^/]+)$/.exec(code);
  if (typed === null) return code;
  return typed[1] === 'Practitioner' ? typed[2] : undefined;
}
