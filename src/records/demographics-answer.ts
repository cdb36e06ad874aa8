import { writeInstanceIdentifier } from '../hl7v3/instance-identifier.ts';
import { answerHead } from '../hl7v3/transmission.ts';
import type { MedicalRecord, Patient } from '../model/record.ts';
import { type Markup, xml } from '../xml/write.ts';
import type { DemographicsReason, DemographicsRequest } from './demographics-request.ts';

/** Codes of the DMP (facts from the official TD0.2 answer, package of GIE SESAM-Vitale 2.05). */
const COMPTE_INTERNET_OUVERT = { code: 'COMPTE_INTERNET_OUVERT', codeSystem: '1.2.250.1.213.4.1.2.9' };
const RATTACHEMENT_ENS = {
  code: 'RATTACHEMENT_ENS',
  codeSystem: '1.2.250.1.213.4.1.2.3',
  displayName: 'information de rattachement du DMP à un ENS',
};
const REASONS: Readonly<Record<DemographicsReason, Coded>> = {
  TEST_EXST: {
    code: 'TEST_EXST',
    codeSystem: '1.2.250.1.213.1.1.4.11',
    displayName: "Test d'existence de dossier",
  },
  CNSLT_DATA: { code: 'CNSLT_DATA', codeSystem: '1.2.250.1.213.1.1.4.11' },
};
/** HL7 v3 AdministrativeGender has UN for what XDS calls U. */
export const GENDERS = { M: 'M', F: 'F', U: 'UN' } as const;

export type Coded = { readonly code: string; readonly codeSystem: string; readonly displayName?: string };

/** A record, as what a request for demographics finds. */
export interface Demographics {
  readonly request: DemographicsRequest;
  /** Undefined: `NF`. */
  readonly record: MedicalRecord | undefined;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * PRPA_IN201308UV02: the acknowledgement AA, and `OK` with the patient or `NF`.
 * @param more what else is told of a record that exists: of the caller before, of the patient as observations.
 */
export function writeDemographicsAnswer(
  { request, record, at }: Demographics,
  reason: DemographicsReason,
  deviceOid: string,
  more?: { readonly attention: Markup; readonly observations: Markup },
): Markup {
  return xml`<PRPA_IN201308UV02 xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ITSVersion="XML_1.0">${answerHead(
    'PRPA_IN201308UV02',
    request,
    { at, deviceOid },
  )}${
    record === undefined ? undefined : more?.attention
  }<acknowledgement typeCode="AA"><targetMessage>${writeInstanceIdentifier(
    'id',
    request.messageId,
  )}</targetMessage></acknowledgement><controlActProcess classCode="CACT" moodCode="EVN"><reasonCode${coded(
    REASONS[reason],
  )}/>${record === undefined ? undefined : registration(record, deviceOid, more?.observations)}<queryAck>${writeInstanceIdentifier(
    'queryId',
    request.queryId,
  )}<queryResponseCode code="${record === undefined ? 'NF' : 'OK'}"/></queryAck></controlActProcess></PRPA_IN201308UV02>`;
}

/** The attributes of a coded element. */
export function coded({ code, codeSystem, displayName }: Coded): Markup {
  const display = displayName === undefined ? undefined : xml` displayName="${displayName}"`;
  return xml` code="${code}" codeSystem="${codeSystem}"${display}`;
}

function registration(
  { patient, identifiers, status, activated }: MedicalRecord,
  deviceOid: string,
  observations: Markup | undefined,
): Markup {
  const ids = identifiers.map(({ value, authority }) =>
    writeInstanceIdentifier('id', { root: authority, extension: value }),
  );
  return xml`<subject typeCode="SUBJ" contextConductionInd="false"><registrationEvent classCode="REG" moodCode="EVN"><statusCode code="completed"/><subject1 typeCode="SBJ"><patient classCode="PAT">${ids}<statusCode code="${
    status === 'open' ? 'active' : 'terminated'
  }"/>${patientPerson(patient)}${observation(COMPTE_INTERNET_OUVERT, activated)}${observation(
    RATTACHEMENT_ENS,
    activated,
  )}${observations}</patient></subject1><custodian typeCode="CST"><assignedEntity classCode="ASSIGNED">${writeInstanceIdentifier(
    'id',
    {
      root: deviceOid,
    },
  )}</assignedEntity></custodian></registrationEvent></subject>`;
}

/** The name of birth has the qualifier BR, the name in use SP. */
export function patientPerson({ family, usualFamily, givens, sex, birthDate }: Patient): Markup {
  const given = givens.map((one) => xml`<given>${one}</given>`);
  const usual = usualFamily === undefined ? undefined : xml`<family qualifier="SP">${usualFamily}</family>`;
  return xml`<patientPerson classCode="PSN" determinerCode="INSTANCE"><name>${given}<family qualifier="BR">${family}</family>${usual}</name><administrativeGenderCode code="${
    GENDERS[sex]
  }"/><birthTime value="${birthDate.replaceAll('-', '')}"/></patientPerson>`;
}

/** @param code of what is said of the patient to be so or not. */
export function observation(code: Coded, value: boolean): Markup {
  return xml`<subjectOf typeCode="SBJ"><administrativeObservation classCode="OBS" moodCode="EVN"><code${coded(code)}/><value xsi:type="BL" value="${value}"/></administrativeObservation></subjectOf>`;
}
