import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { dtmStart, toDtm } from '../model/instant.ts';
import type { Granted } from '../model/scope.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { Store } from '../store/store.ts';
import type { Access, RecordListing } from '../transaction.ts';
import { element, text, type XmlElement } from '../xml/tree.ts';
import { type Markup, xml } from '../xml/write.ts';
import { authorisedRecords, type ListedRecord, type ListedSince } from './authorised-records.ts';

const NAMESPACE = 'urn:si-dmp-patients';
const ENDPOINT = `${NAMESPACE}:PatientSpecificEndPoint`;
/** What the start date is of; the spelling is the DMP's. */
const DATE_TYPES = { LASTAUTORIZATION: 'authorisation', LASTDOC: 'document' } as const;

interface PatientList {
  readonly asked?: ListedSince;
  readonly psOwnerId?: string;
}

/**
 * TD0.4 (PDT-INF-526): the open records that the caller is authorised for, or that its structure is where it holds none in
 * person. No patient in particular is concerned, so the one whom a VIHF may name does not count, and no authorisation is
 * demanded (ruling 1). Each patient who is listed gets a trace; a list of nobody leaves one that is nobody's.
 * The certificate of a structure asks for authorisations given since a date, and for nothing else. `psOwnerId` may name the
 * caller or its structure alone: no source says who else works there.
 * @returns refusals: MalformedRequest, AccessDenied.
 */
export function authorisedRecordList({
  store,
}: {
  readonly store: Pick<Store, 'records' | 'documents' | 'events' | 'choices'>;
}): SoapTransaction<PatientList, readonly ListedRecord[]> {
  return {
    action: `${ENDPOINT}:patientList`,
    responseAction: `${ENDPOINT}:patientListResponse`,
    answers: 'simple',
    read: readPatientList,
    transaction: {
      event: 'TD0.4',
      action: 'E',
      right: 'record.list',
      record: () => ({ ofCaller: true }),
      run: async (request, access) => {
        const listing = listingOf(request, access);
        if (isRefusal(listing)) return listing;
        const { asked } = request;
        const answer = await authorisedRecords(store, listing, { callerId: access.call.subject.id, asked });
        const byPatient = answer.map(({ record }) => ({ patientKey: record.patient.key, documents: [] }));
        return { answer, documents: [], byPatient };
      },
    },
    write: (listed) => ({
      body: xml`<p:patientListResponse xmlns:p="${NAMESPACE}"><p:output>${listed.map(
        listedPatient,
      )}<p:status>DMPOk</p:status></p:output></p:patientListResponse>`,
    }),
  };
}

function readPatientList(payload: XmlElement): PatientList | Refusal {
  if (payload.local !== 'patientList' || payload.namespace !== NAMESPACE) {
    return refuse('MalformedRequest', `{${payload.namespace}}${payload.local}`);
  }
  const said = (name: string) => text(element(payload, name, NAMESPACE)).trim();
  const [startDate, dateType, psOwnerId] = [said('startDate'), said('dateType'), said('psOwnerId')];
  if (dateType !== '' && !Object.hasOwn(DATE_TYPES, dateType)) {
    return refuse('MalformedRequest', 'unknown dateType', { about: 'dateType' });
  }
  const owner = psOwnerId === '' ? {} : { psOwnerId };
  if (startDate === '') return owner;
  const since = dtmStart(startDate);
  if (since === undefined) {
    return refuse('MalformedRequest', 'startDate is no date', { about: 'startDate' });
  }
  if (dateType === '') return refuse('MalformedRequest', 'startDate of what', { about: 'dateType' });
  const of = DATE_TYPES[dateType as keyof typeof DATE_TYPES];
  return { ...owner, asked: { since: new Date(since).toISOString(), of } };
}

function listingOf(
  { asked, psOwnerId }: PatientList,
  { lists, call }: Granted<Access>,
): RecordListing | Refusal {
  if (lists === undefined) return refuse('AccessDenied', 'nobody is authorised here');
  const owners = [call.subject.id, ...lists.holders.map(({ holder }) => holder)];
  if (psOwnerId !== undefined && !owners.includes(psOwnerId)) {
    return refuse('AccessDenied', 'list of another than the caller');
  }
  return lists.newOnly && asked?.of !== 'authorisation'
    ? refuse('AccessDenied', 'list of a structure without the date of authorisations')
    : lists;
}

function listedPatient({ record, authorisation, accessed, changed, added }: ListedRecord): Markup {
  const { family, usualFamily, givens, birthDate } = record.patient;
  const date = (iso: string | undefined) => (iso === undefined ? undefined : toDtm(new Date(iso)));
  const [access, update, add] = [accessed, changed, added].map(date);
  return xml`<p:patientlistData>${record.identifiers.map(
    ({ value, authority }) =>
      xml`<p:patientIdentifier><p:nationalId>${value}</p:nationalId><p:nationalIdType>${authority}</p:nationalIdType></p:patientIdentifier>`,
  )}<p:lastName>${usualFamily ?? family}</p:lastName>${[
    usualFamily === undefined ? undefined : xml`<p:patronymicalName>${family}</p:patronymicalName>`,
    xml`<p:firstName>${givens[0] ?? ''}</p:firstName>`,
    xml`<p:dateOfBirth>${birthDate.replaceAll('-', '')}</p:dateOfBirth>`,
    xml`<p:MT>${authorisation.medecinTraitant}</p:MT><p:message>false</p:message>`,
    access === undefined ? undefined : xml`<p:lastAccessDate>${access}</p:lastAccessDate>`,
    update === undefined ? undefined : xml`<p:lastUpdateDate>${update}</p:lastUpdateDate>`,
    add === undefined ? undefined : xml`<p:lastAddDate>${add}</p:lastAddDate>`,
  ]}</p:patientlistData>`;
}
