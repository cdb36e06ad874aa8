import { INS_NIR_TEST, matriculeKey } from '../../src/model/ins.ts';

/** Answers of 100 entries need patients who have exactly 100. */
export const SEARCHED_ENTRIES = 100;

/** An invented patient of the bench, under the test authority of the INS. */
export interface BenchPatient {
  readonly ins: string;
  readonly authority: string;
  readonly family: string;
  readonly given: string;
  readonly birthDate: string;
}

/** Who is in the store: who is searched, who receives deposits, and how many entries everybody else has. */
export interface Population {
  readonly searched: readonly BenchPatient[];
  readonly receiving: readonly BenchPatient[];
  readonly others: readonly BenchPatient[];
  /** Entries of all the others together. */
  readonly otherEntries: number;
}

export function benchPatient(index: number): BenchPatient {
  const digits = `2940614${String(index).padStart(6, '0')}`;
  return {
    ins: digits + matriculeKey(digits),
    authority: INS_NIR_TEST,
    family: `MESURE${index}`,
    given: 'CAMILLE',
    birthDate: '1994-06-12',
  };
}

/** Divides `patients` among the three parts, at most `clients` in each of the first two. */
export function populationOf(entries: number, patients: number, clients: number): Population {
  const searchedCount = Math.max(1, Math.min(clients, Math.floor(entries / (2 * SEARCHED_ENTRIES))));
  const otherCount = Math.max(1, patients - searchedCount - clients);
  const part = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => benchPatient(from + at));
  return {
    searched: part(0, searchedCount),
    receiving: part(searchedCount, clients),
    others: part(searchedCount + clients, otherCount),
    otherEntries: Math.max(0, entries - searchedCount * SEARCHED_ENTRIES),
  };
}
