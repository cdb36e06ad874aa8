import { standingOf } from '../authorization/caller-standing.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { MedicalRecord } from '../model/record.ts';
import type { Granted } from '../model/scope.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { Store } from '../store/store.ts';
import type { DomainRules } from '../terminology/affinity-domain.ts';
import type { Access } from '../transaction.ts';
import { type FoundPatients, writePatientSearchAnswer } from './patient-search-answer.ts';
import { type PatientSearchRequest, readPatientSearchRequest } from './patient-search-request.ts';

/** More patients than this are not told: such a search has to name more traits. */
const MOST_PATIENTS = 20;
/** Candidates that are read before the decision is asked about each. */
const PAGE = 50;

/**
 * TD0.5 (PDT-INF-526: regulation mode alone): finds the record of somebody whose INS is not known, by traits. The patient whom
 * a VIHF may name does not count. Whoever has closed the record, keeps centre 15 or this caller out is not found, as if there
 * were nobody of that name. Each patient who is found gets a trace; a search that finds nobody leaves one that is nobody's.
 * @returns refusals: MalformedRequest, TooManyPatients, AccessDenied.
 */
export function patientSearch({
  store,
  rules,
}: {
  readonly store: Pick<Store, 'patientSearch' | 'choices'>;
  readonly rules: Pick<DomainRules, 'deviceOid'>;
}): SoapTransaction<PatientSearchRequest, FoundPatients> {
  return {
    action: 'urn:hl7-org:v3:PRPA_IN201305UV02',
    responseAction: 'urn:hl7-org:v3:PRPA_IN201306UV02',
    answers: 'simple',
    read: readPatientSearchRequest,
    transaction: {
      event: 'TD0.5',
      action: 'E',
      right: 'patient.search',
      record: () => ({ ofCaller: true }),
      run: async (request, access) => {
        const records = await search(store, request, access);
        if (isRefusal(records)) return records;
        const byPatient = records.map(({ patient }) => ({ patientKey: patient.key, documents: [] }));
        return { answer: { request, records, at: access.call.at }, documents: [], byPatient };
      },
    },
    write: (answer) => ({ body: writePatientSearchAnswer(answer, rules.deviceOid) }),
  };
}

/** Those whom the caller may not find are left out before they are counted. */
async function search(
  { patientSearch, choices }: Pick<Store, 'patientSearch' | 'choices'>,
  { traits }: PatientSearchRequest,
  { finds, call }: Granted<Access>,
): Promise<readonly MedicalRecord[] | Refusal> {
  if (finds === undefined) return refuse('AccessDenied', 'nobody is sought by traits here');
  const found: MedicalRecord[] = [];
  for (let after = 0; ; ) {
    const page = await patientSearch.byTraits(traits, { after, limit: PAGE });
    for (const record of page) {
      const held = await standingOf(choices, record, call.subject);
      if (finds(record, held)) found.push(record);
    }
    if (found.length > MOST_PATIENTS) return refuse('TooManyPatients', `more than ${MOST_PATIENTS}`);
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return found;
    after = last.patient.key;
  }
}
