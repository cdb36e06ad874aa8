import { type Refusal, refuse } from '../errors.ts';
import type { Authorisation } from '../model/record.ts';
import type { Subject } from '../model/subject.ts';
import type { Access } from '../transaction.ts';

const PROFESSION = '1.2.250.1.71.1.2.7';
const PHYSICIAN = '10';
/** TRE_G15, TRE_G16 (in training), TRE_R95 (titles): who has one of these holds an authorisation in person. */
const HELD_IN_PERSON = [PROFESSION, '1.2.250.1.71.1.2.8', '1.2.250.1.213.1.6.1.109'];

export interface Holder {
  readonly id: string;
  readonly kind: Authorisation['holderKind'];
  readonly name: string;
}

/**
 * Who becomes authorised when a caller declares itself: the professional; for a CPE and for staff with a social role, the
 * structure (PDT-INF-526, note 1). @returns AssertionClaim when there is no structure to authorise.
 */
export function holderOf({ call, authorises }: Access): Holder | Refusal {
  const { subject } = call;
  if (authorises !== 'structure' && subject.kind === 'professional') {
    return { id: subject.id, kind: 'professional', name: subject.name };
  }
  const { structure } = subject;
  if (structure === undefined) return refuse('AssertionClaim', 'no structure to authorise');
  return { id: structure.id, kind: 'structure', name: structure.name ?? structure.id };
}

/** Profession 10 of TRE_G15. */
export function isPhysician({ kind, roles }: Subject): boolean {
  return kind === 'professional' && roles[0]?.code === PHYSICIAN && roles[0].system === PROFESSION;
}

/** The authorisation that serves a caller: its own; that of its structure only where it cannot hold one in person. */
export function servingAuthorisation({ call, standing }: Access): Authorisation | undefined {
  const { authorisation } = standing;
  const { id, kind, roles } = call.subject;
  const inPerson = kind === 'professional' && HELD_IN_PERSON.includes(roles[0]?.system ?? '');
  return inPerson && authorisation?.holder !== id ? undefined : authorisation;
}
