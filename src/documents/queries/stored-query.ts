/** A stored query (ITI TF-2 3.18.4.1.2), read from whatever wire it came by. */
export interface StoredQuery {
  /** `urn:uuid:…`, lower case. */
  readonly id: string;
  /** As the caller wrote it: `LeafClass`, `ObjectRef`, or something that is refused. */
  readonly returnType: string;
  readonly parameters: readonly QueryParameter[];
}

/** One parameter as it stands in the request: its values are OR; the same name again is AND. */
export interface QueryParameter {
  readonly name: string;
  readonly values: readonly string[];
}
