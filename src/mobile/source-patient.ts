import { present } from '../fhir/present.ts';
import type { HumanName, Identifier, Resource } from '../fhir/resources.ts';
import { parseCx } from '../model/hl7v2.ts';
import { dtmToIso, isDtm } from '../model/instant.ts';
import { identifier } from './identifiers.ts';

const BIRTH_PLACE = 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace';
const INSEE = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code';
const GENDERS: Readonly<Record<string, string>> = {
  M: 'male',
  F: 'female',
  O: 'other',
  A: 'other',
  U: 'unknown',
};

/**
 * The patient as the source knew him: sourcePatientId (CX) and the `PID-n|…` values of sourcePatientInfo
 * (ITI TF-3 4.2.3.2.22, 4.2.3.2.23). Undefined when the entry has neither.
 */
export function sourcePatient(
  sourcePatientId: string | undefined,
  info: readonly string[],
): Resource | undefined {
  const fields = (name: string) =>
    info
      .filter((line) => line.startsWith(`${name}|`))
      .flatMap((line) => line.slice(name.length + 1).split('~'));
  const ids = [...(sourcePatientId === undefined ? [] : [sourcePatientId]), ...fields('PID-3')];
  const patient = present<Resource & Record<string, unknown>>({
    resourceType: 'Patient',
    extension: fields('PID-11').flatMap(birthPlace).slice(0, 1),
    identifier: [...new Set(ids)].flatMap(patientIdentifier),
    name: fields('PID-5').flatMap(name),
    gender: GENDERS[fields('PID-8')[0] ?? ''],
    birthDate: fields('PID-7')
      .filter(isDtm)
      .map((value) => dtmToIso(value.slice(0, 8)))[0],
  });
  return Object.keys(patient).length > 1 ? patient : undefined;
}

function patientIdentifier(raw: string): Identifier[] {
  const cx = parseCx(raw);
  const made = identifier(cx.value, cx.authority, cx.type);
  return made === undefined ? [] : [made];
}

/** PID-5: `L` is the name of birth, `D` the name in use. */
function name(raw: string): HumanName[] {
  const parts = raw.split('^');
  const [family = '', given = '', further = ''] = parts;
  const use = parts[6] === 'L' ? 'official' : parts[6] === 'D' ? 'usual' : undefined;
  const made = present<HumanName>({ use, family, given: [given, further].filter((part) => part !== '') });
  return family === '' && given === '' ? [] : [made];
}

/** PID-11 of type BDL: the INSEE code of the place of birth stands in XAD.9. */
function birthPlace(raw: string): object[] {
  const parts = raw.split('^');
  const code = parts[8] ?? '';
  if (parts[6] !== 'BDL' || code === '') return [];
  return [{ url: BIRTH_PLACE, valueAddress: { extension: [{ url: INSEE, valueCoding: { code } }] } }];
}
