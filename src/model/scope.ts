/** What one caller may see of one record. Plain data that the store turns into SQL; only `authorization/` makes it. */
declare const scopeBrand: unique symbol;

export interface ScopeFacts {
  /** The record's patient; `any` only in a domain without patient rules; `none` sees nothing. */
  readonly patient: number | 'any' | 'none';
  /** `codeKey`s of the types that may be seen. */
  readonly types: 'all' | readonly string[];
  /** An entry that carries one of these confidentiality codes (bare code) is hidden. */
  readonly hiddenConfidentiality: readonly string[];
  /** Own entries, of an author, a depositor or an institution, stay visible in spite of what is kept from professionals. */
  readonly own?: {
    readonly authorId?: string;
    readonly depositorId?: string;
    readonly institutionId?: string;
  };
  /** Nothing but own entries is visible; nothing at all where `own` names nobody. */
  readonly onlyOwn?: true;
  /** Own entries are visible whatever their type, but for status and patient. */
  readonly ownOfAnyType?: true;
  /** Of each logical object the latest version alone: what is masked or deleted is so in its former versions too. */
  readonly latestOnly?: true;
  /** Status URNs that are never seen. */
  readonly hiddenStatuses: readonly string[];
}

export type Scope = ScopeFacts & { readonly [scopeBrand]: true };

declare const grantedBrand: unique symbol;
/** A value that the decision has let through. Only `authorization/` makes it. */
export type Granted<T> = T & { readonly [grantedBrand]: true };
