import { randomUUID } from 'node:crypto';
import { isRefusal, publicText } from '../../src/errors.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import { createRecord, type RecordToCreate } from '../../src/records/create-record.ts';
import { isConflict } from '../../src/store/store.ts';
import type { TestServer } from './server.ts';

/** Traits of the patient whom the official documents and messages speak of, where a test does not need them. */
const TRAITS = { family: 'DUPONT', givens: ['CAMILLE'], birthDate: '1979-03-28', sex: 'F', activated: true };

/**
 * Creates a record by the rules of `carnet record create`.
 * @param testInsAnyKey as the server's own setting of that name.
 * @returns the CX under which the record is known.
 * @throws Error when the rules refuse it.
 */
export async function openRecord(
  server: Pick<TestServer, 'store'>,
  patient: Pick<RecordToCreate, 'ins' | 'authority'> & Partial<RecordToCreate>,
  testInsAnyKey = false,
): Promise<string> {
  const unit = createRecord(
    { ...TRAITS, ...patient },
    { mode: 'sandbox', testInsAnyKey, patientAuthorities: [patient.authority] },
    { at: new Date().toISOString(), requestId: randomUUID() },
  );
  if (isRefusal(unit)) throw new Error(unit.refused.map(publicText).join('; '));
  const written = await server.store.write(unit);
  if (isConflict(written)) throw new Error(written.conflict);
  return formatCx(patient.ins, patient.authority, 'NH');
}
