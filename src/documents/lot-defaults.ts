import { randomUUID } from 'node:crypto';
import { code } from '../model/code.ts';
import { oidOfUuid } from '../model/oid.ts';

/** Codes of contentTypeCode in the DMP (JDV_J59). */
export const ACTIVITIES = '1.2.250.1.213.2.2';

/** The contentTypeCode of a lot that comes of no activity in particular. */
export const UNSPECIFIED_ACTIVITY = code('97', ACTIVITIES, "Type d'activité indifférencié");

/** An OID that nobody else makes. */
export function freshOid(): string {
  return oidOfUuid(randomUUID());
}
