import { type InsuredPerson, isMinor } from '../model/enrolment.ts';
import type { CallerStanding, MedicalRecord, PatientIdentifier } from '../model/record.ts';
import type { Subject } from '../model/subject.ts';
import type { Store } from '../store/store.ts';

/** A child for whom a parent acts. */
export interface RepresentedChild {
  readonly person: InsuredPerson;
  /** As its principal parent, or as another with whom the principal one shares the record (LC-21). */
  readonly as: 'principal' | 'shared';
  /** The INS of the parent, by which the child was found. */
  readonly parent: string;
}

/**
 * For whom a parent acts, for as long as they are minors (LC-21).
 * @param identifiers every id of the parent, former ones too. @param at ISO 8601 UTC.
 */
export async function childrenOf(
  { enrolment }: Pick<Store, 'enrolment'>,
  identifiers: readonly Pick<PatientIdentifier, 'value' | 'authority'>[],
  at: string,
): Promise<readonly RepresentedChild[]> {
  const found = await Promise.all(
    identifiers.map(async ({ value: parent, authority }) => {
      const [own, shared] = await Promise.all([
        enrolment.dependantsOf(parent, authority),
        enrolment.sharedTo(parent, authority),
      ]);
      return [
        ...own.map((person) => ({ person, as: 'principal' as const, parent })),
        ...shared.map((person) => ({ person, as: 'shared' as const, parent })),
      ];
    }),
  );
  return found
    .flat()
    .filter(({ person }) => person.representatives[0]?.role === 'parent' && isMinor(person, at));
}

/**
 * As what somebody acts for the patient of a record, asked anew at each request: a token must not outlive what the principal
 * parent takes back, nor the day of majority.
 * @param at ISO 8601 UTC. @returns nothing where nobody acts for the patient, or may no longer.
 */
export async function representationOf(
  store: Pick<Store, 'enrolment' | 'records'>,
  record: MedicalRecord | undefined,
  { representative }: Pick<Subject, 'representative'>,
  at: string,
): Promise<Pick<CallerStanding, 'represents'>> {
  if (record === undefined || representative === undefined) return {};
  // What was kept from them is shown in the record of an adult, whatever health insurance says of her age.
  if (!isMinor(record.patient, at)) return {};
  const holder = await store.records.byIdentifier(representative.value, representative.authority);
  const children = await childrenOf(store, holder?.identifiers ?? [], at);
  const child = children.find(({ person }) => person.record?.patientKey === record.patient.key);
  return child === undefined ? {} : { represents: child.as };
}
