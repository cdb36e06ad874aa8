import { randomUUID } from 'node:crypto';
import { XDSB, XOP } from '../ebrim/namespaces.ts';
import { writeQueryRequest } from '../ebrim/write-query-request.ts';
import { parseCx } from '../model/hl7v2.ts';
import { toDtm } from '../model/instant.ts';
import { type Markup, xml } from '../xml/write.ts';

const HL7 = 'urn:hl7-org:v3';
/** Reasons of the DMP for messages about records. */
const REASONS = '1.2.250.1.213.1.1.4.11';
const DMP_DEVICE = '1.2.250.1.213.4.1.1.1';
/** This client, as the sender of HL7 v3 messages. */
const OWN_DEVICE = '2.25.305563474914384586078342693439335678510';
const FIND_DOCUMENTS = 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d';
const GET_DOCUMENTS = 'urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4';

export type ReturnType = 'LeafClass' | 'ObjectRef';

/** PRPA_IN201307UV02 that asks for the existence of a record (TD0.2). */
export function existenceRequest(patientId: string): Markup {
  return demographicsRequest(patientId, 'TEST_EXST');
}

/** PRPA_IN201307UV02 that asks for the administrative data of a record (TD1.3a). */
export function administrativeDataRequest(patientId: string): Markup {
  return demographicsRequest(patientId, 'CNSLT_DATA');
}

function demographicsRequest(patientId: string, reason: string): Markup {
  const { value, authority } = parseCx(patientId);
  return xml`<PRPA_IN201307UV02 xmlns="${HL7}" ITSVersion="XML_1.0">${wrapper('PRPA_IN201307UV02')}<controlActProcess classCode="CACT" moodCode="EVN"><reasonCode code="${reason}" codeSystem="${REASONS}"/><queryByParameter><queryId root="${OWN_DEVICE}" extension="${randomUUID()}"/><statusCode code="new"/><parameterList><patientIdentifier><value root="${authority}" extension="${value}"/><semanticsText>Patient.id</semanticsText></patientIdentifier></parameterList></queryByParameter></controlActProcess></PRPA_IN201307UV02>`;
}

/** What an HL7 v3 message begins with: its id, who sends it to whom. */
function wrapper(interaction: string): Markup {
  const device = (kind: string, id: string) =>
    xml`<device classCode="DEV" determinerCode="INSTANCE"><id root="${id}"/><softwareName>${kind}</softwareName></device>`;
  return xml`<id root="${OWN_DEVICE}" extension="${randomUUID()}"/><creationTime value="${toDtm(new Date())}"/><interactionId root="2.16.840.1.113883.1.6" extension="${interaction}"/><processingCode code="D"/><processingModeCode code="T"/><acceptAckCode code="AL"/><receiver typeCode="RCV">${device('DMP', DMP_DEVICE)}</receiver><sender typeCode="SND">${device('CARNET', OWN_DEVICE)}</sender>`;
}

/** The traits that TD0.5 seeks a patient by. */
export interface SearchedTraits {
  readonly family: string;
  readonly givens?: readonly string[];
  /** `YYYYMMDD`, or the beginning of it. */
  readonly birthDate?: string;
  /** HL7 v3 AdministrativeGender. */
  readonly gender?: 'M' | 'F' | 'UN';
}

/** PRPA_IN201305UV02 (TD0.5). */
export function patientSearchRequest({ family, givens = [], birthDate, gender }: SearchedTraits): Markup {
  const sex =
    gender === undefined
      ? undefined
      : xml`<livingSubjectAdministrativeGender><value code="${gender}"/><semanticsText>LivingSubject.administrativeGender</semanticsText></livingSubjectAdministrativeGender>`;
  const birth =
    birthDate === undefined
      ? undefined
      : xml`<livingSubjectBirthTime><value value="${birthDate}"/><semanticsText>LivingSubject.birthTime</semanticsText></livingSubjectBirthTime>`;
  const given = givens.map((one) => xml`<given>${one}</given>`);
  return xml`<PRPA_IN201305UV02 xmlns="${HL7}" ITSVersion="XML_1.0">${wrapper('PRPA_IN201305UV02')}<controlActProcess classCode="CACT" moodCode="EVN"><code code="PRPA_TE201305UV02" codeSystem="2.16.840.1.113883.1.6"/><queryByParameter><queryId root="${OWN_DEVICE}" extension="${randomUUID()}"/><statusCode code="new"/><parameterList>${sex}${birth}<livingSubjectName><value>${given}<family>${family}</family></value><semanticsText>LivingSubject.name</semanticsText></livingSubjectName></parameterList></queryByParameter></controlActProcess></PRPA_IN201305UV02>`;
}

/** PRPA_IN201314UV02 that gives a record another name in use (TD1.3b). */
export function administrativeChangeRequest(patientId: string, usualFamily: string): Markup {
  const person = xml`<patientPerson classCode="PSN" determinerCode="INSTANCE"><name><family qualifier="SP">${usualFamily}</family></name></patientPerson>`;
  return revision(patientId, 'MODIF_DATA', undefined, person);
}

/** PRPA_IN201314UV02 that closes a record because the patient asks for it (TD1.4). */
export function closingRequest(patientId: string): Markup {
  const issue = xml`<reasonOf typeCode="RSON"><detectedIssueEvent classCode="ALRT" moodCode="EVN"><code code="FERMETURE_DEMANDE_PATIENT" codeSystem="1.2.250.1.213.4.1.2.4"/></detectedIssueEvent></reasonOf>`;
  return revision(patientId, 'FERM', issue, undefined);
}

function revision(
  patientId: string,
  reason: string,
  issue: Markup | undefined,
  person: Markup | undefined,
): Markup {
  const { value, authority } = parseCx(patientId);
  return xml`<PRPA_IN201314UV02 xmlns="${HL7}" ITSVersion="XML_1.0">${wrapper('PRPA_IN201314UV02')}<controlActProcess classCode="CACT" moodCode="EVN"><reasonCode code="${reason}" codeSystem="${REASONS}"/><subject typeCode="SUBJ"><registrationEvent classCode="REG" moodCode="EVN"><statusCode code="active"/><subject1 typeCode="SBJ"><patient classCode="PAT"><id root="${authority}" extension="${value}"/><statusCode code="active"/>${person}</patient></subject1></registrationEvent></subject>${issue}</controlActProcess></PRPA_IN201314UV02>`;
}

/** TD0.3. */
export function authorizationRequest(action: 'AJOUT' | 'SUPPRESSION', medecinTraitant: boolean): Markup {
  const role = medecinTraitant ? xml`<role>MEDECIN_TRAITANT</role>` : undefined;
  return xml`<setAuthorization xmlns="urn:si-dmp-habilitations"><action>${action}</action>${role}</setAuthorization>`;
}

/** Which authorisations TD1.6 asks for: those in force, those that the patient forbade, or both. */
export type AuthorisationMode = 'ACTIVE' | 'INTERDITE' | 'TOUTE';

/** TD1.6. */
export function authorisationListRequest(mode: AuthorisationMode): Markup {
  return xml`<listAuthorizationByPatient xmlns="urn:si-dmp-habilitations"><mode>${mode}</mode></listAuthorizationByPatient>`;
}

/** What TD0.4 may be asked for: which records, by a date (DTM, UTC) of their authorisation or of their last document. */
export interface PatientListOptions {
  readonly startDate?: string;
  readonly dateType?: 'LASTAUTORIZATION' | 'LASTDOC';
  readonly psOwnerId?: string;
}

/** TD0.4. */
export function patientListRequest({ startDate, dateType, psOwnerId }: PatientListOptions): Markup {
  return xml`<patientList xmlns="urn:si-dmp-patients">${[
    startDate === undefined ? undefined : xml`<startDate>${startDate}</startDate>`,
    dateType === undefined ? undefined : xml`<dateType>${dateType}</dateType>`,
    psOwnerId === undefined ? undefined : xml`<psOwnerId>${psOwnerId}</psOwnerId>`,
  ]}</patientList>`;
}

/** FindDocuments; `parameters` by name, each a list of texts. */
export function findDocumentsRequest(
  patientId: string,
  statuses: readonly string[],
  returnType: ReturnType,
  parameters: Readonly<Record<string, readonly string[]>>,
): Markup {
  return writeQueryRequest({
    id: FIND_DOCUMENTS,
    returnType,
    parameters: [
      { name: '$XDSDocumentEntryPatientId', values: [patientId] },
      { name: '$XDSDocumentEntryStatus', values: statuses },
      ...Object.entries(parameters).map(([name, values]) => ({ name, values })),
    ],
  });
}

/** GetDocuments by uniqueId. */
export function getDocumentsRequest(uniqueIds: readonly string[], returnType: ReturnType): Markup {
  return writeQueryRequest({
    id: GET_DOCUMENTS,
    returnType,
    parameters: [{ name: '$XDSDocumentEntryUniqueId', values: uniqueIds }],
  });
}

/** ITI-41. @param parts the id of each document and the Content-ID of its part. */
export function provideRequest(
  submission: Markup,
  parts: readonly { readonly id: string; readonly contentId: string }[],
): Markup {
  const held = parts.map(
    ({ id, contentId }) =>
      xml`<xds:Document id="${id}"><xop:Include xmlns:xop="${XOP}" href="cid:${encodeURIComponent(contentId)}"/></xds:Document>`,
  );
  return xml`<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds="${XDSB}">${submission}${held}</xds:ProvideAndRegisterDocumentSetRequest>`;
}

/** ITI-43. */
export function retrieveRequest(
  documents: readonly { readonly repositoryUniqueId: string; readonly uniqueId: string }[],
): Markup {
  const requests = documents.map(
    ({ repositoryUniqueId, uniqueId }) =>
      xml`<xds:DocumentRequest><xds:RepositoryUniqueId>${repositoryUniqueId}</xds:RepositoryUniqueId><xds:DocumentUniqueId>${uniqueId}</xds:DocumentUniqueId></xds:DocumentRequest>`,
  );
  return xml`<xds:RetrieveDocumentSetRequest xmlns:xds="${XDSB}">${requests}</xds:RetrieveDocumentSetRequest>`;
}
