import type { StoredEvent } from '../model/event.ts';
import { formatCx } from '../model/hl7v2.ts';
import { currentIdentifier } from '../model/record.ts';
import type { Store } from '../store/store.ts';

/** The present id of the patient of an event, as CX; that of the surviving patient where this one has been merged since. */
export async function patientOf(
  { patientKey, patientId }: Pick<StoredEvent, 'patientKey' | 'patientId'>,
  { records, patientFeed }: Pick<Store, 'records' | 'patientFeed'>,
): Promise<string | undefined> {
  // Beside a key, an id is one that has been merged into another, which the key no longer tells.
  if (patientId !== undefined || patientKey === undefined) return patientId;
  const key = await patientFeed.survivorOf(patientKey);
  const record = await records.byKey(key);
  const present = record === undefined ? undefined : currentIdentifier(record);
  return present === undefined ? undefined : formatCx(present.value, present.authority);
}
