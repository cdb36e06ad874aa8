/** Leaves out what is undefined, an empty text or an empty list: FHIR JSON has no empty elements. */
export function present<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  const kept: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    if (one === undefined || one === '' || (Array.isArray(one) && one.length === 0)) continue;
    kept[name] = one;
  }
  return kept as T;
}
