import type { World } from '../worlds/world.ts';
import { actorOf } from './actors.ts';
import { OBSERVED, OTHER, TRAITANT } from './observe.ts';
import { OBSERVED_OVER_FHIR, observeOverFhir } from './observe-fhir.ts';
import { type Cell, cellsOf, expected } from './tables.ts';

export type Face = 'SOAP' | 'FHIR';

/** A cell, and the face over which it is asked about. */
export interface Question extends Cell {
  readonly face: Face;
}

/**
 * Every question that can be asked: over SOAP both tables but the web accesses (TD0.9, TD0.10); over FHIR the rows of table 606
 * that have such a face, of professionals, since nobody else has a token.
 */
export const QUESTIONS: readonly Question[] = [
  ...[...cellsOf('526'), ...cellsOf('606')]
    .filter(({ row }) => Object.hasOwn(OBSERVED, row))
    .map((cell) => ({ ...cell, face: 'SOAP' as const })),
  ...cellsOf('606')
    .filter(({ row, column }) => Object.hasOwn(OBSERVED_OVER_FHIR, row) && column !== 'nonPs.n')
    .map((cell) => ({ ...cell, face: 'FHIR' as const })),
];

const DECLARES: Readonly<Record<string, string>> = {
  'nonMedecin.n': 'infirmier',
  'medecin.n': 'medecin',
  'nonPs.n': 'secretaire',
};

/** Whoever can have an authorisation has one in normal mode; in emergencies nobody has but the médecin traitant. */
async function begin(world: World, { column, row }: Cell): Promise<string> {
  const patient = await world.patient();
  await world.by(OTHER).setAuthorization(patient);
  await world.by(TRAITANT).setAuthorization(patient, { medecinTraitant: true });
  const declares = DECLARES[column];
  if (declares !== undefined && row !== 'TD0.3 declare') await world.by(declares).setAuthorization(patient);
  return patient;
}

/** Asks a server about one cell. @returns what is wrong with its answer, or undefined. */
export async function judge(world: World, question: Question): Promise<string | undefined> {
  const { row, table, column, face } = question;
  const patient = await begin(world, question);
  const trial = { world, actor: actorOf(world, table, column), patient };
  const seen = face === 'FHIR' ? await observeOverFhir(row, trial) : await OBSERVED[row]!(trial);
  const right = expected(question);
  return seen === right ? undefined : `'${seen}', not '${right}'`;
}

export function nameOf({ face, table, row, column }: Question): string {
  return `${face} ${table} ${row} ${column}`;
}
