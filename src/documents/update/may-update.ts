import { type Fault, refuse } from '../../errors.ts';
import type { DocumentEntry } from '../../model/document-entry.ts';
import { parseXcn, parseXon } from '../../model/hl7v2.ts';
import type { MedicalRecord } from '../../model/record.ts';
import type { UpdateOperation, UpdateRights } from '../../model/update-rights.ts';

/** TRE_A00: the specialty of whoever writes in a record as the patient. */
const PATIENT_SPECIALTY = 'EXP_PATIENT';

/** What only the médecin traitant does to documents that the patient wrote (PDT-INF-526 and 606, note *). */
const RESERVED: readonly UpdateOperation[] = ['archive', 'unarchive', 'delete'];

/**
 * Whether the rights of a caller reach one document, which the caller sees.
 * @returns AccessDenied for the first operation that they do not reach.
 */
export function reachFault(
  entry: DocumentEntry,
  operations: readonly UpdateOperation[],
  rights: UpdateRights,
  record: Pick<MedicalRecord, 'identifiers'> | undefined,
): Fault | undefined {
  const denied = operations.find((operation) => !reaches(entry, operation, rights, record));
  return denied === undefined
    ? undefined
    : refuse('AccessDenied', `${denied} of ${entry.entryUuid}`).refused[0];
}

function reaches(
  entry: DocumentEntry,
  operation: UpdateOperation,
  { reach, own, patientAuthored }: UpdateRights,
  record: Pick<MedicalRecord, 'identifiers'> | undefined,
): boolean {
  const how = reach[operation];
  if (how === 'none' || record === undefined) return false;
  if (RESERVED.includes(operation) && isByPatient(entry, record)) return patientAuthored;
  return how === 'any' || isOwn(entry, own);
}

function isOwn({ authors }: DocumentEntry, { authorId, institutionId }: UpdateRights['own']): boolean {
  return authors.some(
    ({ person, institutions }) =>
      (authorId !== undefined && person !== undefined && parseXcn(person).id === authorId) ||
      (institutionId !== undefined &&
        institutions.some((institution) => parseXon(institution).id === institutionId)),
  );
}

/** An author is the patient, under the present INS or a former one, or wrote in the patient's place. */
function isByPatient(
  { authors }: DocumentEntry,
  { identifiers }: Pick<MedicalRecord, 'identifiers'>,
): boolean {
  return authors.some(({ person, specialties }) => {
    if (specialties.some((specialty) => specialty.split('^')[0] === PATIENT_SPECIALTY)) return true;
    if (person === undefined) return false;
    const { id, authority } = parseXcn(person);
    return identifiers.some((one) => one.value === id && one.authority === authority);
  });
}
