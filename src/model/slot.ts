/** A slot that the model gives no name to; kept and returned as it came. */
export interface Slot {
  readonly name: string;
  readonly slotType?: string;
  readonly values: readonly string[];
}
