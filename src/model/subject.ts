import type { Code } from './code.ts';

/** How the caller proved who it is. `XUA`: an assertion of ITI-40. `NONE`: a machine in a domain that leaves XUA optional, or an usager. */
export type AuthenticationMode =
  | 'DIRECTE'
  | 'INDIRECTE'
  | 'INDIRECTE_RENFORCEE'
  | 'XUA'
  | 'PRO_SANTE_CONNECT'
  | 'PATIENT'
  | 'NONE';

export type PurposeOfUse = 'normal' | 'bris_de_glace' | 'centre_15';

/**
 * Who acts. Made by `identity/` alone, from signed claims and from the TLS socket.
 * - `professional`: a natural person with a profession or a declared role;
 * - `staff`: the holder of a CPE card, who has no right of its own and acts for the structure;
 * - `structure`: software or an establishment, by its certificate;
 * - `patient`: the holder of the record;
 * - `node`: an authenticated machine of a domain that leaves XUA optional;
 * - `usager`: whoever calls without showing anything. Only enrolment hears one, and judges the evidence of the request itself.
 */
export interface Subject {
  readonly kind: 'professional' | 'staff' | 'structure' | 'patient' | 'node' | 'usager';
  readonly mode: AuthenticationMode;
  /** PS_IdNat, Struct_IdNat, INS matricule, or the subject DN of a node; empty of an usager. */
  readonly id: string;
  /** What people read: "Nom Prénom", the name of the structure. */
  readonly name: string;
  readonly structure?: { readonly id: string; readonly name?: string };
  /** Secteur d'activité (TRE_R02). */
  readonly sector?: Code;
  /** The first is the profession (G15, G16, R94, R95, R291, A00), the others savoir-faire, section, role, kind of activity. */
  readonly roles: readonly Code[];
  readonly purpose: PurposeOfUse;
  readonly reason?: string;
  /** Of an X-User Assertion: who acts as audit messages write it (ITI TF-2 3.40.4.2), and to what end in the words of its domain. */
  readonly asserted?: { readonly userName: string; readonly purpose: Pick<Code, 'code' | 'system'> };
  /** Raw CX of the patient that the assertion or token speaks of. */
  readonly patientId?: string;
  /** INS of the parent who acts for the patient, where the sign-in of this server says so; `reason` says the name. */
  readonly representative?: { readonly value: string; readonly authority: string };
  /** The patient was a minor when the token was issued, so that a parent may hold it: it ends at majority. */
  readonly ofMinor?: true;
  /** Connexion secrète of a minor. */
  readonly secretConnection: boolean;
  readonly software?: { readonly id?: string; readonly name: string; readonly version: string };
  /** For the trace: id and issuer of the assertion or token; ISO 8601 end of an assertion that says its own. */
  readonly evidence: { readonly id: string; readonly issuer: string; readonly until?: string };
}
