/** TS of HL7, version 2 or 3, to `YYYY-MM-DD`, or as much of it as is known; `no date` for a text that is none. */
export function birthDateOf(given: string): string {
  const parts = /^(\d{4})(?:(0[1-9]|1[0-2])(?:(0[1-9]|[12]\d|3[01])[\d.+-]*)?)?$/.exec(given);
  return parts === null ? 'no date' : parts.slice(1).filter(Boolean).join('-');
}
