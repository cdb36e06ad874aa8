/** Something that an OIDC provider keeps between requests: a session, an interaction, a grant, an authorization code. */
export interface SignInArtifact {
  readonly model: string;
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Whom the artifact ends with. */
  readonly grantId?: string;
  /** A second name, of sessions. */
  readonly uid?: string;
  /** Milliseconds since 1970; without it, never. */
  readonly until?: number;
}

export interface SignInArtifactReads {
  /** Those that have ended are absent. `consumed`: seconds since 1970. */
  byId(model: string, id: string): Promise<KeptArtifact | undefined>;
  byUid(model: string, uid: string): Promise<KeptArtifact | undefined>;
}

export interface KeptArtifact {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly consumed?: number;
}

export type SignInArtifactCommand =
  /** Takes the place of one of the same model and id. */
  | { readonly kind: 'keep-artifact'; readonly artifact: SignInArtifact }
  | {
      readonly kind: 'consume-artifact';
      readonly model: string;
      readonly id: string;
      readonly seconds: number;
    }
  | { readonly kind: 'drop-artifact'; readonly model: string; readonly id: string }
  | { readonly kind: 'drop-grant'; readonly grantId: string };

/** It is gone, or another request has consumed it. */
export type SignInArtifactConflict = { readonly conflict: 'artifact-consumed' };
