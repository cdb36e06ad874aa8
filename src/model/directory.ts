import type { Code } from './code.ts';

/** What the Annuaire santé says of a professional; whoever has ended is not in its public extraction. */
export interface DirectoryProfessional {
  /** PS_IdNat. */
  readonly id: string;
  /** As the professional practises under. */
  readonly family: string;
  readonly given: string;
}

/** An activity of a professional: what, as what, where. Codes carry the OID of their table (ANS, NOS). */
export interface DirectoryPractice {
  /** The same from one import to the next. */
  readonly id: string;
  readonly professional: DirectoryProfessional;
  /** TRE_G15 and those that stand beside it. */
  readonly profession: Code;
  /** Savoir-faire (TRE_R01 and its kin), section of pharmacists, role, kind of activity. */
  readonly qualifications: readonly Code[];
  /** TRE_R02. */
  readonly sector?: Code;
  readonly structure?: DirectoryStructure;
  /** How the professional is written to there. */
  readonly contact?: PracticeContact;
}

export interface PracticeContact {
  /** Lines of the postal address, that of the structure's name first, without the name of the professional. */
  readonly postal?: readonly string[];
  /** Of a cabinet individuel alone: elsewhere others read the mailbox of the structure. */
  readonly email?: string;
}

export interface DirectoryStructure {
  /** Technical id of the Annuaire. */
  readonly id: string;
  /** Struct_IdNat: what certificates and metadata name a structure by. */
  readonly nationalId?: string;
  readonly finess?: string;
  readonly siret?: string;
  readonly name: string;
  readonly postalCode?: string;
  readonly city?: string;
}
