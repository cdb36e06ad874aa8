/** An option of an actor that a server can be tested for, and the collection of tests that is its own. */
export interface ActorOption {
  /** As the command line has it. */
  readonly name: string;
  /** As the test kit has it. */
  readonly collection: string;
}

/** Registry and repository, all options of XDS.b (ConfTestsTabs of NIST's toolkit 7.12.0). */
export const ACTOR_OPTIONS: readonly ActorOption[] = [
  { name: 'registry/required', collection: 'reg' },
  { name: 'registry/metadata-update', collection: 'reg_mu' },
  { name: 'registry/restricted-update', collection: 'reg_rmu' },
  { name: 'registry/remove-metadata', collection: 'reg_rm' },
  { name: 'registry/multi-patient', collection: 'reg_mpq' },
  { name: 'registry/on-demand', collection: 'reg_od' },
  { name: 'registry/xua', collection: 'reg_xua' },
  { name: 'repository/required', collection: 'rep' },
  { name: 'repository/remove-documents', collection: 'rep_rd' },
  { name: 'repository/xua', collection: 'rep_xua' },
];
