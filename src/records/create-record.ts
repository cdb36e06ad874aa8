import { type Fault, type Refusal, refuseAll } from '../errors.ts';
import { formatCx } from '../model/hl7v2.ts';
import { type CompletedBirthDate, type IdentityState, mayCarryIns } from '../model/identity.ts';
import { hasValidKey, INS_ALL, INS_PRODUCTION, isMatricule } from '../model/ins.ts';
import { isDtm } from '../model/instant.ts';
import { isOid } from '../model/oid.ts';
import type { AssignedId } from '../store/patient-feed.ts';
import type { WriteCommand } from '../store/store.ts';

/** What the operator gives to create a record. */
export interface RecordToCreate extends CompletedBirthDate {
  /** The INS, or the id that another authority of the domain has given. */
  readonly ins: string;
  /** OID of the authority that assigned it. */
  readonly authority: string;
  /** The INS that this one has replaced, as INSi tells them. */
  readonly former?: readonly AssignedId[];
  readonly family: string;
  readonly usualFamily?: string;
  /** First names of birth, in order, at least one. */
  readonly givens: readonly string[];
  readonly sex: string;
  /** INSEE code, 5 characters. */
  readonly birthPlace?: string;
  readonly activated: boolean;
  /** How far the identity is certain; qualified unless said. */
  readonly identity?: IdentityState;
}

export interface CreationRules {
  readonly mode: 'sandbox' | 'production';
  /** Sandbox: a test INS may have a wrong key (`CARNET_TEST_INS_ANY_KEY`). */
  readonly testInsAnyKey: boolean;
  /** Who may assign ids in the domain; none: anybody. */
  readonly patientAuthorities: readonly string[];
}

/**
 * The rules of a new record: an id of an authority of the domain, for an INS one that the mode accepts (design 2.9) with its
 * key and of a qualified identity (RNIV, EXI ID 29), and the five traits.
 * @param at ISO 8601, UTC. @param requestId for the trace.
 * @returns the unit to write, with its trace; or MalformedRequest, one fault for each value, named by its option.
 */
export function createRecord(
  asked: RecordToCreate,
  rules: CreationRules,
  { at, requestId }: { at: string; requestId: string },
): WriteCommand[] | Refusal {
  const refused = refuseAll(recordFaults(asked, rules, at));
  if (refused !== undefined) return refused;
  const { ins, authority, family, usualFamily, givens, birthDate, birthPlace, activated, former } = asked;
  return [
    {
      kind: 'create-record',
      patient: {
        family,
        ...(usualFamily === undefined ? {} : { usualFamily }),
        givens,
        birthDate,
        ...(asked.birthDateSupplied === true ? { birthDateSupplied: true } : {}),
        sex: asked.sex as 'M' | 'F' | 'U',
        ...(birthPlace === undefined ? {} : { birthPlace }),
      },
      identifiers: [{ value: ins, authority }],
      ...(former === undefined ? {} : { former }),
      activated,
      at,
    },
    {
      kind: 'record-event',
      event: {
        type: 'RECORD',
        action: 'C',
        at,
        granted: true,
        reason: 'operator',
        patientId: formatCx(ins, authority, 'NH'),
        from: 'localhost',
        requestId,
        documents: [],
      },
    },
  ];
}

/** What is wrong with the id and the traits of whoever is to have a record: one fault for each value, named by its option. */
export function recordFaults(
  asked: Omit<RecordToCreate, 'activated'>,
  rules: CreationRules,
  at: string,
): readonly Fault[] {
  const { ins, authority, family, usualFamily, givens, birthDate, sex, birthPlace, identity } = asked;
  const id = { value: ins, authority };
  const checks: readonly (readonly [option: string, sound: boolean])[] = [
    ['--authority', isAuthorityOf(authority, rules)],
    ['--ins', isIdOf(id, rules)],
    ['--identity-status', mayHave(id, identity)],
    ['--family', isName(family)],
    ['--usual-family', usualFamily === undefined || isName(usualFamily)],
    ['--given', givens.length > 0 && givens.every(isName)],
    ['--birth-date', isPastDay(birthDate, at)],
    ['--sex', ['M', 'F', 'U'].includes(sex)],
    ['--birth-place', birthPlace === undefined || /^[0-9][0-9AB][0-9]{3}$/.test(birthPlace)],
  ];
  return checks
    .filter(([, sound]) => !sound)
    .map(([about]) => ({ code: 'MalformedRequest', detail: 'record create', about }));
}

/** Whether an authority is one of the domain, and of the mode (design 2.9). */
export function isAuthorityOf(authority: string, { mode, patientAuthorities }: CreationRules): boolean {
  const ofDomain = patientAuthorities.length === 0 || patientAuthorities.includes(authority);
  const ofMode = mode !== 'production' || !INS_ALL.includes(authority) || INS_PRODUCTION.includes(authority);
  return ofDomain && ofMode && isOid(authority);
}

/** Whether an id is one as its authority gives them: of an INS the shape and the key. */
export function isIdOf({ value, authority }: AssignedId, { mode, testInsAnyKey }: CreationRules): boolean {
  if (!INS_ALL.includes(authority)) return isLocalId(value);
  const anyKey = mode === 'sandbox' && testInsAnyKey && !INS_PRODUCTION.includes(authority);
  return anyKey ? isMatricule(value) : hasValidKey(value);
}

/** Whether ids may be those that an INS has replaced: INS as the mode accepts them, and not that one itself. */
export function areFormer(former: readonly AssignedId[], ins: AssignedId, rules: CreationRules): boolean {
  return former.every(
    (one) =>
      INS_ALL.includes(one.authority) &&
      isAuthorityOf(one.authority, rules) &&
      isIdOf(one, rules) &&
      (one.value !== ins.value || one.authority !== ins.authority),
  );
}

/** Whether an identity may have such an id: an INS only one that is qualified (RNIV, EXI ID 29), which it is unless said. */
export function mayHave({ authority }: AssignedId, identity: IdentityState | undefined): boolean {
  return !INS_ALL.includes(authority) || identity === undefined || mayCarryIns(identity);
}

/** An id that can stand in a CX: none of the delimiters of HL7 v2, no space around it. */
function isLocalId(id: string): boolean {
  return id.length <= 64 && /^[^\s^&~|\\]+( [^\s^&~|\\]+)*$/.test(id);
}

/** A trait that can stand in every message: letters, spaces, hyphens and apostrophes (INSi, SEL-MP-043, in any case). */
function isName(text: string): boolean {
  return text.length <= 100 && /^\p{L}[\p{L}\p{M} '’-]*$/u.test(text);
}

function isPastDay(day: string, at: string): boolean {
  return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(day) && isDtm(day.replaceAll('-', '')) && day <= at.slice(0, 10);
}
