/** How many rules each family of ids has: `LC` 30 means `LC-01` to `LC-30`. A rule may not vanish from the list. */
export const FAMILIES: Readonly<Record<string, number>> = {
  LC: 30,
  AU: 8,
  DMP: 43,
  PAT: 25,
  NOT: 12,
  MSS: 29,
  INS: 10,
  PSC: 8,
  ESM: 12,
  PRO: 17,
  VAC: 7,
  AGE: 7,
  CAT: 6,
  ORD: 3,
  SUP: 5,
  DEL: 5,
  SEC: 4,
};

/** Every id that the list must hold, in its order. */
export function expectedIds(families: Readonly<Record<string, number>> = FAMILIES): string[] {
  return Object.entries(families).flatMap(([family, count]) =>
    Array.from({ length: count }, (_, at) => `${family}-${String(at + 1).padStart(2, '0')}`),
  );
}
