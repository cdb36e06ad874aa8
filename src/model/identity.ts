/** How far an identity is certain (RNIV, EXI SI 07). A matricule may be used with QUAL alone. */
export type IdentityStatus = 'PROV' | 'VALI' | 'RECUP' | 'QUAL';

/** What is known to be doubtful about an identity, whatever its status. */
export type IdentityAttribute = 'homonyme' | 'douteux' | 'fictif';

/** An identity on its way to an INS. */
export interface IdentityState {
  readonly status: IdentityStatus;
  readonly attributes: readonly IdentityAttribute[];
}

/** Why a state cannot be. */
export type IdentityFault = 'attribute-needs-prov' | 'attributes-together';

/**
 * The combinations that RNIV admits: `homonyme` goes with any status, `douteux` and `fictif` with PROV alone, and only
 * `douteux` and `homonyme` stand together (EXI ID 24, 26).
 */
export function identityFaults({ status, attributes }: IdentityState): readonly IdentityFault[] {
  const provOnly = attributes.some((attribute) => attribute !== 'homonyme');
  const fictifWithOthers = attributes.includes('fictif') && new Set(attributes).size > 1;
  return [
    ...(provOnly && status !== 'PROV' ? (['attribute-needs-prov'] as const) : []),
    ...(fictifWithOthers ? (['attributes-together'] as const) : []),
  ];
}

/** A doubtful or invented identity is never asked about, and what was known of its INS no longer counts (EXI ID 24). */
export function mayAskInsi({ attributes }: IdentityState): boolean {
  return !attributes.includes('douteux') && !attributes.includes('fictif');
}

/** Whether the matricule may travel (EXI ID 29). */
export function mayCarryIns(state: IdentityState): boolean {
  return state.status === 'QUAL' && identityFaults(state).length === 0;
}

/**
 * What an answer of the teleservice makes of an identity: found, PROV becomes RECUP and VALI becomes QUAL; an identity whose
 * papers were checked afterwards goes from RECUP to QUAL by `validated`.
 */
export function afterInsi({ status, attributes }: IdentityState): IdentityState {
  const next: Readonly<Record<IdentityStatus, IdentityStatus>> = {
    PROV: 'RECUP',
    VALI: 'QUAL',
    RECUP: 'RECUP',
    QUAL: 'QUAL',
  };
  return { status: next[status], attributes };
}

/** What a check of identity papers makes of an identity. */
export function validated({ status, attributes }: IdentityState): IdentityState {
  const next: Readonly<Record<IdentityStatus, IdentityStatus>> = {
    PROV: 'VALI',
    VALI: 'VALI',
    RECUP: 'QUAL',
    QUAL: 'QUAL',
  };
  return { status: next[status], attributes };
}

/** A date of birth as it is kept: `YYYY-MM-DD`, and whether its day or month had to be supplied. */
export interface CompletedBirthDate {
  readonly birthDate: string;
  readonly birthDateSupplied?: true;
}

const PARTLY_KNOWN = /^([0-9]{4})(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?$/;

/**
 * A date of birth of which the day, the month or both may be unknown, as RNIV has it written: an unknown day is the 1st, an
 * unknown month January, and with both unknown it is 31 December (EXI ID 11, 12).
 * @param text `YYYY-MM-DD`, with `XX` for what is not known (ISO 8601-2), which may be left out at the end: `1950-06`, `1950-XX-15`.
 * @returns what is no such date as it came: whether the day is one of the calendar is not judged here.
 */
export function completedBirthDate(text: string): CompletedBirthDate {
  const [whole, year, month = 'XX', day = 'XX'] = PARTLY_KNOWN.exec(text) ?? [];
  if (whole === undefined || (month !== 'XX' && day !== 'XX')) return { birthDate: text };
  if (month === 'XX' && day === 'XX') return { birthDate: `${year}-12-31`, birthDateSupplied: true };
  return {
    birthDate: `${year}-${month === 'XX' ? '01' : month}-${day === 'XX' ? '01' : day}`,
    birthDateSupplied: true,
  };
}
