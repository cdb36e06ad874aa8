import type { Slot } from './slot.ts';

/** A text in one language, as ebRIM carries it (`rim:LocalizedString`). */
export interface LocalizedString {
  readonly value: string;
  readonly language?: string;
  readonly charset?: string;
}

/** A coded value: `system` is the codingScheme of XDS (an OID, or a word such as `URN`, `ASTM`). */
export interface Code {
  readonly code: string;
  readonly system: string;
  /** Every display text that came with the code, in order. */
  readonly names: readonly LocalizedString[];
  /** Slots of the classification beyond `codingScheme`. */
  readonly slots?: readonly Slot[];
}

export function code(value: string, system: string, display?: string): Code {
  return { code: value, system, names: display === undefined ? [] : [{ value: display }] };
}

/** The first display text, or the code itself. */
export function display(value: Code): string {
  return value.names[0]?.value ?? value.code;
}

/** One string that identifies a code in sets and in columns. */
export function codeKey(value: { readonly code: string; readonly system: string }): string {
  return `${value.system}|${value.code}`;
}
