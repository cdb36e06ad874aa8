/**
 * The words of the specification of rights. They are its own: nothing of the server is imported here, so that a mistake in
 * one of the two does not stand in both.
 */

/** What is asked, by the rows of PDT-INF-526 and 606; those from `vaccinations` on are in neither. */
export const ASKED = [
  'TD0.2',
  'TD0.3 add',
  'TD0.3 remove',
  'TD0.4',
  'TD0.5',
  'TD0.9',
  'TD0.10',
  'TD1.3a',
  'TD1.6',
  'TD2',
  'TD3.1',
  'TD3.1 reference',
  'TD3.2',
  'TD3.3',
  'vaccinations',
  'journal',
  'own journal',
  'choices',
  'read choices',
  'block',
  'dispose',
  'dependants',
  'open access',
  'TD1.3b and TD1.4',
  'removal for good',
  'identity feed',
] as const;
export type Asked = (typeof ASKED)[number];

export const OPERATIONS = ['mask', 'unmask', 'hide', 'show', 'archive', 'unarchive', 'delete'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** `card` CPS, `vouched` INDIRECTE_RENFORCEE, `token` Pro Santé Connect, `staff-card` CPE, `structure` certificate. */
export type Credential = 'card' | 'vouched' | 'token' | 'staff-card' | 'structure' | 'patient' | 'incoherent';

export interface RoleCode {
  readonly code: string;
  readonly system: string;
}

export interface Caller {
  readonly credential: Credential;
  readonly id: string;
  readonly structure: string | undefined;
  /** Profession first. */
  readonly roles: readonly RoleCode[];
  readonly purpose: 'normal' | 'centre_15' | 'bris_de_glace';
  readonly reason: string | undefined;
}

/** Who is authorised, as far as it concerns the caller. */
export interface Authorised {
  readonly kind: 'professional' | 'structure';
  readonly holder: string;
  readonly medecinTraitant: boolean;
}

/** Whether a mode of emergency opens the record, and whether what is masked is read in it too. */
export type EmergencyChoice = 'allowed' | 'opposed' | 'allowed-with-masked';

export interface Situation {
  readonly ask: Asked;
  readonly caller: Caller;
  readonly record: 'absent' | 'open' | 'closed' | 'not activated';
  /** INS of the record, and internal key. */
  readonly patient: { readonly ins: string; readonly key: number; readonly minor: boolean };
  readonly choices: {
    readonly brisDeGlace: EmergencyChoice;
    readonly centre15: EmergencyChoice;
    readonly maskAll: boolean;
  };
  readonly authorised: Authorised | undefined;
  readonly blocked: boolean;
  /** Of an access that the caller opened by bris de glace. */
  readonly opened: 'never' | 'running' | 'ended';
  readonly operator: {
    readonly matrix: '2025-09' | '2022-07';
    readonly socialRoles: boolean;
    readonly regulation: readonly string[];
    readonly brisDeGlace: 'opened' | 'reason';
    readonly mask: 'own' | '526';
  };
}

/** One document. */
export interface Paper {
  readonly patientKey: number;
  readonly type: RoleCode;
  /** Bare confidentiality codes. */
  readonly codes: readonly string[];
  readonly status: 'approved' | 'deprecated' | 'archived' | 'deleted';
  /** Whether no later version of the same object stands. */
  readonly latest: boolean;
  readonly depositor: string;
  readonly authors: readonly string[];
  readonly institutions: readonly string[];
}

/** What the specification says of one situation. */
export interface Verdict {
  readonly told: 'allowed' | 'refused' | 'empty';
  /** The row that said so, for whoever reads a difference. */
  readonly row: string;
  /** To whom a declared authorisation goes. */
  readonly authorises?: 'professional' | 'structure' | undefined;
  sees(paper: Paper): boolean;
  may(operation: Operation, paper: Paper): boolean;
}
