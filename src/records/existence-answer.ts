import { randomUUID } from 'node:crypto';
import { toDtm } from '../model/instant.ts';
import type { MedicalRecord, Patient } from '../model/record.ts';
import { type Markup, xml } from '../xml/write.ts';
import type { InstanceIdentifier } from './existence-request.ts';
import type { Existence } from './td-0-2-existence.ts';

/** Codes of the DMP (facts from the official TD0.2 answer, package of GIE SESAM-Vitale 2.05). */
const AUTORISATION = { code: 'AUTORISATION', codeSystem: '1.2.250.1.213.4.1.2.6.1' };
const AUTORISATION_VALUES = '1.2.250.1.213.4.1.2.6.2';
const STATUT_MT = { code: 'STATUT_MT', codeSystem: '1.2.250.1.213.4.1.2.6.3' };
const COMPTE_INTERNET_OUVERT = { code: 'COMPTE_INTERNET_OUVERT', codeSystem: '1.2.250.1.213.4.1.2.9' };
const RATTACHEMENT_ENS = {
  code: 'RATTACHEMENT_ENS',
  codeSystem: '1.2.250.1.213.4.1.2.3',
  displayName: 'information de rattachement du DMP à un ENS',
};
const TEST_EXST = {
  code: 'TEST_EXST',
  codeSystem: '1.2.250.1.213.1.1.4.11',
  displayName: "Test d'existence de dossier",
};
/** HL7 v3 AdministrativeGender has UN for what XDS calls U. */
const GENDERS = { M: 'M', F: 'F', U: 'UN' } as const;

type Coded = { readonly code: string; readonly codeSystem: string; readonly displayName?: string };

/**
 * PRPA_IN201308UV02: the acknowledgement AA, `OK` with the patient or `NF`, and, for a record that exists, whether the
 * caller is authorised and administrator of it.
 */
export function writeExistenceAnswer(existence: Existence, deviceOid: string): Markup {
  const { request, record, at } = existence;
  return xml`<PRPA_IN201308UV02 xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ITSVersion="XML_1.0">${ii(
    'id',
    { root: randomUUID() },
  )}<creationTime value="${toDtm(new Date(at))}"/>${ii('interactionId', {
    root: '2.16.840.1.113883.1.6',
    extension: 'PRPA_IN201308UV02',
  })}<processingCode code="P"/><processingModeCode code="T"/><acceptAckCode code="NE"/><receiver typeCode="RCV">${device(
    request.sender.id,
    request.sender.softwareName,
  )}</receiver><sender typeCode="SND">${device({ root: deviceOid }, 'Carnet')}</sender>${
    record === undefined ? undefined : attentionLines(existence)
  }<acknowledgement typeCode="AA"><targetMessage>${ii(
    'id',
    request.messageId,
  )}</targetMessage></acknowledgement><controlActProcess classCode="CACT" moodCode="EVN"><reasonCode${coded(
    TEST_EXST,
  )}/>${record === undefined ? undefined : registration(record, deviceOid)}<queryAck>${ii(
    'queryId',
    request.queryId,
  )}<queryResponseCode code="${record === undefined ? 'NF' : 'OK'}"/></queryAck></controlActProcess></PRPA_IN201308UV02>`;
}

function ii(name: 'id' | 'interactionId' | 'queryId', { root, extension }: InstanceIdentifier): Markup {
  const values = xml` root="${root}"${extension === undefined ? undefined : xml` extension="${extension}"`}`;
  if (name === 'id') return xml`<id${values}/>`;
  return name === 'queryId' ? xml`<queryId${values}/>` : xml`<interactionId${values}/>`;
}

function coded({ code, codeSystem, displayName }: Coded): Markup {
  const display = displayName === undefined ? undefined : xml` displayName="${displayName}"`;
  return xml` code="${code}" codeSystem="${codeSystem}"${display}`;
}

function device(id: InstanceIdentifier, softwareName: string | undefined): Markup {
  return xml`<device classCode="DEV" determinerCode="INSTANCE">${ii('id', id)}${
    softwareName === undefined ? undefined : xml`<softwareName>${softwareName}</softwareName>`
  }</device>`;
}

function attentionLines({ authorisation }: Existence): Markup {
  const valid = {
    code: authorisation === undefined ? 'NON_EXISTE' : 'VALIDE',
    codeSystem: AUTORISATION_VALUES,
  };
  return xml`<attentionLine><keyWordText${coded(AUTORISATION)}/><value xsi:type="CV"${coded(valid)}/></attentionLine><attentionLine><keyWordText${coded(
    STATUT_MT,
  )}/><value xsi:type="BL" value="${authorisation?.medecinTraitant ?? false}"/></attentionLine>`;
}

function registration({ patient, identifiers, status, activated }: MedicalRecord, deviceOid: string): Markup {
  const ids = identifiers.map(({ value, authority }) => ii('id', { root: authority, extension: value }));
  return xml`<subject typeCode="SUBJ" contextConductionInd="false"><registrationEvent classCode="REG" moodCode="EVN"><statusCode code="completed"/><subject1 typeCode="SBJ"><patient classCode="PAT">${ids}<statusCode code="${
    status === 'open' ? 'active' : 'terminated'
  }"/>${person(patient)}${observation(COMPTE_INTERNET_OUVERT, activated)}${observation(
    RATTACHEMENT_ENS,
    activated,
  )}</patient></subject1><custodian typeCode="CST"><assignedEntity classCode="ASSIGNED">${ii('id', {
    root: deviceOid,
  })}</assignedEntity></custodian></registrationEvent></subject>`;
}

/** The name of birth has the qualifier BR, the name in use SP. */
function person({ family, usualFamily, givens, sex, birthDate }: Patient): Markup {
  const given = givens.map((one) => xml`<given>${one}</given>`);
  const usual = usualFamily === undefined ? undefined : xml`<family qualifier="SP">${usualFamily}</family>`;
  return xml`<patientPerson classCode="PSN" determinerCode="INSTANCE"><name>${given}<family qualifier="BR">${family}</family>${usual}</name><administrativeGenderCode code="${
    GENDERS[sex]
  }"/><birthTime value="${birthDate.replaceAll('-', '')}"/></patientPerson>`;
}

function observation(code: Coded, value: boolean): Markup {
  return xml`<subjectOf typeCode="SBJ"><administrativeObservation classCode="OBS" moodCode="EVN"><code${coded(code)}/><value xsi:type="BL" value="${value}"/></administrativeObservation></subjectOf>`;
}
