/** What stands against the removal of objects. Every id is one of those that were to be removed. */
export interface RemovalObstacles {
  /** There is no such object. */
  readonly missing: readonly string[];
  /** Objects that an association points at, or from, that is not to be removed. */
  readonly referenced: readonly string[];
  /**
   * Memberships of a submission set that are the last of an object that would stay: of what the set points at, or of the
   * set itself.
   */
  readonly lastMemberships: readonly string[];
}

/** What the rules of removal look up. They see everything: a reference counts, whoever may see it. */
export interface RemovalReads {
  obstacles(ids: readonly string[]): Promise<RemovalObstacles>;
  /** Keys of content that no entry refers to any more and that may still lie in the blob store. */
  contentLeft(): Promise<readonly string[]>;
}

/** Objects of any kind that go for good, with all that is kept beside them; with none, nothing goes. */
export interface RemoveObjectsCommand {
  readonly kind: 'remove-objects';
  readonly ids: readonly string[];
}

/** Entries whose content goes for good, with that of all versions of theirs; the metadata stay. */
export interface RemoveContentCommand {
  readonly kind: 'remove-content';
  readonly entryUuids: readonly string[];
}

/** Content that lay in the blob store after its removal and has been deleted there. */
export interface ForgetContentCommand {
  readonly kind: 'forget-content';
  readonly blobs: readonly string[];
}

export type RemovalCommand = RemoveObjectsCommand | RemoveContentCommand | ForgetContentCommand;

export type RemovalConflict =
  /** Removed in between. */
  | { readonly conflict: 'object-missing'; readonly id: string }
  /** Something has been tied to it since its references were looked up. */
  | { readonly conflict: 'object-referenced'; readonly id: string }
  | { readonly conflict: 'last-membership'; readonly id: string }
  /** Removed in between. */
  | { readonly conflict: 'content-missing'; readonly entryUuid: string };
