import { writeInstanceIdentifier } from '../hl7v3/instance-identifier.ts';
import { answerHead } from '../hl7v3/transmission.ts';
import type { MedicalRecord } from '../model/record.ts';
import type { SoughtTraits } from '../store/patient-search.ts';
import { type Markup, xml } from '../xml/write.ts';
import { type Coded, coded, GENDERS, patientPerson } from './demographics-answer.ts';
import type { PatientSearchRequest } from './patient-search-request.ts';

/** The open records that a search by traits has found and its caller may find. */
export interface FoundPatients {
  readonly request: PatientSearchRequest;
  readonly records: readonly MedicalRecord[];
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Code of the DMP (facts from the official TD0.5 answer, package of GIE SESAM-Vitale 2.05). */
const OPPOSITION: Coded = {
  code: 'OPPOSITION_ACCES_URGENCE',
  codeSystem: '1.2.250.1.213.4.1.2.3',
  displayName: 'opposition au mode Urgence',
};

/** PRPA_IN201306UV02: `OK` with the patients or `NF`; the query comes back at the end (ITI TF-2 3.47.4.2). */
export function writePatientSearchAnswer({ request, records, at }: FoundPatients, deviceOid: string): Markup {
  const found = records.length;
  const queryId = writeInstanceIdentifier('queryId', request.queryId);
  return xml`<PRPA_IN201306UV02 xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ITSVersion="XML_1.0">${answerHead(
    'PRPA_IN201306UV02',
    request,
    { at, deviceOid },
  )}<acknowledgement><typeCode code="AA"/><targetMessage>${writeInstanceIdentifier(
    'id',
    request.messageId,
  )}</targetMessage></acknowledgement><controlActProcess classCode="CACT" moodCode="EVN"><code xsi:type="CS" code="PRPA_TE201306UV02" codeSystem="2.16.840.1.113883.1.6"/>${records.map(
    (record) => registration(record, deviceOid),
  )}<queryAck>${queryId}<queryResponseCode code="${found === 0 ? 'NF' : 'OK'}"/><resultTotalQuantity value="${found}"/><resultCurrentQuantity value="${found}"/><resultRemainingQuantity value="0"/></queryAck><queryByParameter>${queryId}<statusCode code="new"/><parameterList>${parameters(
    request.traits,
  )}</parameterList></queryByParameter></controlActProcess></PRPA_IN201306UV02>`;
}

/** Every trait that was sought by agrees, so each patient is a match of 100; whoever opposes centre 15 is not found. */
function registration({ patient, identifiers }: MedicalRecord, deviceOid: string): Markup {
  const ids = identifiers.map(({ value, authority }) =>
    writeInstanceIdentifier('id', { root: authority, extension: value }),
  );
  const custodian = writeInstanceIdentifier('id', { root: deviceOid });
  return xml`<subject typeCode="SUBJ" contextConductionInd="false"><registrationEvent classCode="REG" moodCode="EVN"><statusCode code="active"/><subject1 typeCode="SBJ"><patient classCode="PAT">${ids}<statusCode code="active"/>${patientPerson(
    patient,
  )}<subjectOf1 typeCode="SBJ"><queryMatchObservation classCode="COND" moodCode="EVN"><code xsi:type="CS" code="POURCENTAGE"/><value xsi:type="INT" value="100"/></queryMatchObservation></subjectOf1><subjectOf2 typeCode="SBJ"><administrativeObservation classCode="OBS" moodCode="EVN"><code${coded(
    OPPOSITION,
  )}/><value xsi:type="BL" value="false"/></administrativeObservation></subjectOf2></patient></subject1><custodian typeCode="CST"><assignedEntity classCode="ASSIGNED">${custodian}</assignedEntity></custodian></registrationEvent></subject>`;
}

function parameters({ family, givens, birthDate, sex }: SoughtTraits): Markup {
  const given = givens.map((one) => xml`<given>${one}</given>`);
  const gender =
    sex === undefined
      ? undefined
      : xml`<livingSubjectAdministrativeGender><value code="${GENDERS[sex]}"/><semanticsText>LivingSubject.administrativeGender</semanticsText></livingSubjectAdministrativeGender>`;
  const birth =
    birthDate === undefined
      ? undefined
      : xml`<livingSubjectBirthTime><value value="${birthDate.replaceAll('-', '')}"/><semanticsText>LivingSubject.birthTime</semanticsText></livingSubjectBirthTime>`;
  return xml`${gender}${birth}<livingSubjectName><value>${given}<family>${family}</family></value><semanticsText>LivingSubject.name</semanticsText></livingSubjectName>`;
}
