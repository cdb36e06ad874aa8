import type { Authorisation, MedicalRecord } from '../model/record.ts';
import type { Subject } from '../model/subject.ts';
import type { RecordReads } from '../store/store.ts';

/**
 * The authorisation on a record that may count for a caller: its own, else that of the structure it acts in. Whether it
 * serves is for the decision to say.
 */
export async function authorisationOf(
  records: Pick<RecordReads, 'authorisation'>,
  record: MedicalRecord | undefined,
  subject: Subject,
): Promise<Authorisation | undefined> {
  if (record === undefined || subject.kind === 'patient') return undefined;
  const own = await records.authorisation(record.patient.key, subject.id);
  if (own?.holderKind === (subject.kind === 'professional' ? 'professional' : 'structure')) return own;
  if (subject.structure === undefined) return undefined;
  const ofStructure = await records.authorisation(record.patient.key, subject.structure.id);
  return ofStructure?.holderKind === 'structure' ? ofStructure : undefined;
}
