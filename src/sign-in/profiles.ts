import { childrenOf } from '../authorization/representation.ts';
import type { MedicalRecord } from '../model/record.ts';
import type { PatientAccount } from '../store/credentials.ts';
import type { Store } from '../store/store.ts';
import { isOutgrown } from './account-rules.ts';

type ProfileStore = Pick<Store, 'records' | 'enrolment'>;

/**
 * Whose records the holder of an account may act on after one login (AU-08): the own one first, then those of children whose
 * principal parent the holder is, or shares them with the holder (LC-21), for as long as they are minors and their records open.
 * None by an account that was made for a child who has grown up.
 * @param at ISO 8601 UTC.
 */
export async function profilesOf(
  { records, enrolment }: ProfileStore,
  account: PatientAccount,
  at: string,
): Promise<readonly MedicalRecord[]> {
  const own = await records.byKey(account.patientKey);
  if (own === undefined || isOutgrown(account, own.patient, at)) return [];
  const found = await childrenOf({ enrolment }, own.identifiers, at);
  const children = await Promise.all(
    found.map(({ person: { ins, authority } }) => records.byIdentifier(ins, authority)),
  );
  return [
    own,
    ...children.filter((child) => child?.status === 'open').filter((child) => child !== undefined),
  ];
}

const MODEL = 'Profile';

/** Keeps whose record an agreement opens, beside the agreement and for as long. */
export async function keepProfile(
  store: Pick<Store, 'write'>,
  grantId: string,
  patientKey: number,
  until: number,
): Promise<void> {
  const artifact = { model: MODEL, id: grantId, payload: { patientKey }, grantId, until };
  await store.write([{ kind: 'keep-artifact', artifact }]);
}

/**
 * Whose record an agreement opens, if the holder of the account may still act on it.
 * @returns undefined when not: nothing is opened then.
 */
export async function profileOf(
  store: ProfileStore & Pick<Store, 'signInArtifacts'>,
  account: PatientAccount,
  grantId: string | undefined,
  at: string,
): Promise<MedicalRecord | undefined> {
  const kept = grantId === undefined ? undefined : await store.signInArtifacts.byId(MODEL, grantId);
  if (kept === undefined) return undefined;
  const profiles = await profilesOf(store, account, at);
  return profiles.find(({ patient }) => patient.key === kept.payload.patientKey);
}
