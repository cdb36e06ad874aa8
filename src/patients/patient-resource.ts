import { patientLogicalId } from '../fhir/patient-parameter.ts';
import { present } from '../fhir/present.ts';
import type { Extension, HumanName, Identifier, Resource } from '../fhir/resources.ts';
import { INS_NIA, INS_NIR, INS_NIR_DEMO, INS_NIR_TEST } from '../model/ins.ts';
import type { MedicalRecord, Patient, PatientIdentifier } from '../model/record.ts';

const FR_CORE = 'https://hl7.fr/ig/fhir/core';
const FR_0203 = `${FR_CORE}/CodeSystem/fr-core-cs-v2-0203`;
const BIRTH_DATE_UPDATED = `${FR_CORE}/StructureDefinition/fr-core-patient-birthdate-update-indicator`;
const IDENTITY_STATUS = `${FR_CORE}/CodeSystem/fr-core-cs-identity-status`;
const COMMUNE = 'https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM';

/** Codes of the INS authorities in the French extension of table 0203. */
const INS_TYPES: Readonly<Record<string, string>> = {
  [INS_NIR]: 'INS-NIR',
  [INS_NIA]: 'INS-NIA',
  [INS_NIR_TEST]: 'INS-NIR-TEST',
  [INS_NIR_DEMO]: 'INS-NIR-DEMO',
};
const GENDERS = { M: 'male', F: 'female', U: 'unknown' } as const;

export interface PatientResource extends Resource {
  readonly resourceType: 'Patient';
  readonly id: string;
  readonly meta: { readonly profile: readonly string[] };
  readonly extension: readonly Extension[];
  readonly identifier: readonly Identifier[];
  readonly active: boolean;
  readonly name: readonly HumanName[];
  readonly gender: 'male' | 'female' | 'unknown';
  readonly birthDate: string;
}

/**
 * The Patient of a record, in the shape of fr-core-patient-ins: its INS, present and former, and the five traits. A record
 * is kept under an INS, which only a qualified identity has (RNIV), so the status is QUAL. A date of birth that had to be
 * completed is told whole, as the trait that the INS goes with, and marked as changed. A closed record is inactive.
 */
export function patientResource(record: MedicalRecord): PatientResource {
  const { patient } = record;
  return {
    resourceType: 'Patient',
    id: patientLogicalId(patient.key),
    meta: { profile: [`${FR_CORE}/StructureDefinition/fr-core-patient-ins`] },
    extension: [
      {
        url: `${FR_CORE}/StructureDefinition/fr-core-identity-reliability`,
        extension: [{ url: 'identityStatus', valueCoding: { system: IDENTITY_STATUS, code: 'QUAL' } }],
      },
      ...birthPlace(patient.birthPlace),
      ...(patient.birthDateSupplied ? [{ url: BIRTH_DATE_UPDATED, valueBoolean: true }] : []),
    ],
    identifier: record.identifiers.map(insIdentifier),
    active: record.status === 'open',
    name: names(patient),
    gender: GENDERS[patient.sex],
    birthDate: patient.birthDate,
  };
}

/** `temp` is what fr-core has for an INS-NIA in use. */
function insIdentifier({ value, authority, current }: PatientIdentifier): Identifier {
  const type = INS_TYPES[authority];
  return present<Identifier>({
    use: !current ? 'old' : authority === INS_NIA ? 'temp' : 'official',
    type: type === undefined ? undefined : { coding: [{ system: FR_0203, code: type }] },
    system: `urn:oid:${authority}`,
    value,
  });
}

function names({ family, usualFamily, givens }: Patient): HumanName[] {
  const list = { url: `${FR_CORE}/StructureDefinition/fr-core-patient-birth-list-given-name` };
  const official: HumanName = {
    extension: [{ ...list, valueString: givens.join(' ') }],
    use: 'official',
    family,
    given: givens.slice(0, 1),
  };
  if (usualFamily === undefined) return [official];
  return [official, { use: 'usual', family: usualFamily, given: givens.slice(0, 1) }];
}

function birthPlace(code: string | undefined): Extension[] {
  if (code === undefined) return [];
  const insee = {
    url: `${FR_CORE}/StructureDefinition/fr-core-address-insee-code`,
    valueCoding: { system: COMMUNE, code },
  };
  return [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace',
      valueAddress: { extension: [insee] },
    },
  ];
}
