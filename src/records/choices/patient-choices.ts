import { createHash } from 'node:crypto';
import type { Act, EventType } from '../../model/event.ts';
import type {
  Authorisation,
  Blocking,
  EmergencyChoice,
  MedicalRecord,
  RecordChoices,
} from '../../model/record.ts';
import type { Store, WriteCommand } from '../../store/store.ts';

/** A physician whom the patient has named administrator of the record. */
export interface MedecinTraitant {
  /** PS_IdNat. */
  readonly id: string;
  /** What people read; the identifier where only that was told. */
  readonly name: string;
}

/** All that a patient decides about a record, in one value. */
export interface PatientChoices extends RecordChoices {
  readonly blocked: readonly Blocking[];
  readonly medecinsTraitants: readonly MedecinTraitant[];
}

/** Whom a patient blocks and names at most: as many as the Consent that says it, with both emergencies, may have provisions. */
export const MOST_PEOPLE = 498;

/** Whether a change names more professionals than there may be; taking some of them away is always open. */
export function namesTooMany(before: PatientChoices, after: PatientChoices): boolean {
  const people = ({ blocked, medecinsTraitants }: PatientChoices) =>
    blocked.length + medecinsTraitants.length;
  return people(after) > Math.max(MOST_PEOPLE, people(before));
}

/** What the choices are now. */
export async function choicesOf(
  { patient, choices }: MedicalRecord,
  store: Pick<Store, 'choices' | 'records'>,
): Promise<PatientChoices> {
  const [blocked, authorisations] = await Promise.all([
    store.choices.blocked(patient.key),
    store.records.authorisations(patient.key),
  ]);
  return { ...choices, blocked, medecinsTraitants: authorisations.flatMap(medecinTraitantOf) };
}

function medecinTraitantOf({ holder, name, medecinTraitant }: Authorisation): readonly MedecinTraitant[] {
  return medecinTraitant ? [{ id: holder, name }] : [];
}

/**
 * The version of choices: the same for the same choices. What a client read and what is there now differ in it exactly when
 * something has been decided in between that has not been undone.
 */
export function versionOf(choices: PatientChoices): string {
  const { brisDeGlace, centre15, maskAll, blocked, medecinsTraitants } = choices;
  const people = [blocked.map(({ professional }) => professional), medecinsTraitants.map(({ id }) => id)];
  const said = JSON.stringify([brisDeGlace, centre15, maskAll, ...people.map((ids) => [...ids].sort())]);
  return createHash('sha256').update(said).digest('hex').slice(0, 16);
}

/** What is to be written, and what the patient's journal says of it. */
export interface Decided {
  readonly writes: readonly WriteCommand[];
  readonly acts: readonly Act[];
}

/** What leads from some choices to others; nothing where they are the same. @param at ISO 8601 UTC. */
export function decisionsBetween(
  patientKey: number,
  before: PatientChoices,
  after: PatientChoices,
  at: string,
): Decided {
  const acts: EventType[] = [];
  const writes: WriteCommand[] = [];
  const choices: { -readonly [Name in keyof RecordChoices]?: RecordChoices[Name] } = {};
  if (before.brisDeGlace !== after.brisDeGlace) {
    choices.brisDeGlace = after.brisDeGlace;
    acts.push(isOpposed(after.brisDeGlace) ? 'CHOICE-refuse-bris-de-glace' : 'CHOICE-allow-bris-de-glace');
  }
  if (before.centre15 !== after.centre15) {
    choices.centre15 = after.centre15;
    acts.push(isOpposed(after.centre15) ? 'CHOICE-refuse-centre-15' : 'CHOICE-allow-centre-15');
  }
  if (before.maskAll !== after.maskAll) {
    choices.maskAll = after.maskAll;
    acts.push(after.maskAll ? 'CHOICE-mask-all' : 'CHOICE-unmask-all');
  }
  if (Object.keys(choices).length > 0) writes.push({ kind: 'set-choices', patientKey, choices });

  for (const blocking of missingIn(before.blocked, after.blocked, ({ professional }) => professional)) {
    writes.push({ kind: 'block', patientKey, blocking });
    acts.push('CHOICE-block');
  }
  for (const { professional } of missingIn(after.blocked, before.blocked, (one) => one.professional)) {
    writes.push({ kind: 'unblock', patientKey, professional });
    acts.push('CHOICE-unblock');
  }
  for (const { id, name } of missingIn(before.medecinsTraitants, after.medecinsTraitants, byId)) {
    writes.push({ kind: 'name-medecin-traitant', patientKey, professional: id, name, at });
    acts.push('CHOICE-name-medecin-traitant');
  }
  for (const { id } of missingIn(after.medecinsTraitants, before.medecinsTraitants, byId)) {
    writes.push({ kind: 'dismiss-medecin-traitant', patientKey, professional: id });
    acts.push('CHOICE-dismiss-medecin-traitant');
  }
  return { writes, acts: acts.map((event) => ({ event, documents: [] })) };
}

function isOpposed(choice: EmergencyChoice): boolean {
  return choice === 'opposed';
}

function byId({ id }: MedecinTraitant): string {
  return id;
}

/** Those of `wanted` that `there` does not hold. */
function missingIn<T>(there: readonly T[], wanted: readonly T[], key: (one: T) => string): readonly T[] {
  const known = new Set(there.map(key));
  return wanted.filter((one) => !known.has(key(one)));
}
