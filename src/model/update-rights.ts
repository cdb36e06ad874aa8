/**
 * What a change of metadata does to one document in the DMP (TD3.3): `mask` and `unmask` for professionals, `hide` and `show`
 * for the patient or for legal representatives.
 */
export const UPDATE_OPERATIONS = [
  'mask',
  'unmask',
  'hide',
  'show',
  'archive',
  'unarchive',
  'delete',
] as const;

export type UpdateOperation = (typeof UPDATE_OPERATIONS)[number];

/** To which documents a caller may do something: to all that it may change at all, to its own, to none. */
export type Reach = 'any' | 'own' | 'none';

/** What one caller may do to the documents of one record. Plain data; only `authorization/` makes it. */
export interface UpdateRights {
  readonly reach: Readonly<Record<UpdateOperation, Reach>>;
  /** Own is what this person is an author of, or what is of this institution. */
  readonly own: { readonly authorId?: string; readonly institutionId?: string };
  /** Whether documents that the patient wrote may be archived, unarchived and deleted (note * of both tables). */
  readonly patientAuthored: boolean;
}
