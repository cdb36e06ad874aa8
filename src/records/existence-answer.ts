import { writeInstanceIdentifier } from '../hl7v3/instance-identifier.ts';
import { answerHead } from '../hl7v3/transmission.ts';
import type { MedicalRecord, Patient } from '../model/record.ts';
import { type Markup, xml } from '../xml/write.ts';
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
  return xml`<PRPA_IN201308UV02 xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ITSVersion="XML_1.0">${answerHead(
    'PRPA_IN201308UV02',
    request,
    { at, deviceOid },
  )}${
    record === undefined ? undefined : attentionLines(existence)
  }<acknowledgement typeCode="AA"><targetMessage>${writeInstanceIdentifier(
    'id',
    request.messageId,
  )}</targetMessage></acknowledgement><controlActProcess classCode="CACT" moodCode="EVN"><reasonCode${coded(
    TEST_EXST,
  )}/>${record === undefined ? undefined : registration(record, deviceOid)}<queryAck>${writeInstanceIdentifier(
    'queryId',
    request.queryId,
  )}<queryResponseCode code="${record === undefined ? 'NF' : 'OK'}"/></queryAck></controlActProcess></PRPA_IN201308UV02>`;
}

function coded({ code, codeSystem, displayName }: Coded): Markup {
  const display = displayName === undefined ? undefined : xml` displayName="${displayName}"`;
  return xml` code="${code}" codeSystem="${codeSystem}"${display}`;
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
  const ids = identifiers.map(({ value, authority }) =>
    writeInstanceIdentifier('id', { root: authority, extension: value }),
  );
  return xml`<subject typeCode="SUBJ" contextConductionInd="false"><registrationEvent classCode="REG" moodCode="EVN"><statusCode code="completed"/><subject1 typeCode="SBJ"><patient classCode="PAT">${ids}<statusCode code="${
    status === 'open' ? 'active' : 'terminated'
  }"/>${person(patient)}${observation(COMPTE_INTERNET_OUVERT, activated)}${observation(
    RATTACHEMENT_ENS,
    activated,
  )}</patient></subject1><custodian typeCode="CST"><assignedEntity classCode="ASSIGNED">${writeInstanceIdentifier(
    'id',
    {
      root: deviceOid,
    },
  )}</assignedEntity></custodian></registrationEvent></subject>`;
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
