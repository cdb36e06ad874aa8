import type { EnrolmentSettings } from '../../config/enrolment.ts';
import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { FhirAnswer, FhirInteraction } from '../../fhir/interaction.ts';
import { readParameters } from '../../fhir/parameters.ts';
import { patientKeyOf } from '../../fhir/patient-parameter.ts';
import type { EventType } from '../../model/event.ts';
import { after } from '../../model/period.ts';
import type { MedicalRecord } from '../../model/record.ts';
import type { Store, WriteCommand } from '../../store/store.ts';
import type { Access, Outcome, Refused } from '../../transaction.ts';
import { parametersAnswer } from './parameters.ts';

export interface DisposalHost {
  readonly store: Pick<Store, 'enrolment'>;
  readonly settings: Pick<EnrolmentSettings, 'erasureDelay'>;
}

interface OwnRecord {
  readonly patientKey: number;
}

/** `Patient/[id]/$cloturer`: closes the own record, whoever created it (LC-10, LC-12). Its documents stay (LC-13). */
export function closeRecord(): FhirInteraction<OwnRecord, undefined> {
  return ofOwnRecord('cloturer', 'RECORD-close', ({ patient: { key } }, { call: { at } }) => ({
    answer: undefined,
    writes: [{ kind: 'close-record', patientKey: key, at }],
    documents: [],
  }));
}

/**
 * `Patient/[id]/$changer-d-avis`: opens the own record again, with what was in it (LC-10).
 * @returns RecordNotClosed where it is open.
 */
export function reopenRecord(): FhirInteraction<OwnRecord, undefined> {
  return ofOwnRecord('changer-d-avis', 'RECORD-reopen', ({ patient: { key }, status }) =>
    status === 'closed'
      ? { answer: undefined, writes: [{ kind: 'reopen-record', patientKey: key }], documents: [] }
      : refuse('RecordNotClosed', status),
  );
}

/**
 * `Patient/[id]/$supprimer-donnees`: asks for every document of the own record to be deleted, open or closed (LC-13), after a
 * delay in which the request can be taken back. @returns when; asked again, as it was said before.
 */
export function askErasure({ store, settings }: DisposalHost): FhirInteraction<OwnRecord, string> {
  const run = async ({ patient: { key } }: MedicalRecord, { call: { at } }: Access) => {
    const dueAt = (await store.enrolment.erasureOf(key)) ?? after(at, settings.erasureDelay);
    const writes: WriteCommand[] = [{ kind: 'ask-erasure', patientKey: key, at, dueAt }];
    return { answer: dueAt, writes, documents: [] };
  };
  return {
    ...ofOwnRecord('supprimer-donnees', 'RECORD-erase-ask', run),
    write: (dueAt) => parametersAnswer([{ name: 'suppression', valueInstant: dueAt }]),
  };
}

/** `Patient/[id]/$garder-donnees`: takes that request back. @returns ErasureMissing where none is waiting. */
export function withdrawErasure(): FhirInteraction<OwnRecord, undefined> {
  return ofOwnRecord('garder-donnees', 'RECORD-erase-withdraw', ({ patient: { key } }) => ({
    answer: undefined,
    writes: [{ kind: 'end-erasure', patientKey: key }],
    onConflict: async ({ conflict }) => refuse('ErasureMissing', conflict),
    documents: [],
  }));
}

/** An operation of the patient on the own record, without parameters, whatever state the record is in. */
function ofOwnRecord<Answer>(
  name: string,
  event: EventType,
  run: (
    record: MedicalRecord,
    access: Access,
  ) => Outcome<Answer> | Refused | Promise<Outcome<Answer> | Refused>,
): FhirInteraction<OwnRecord, Answer> {
  return {
    resourceType: 'Patient',
    interaction: 'operation',
    operation: { name, on: 'instance' },
    read: ({ id, body }): OwnRecord | Refusal => {
      const none = readParameters(body, {});
      if (isRefusal(none)) return none;
      const patientKey = patientKeyOf(id ?? '');
      return patientKey === undefined ? refuse('NotFound', 'no patient of that logical id') : { patientKey };
    },
    transaction: {
      event,
      action: 'U',
      right: 'record.dispose',
      record: ({ patientKey }) => ({ patientKey }),
      run: async (_request, access) =>
        access.record === undefined ? refuse('NotFound', 'no record') : run(access.record, access),
    },
    write: (): FhirAnswer => parametersAnswer([{ name: 'statut', valueCode: 'done' }]),
  };
}
