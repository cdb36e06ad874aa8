import { type Refusal, refuse } from '../errors.ts';
import { type InstanceIdentifier, readInstanceIdentifier, V3 } from '../hl7v3/instance-identifier.ts';
import { readTransmission, type Transmission } from '../hl7v3/transmission.ts';
import { foldName } from '../model/folded-name.ts';
import { dtmStart } from '../model/instant.ts';
import type { SoughtTraits } from '../store/patient-search.ts';
import { attribute, element, elements, path, text, type XmlElement } from '../xml/tree.ts';

export interface PatientSearchRequest extends Transmission {
  readonly traits: SoughtTraits;
  readonly queryId: InstanceIdentifier;
}

const NAME = 'PRPA_IN201305UV02';
const LONGEST_NAME = 100;
const MOST_GIVENS = 10;
/** AdministrativeGender of HL7 v3. */
const SEXES: Readonly<Record<string, 'M' | 'F' | 'U'>> = { M: 'M', F: 'F', UN: 'U', U: 'U' };
/** The parameters that can be sought by. One that cannot is refused: to leave it unread would find more patients than it names. */
const PARAMETERS = ['livingSubjectName', 'livingSubjectBirthTime', 'livingSubjectAdministrativeGender'];
/** What a parameter list may hold beside them, as DMP clients send it: empty. */
const EMPTY = ['dataSource'];

/**
 * Reads PRPA_IN201305UV02, the search of a patient by traits (ITI TF-2 3.47; official TD0.5 sample). The family name is
 * required and stands once; first names, date of birth, or a part of it, and sex may narrow the search, each of them once.
 * @returns MalformedRequest naming the element at fault.
 */
export function readPatientSearchRequest(payload: XmlElement): PatientSearchRequest | Refusal {
  if (payload.local !== NAME || payload.namespace !== V3) return malformed(NAME);
  const query = path(payload, 'controlActProcess', 'queryByParameter');
  const list = element(query, 'parameterList', V3);
  if (list === undefined) return malformed('parameterList');
  const strange = elements(list).find(
    (one) => !PARAMETERS.includes(one.local) && !(EMPTY.includes(one.local) && elements(one).length === 0),
  );
  if (strange !== undefined) return malformed(strange.local);
  const twice = PARAMETERS.find((name) => elements(list, name, V3).length > 1);
  if (twice !== undefined) return malformed(twice);
  const traits = readTraits(list);
  if (typeof traits === 'string') return malformed(traits);
  const queryId = readInstanceIdentifier(element(query, 'queryId', V3));
  if (queryId === undefined) return malformed('queryId');
  const transmission = readTransmission(payload);
  if (typeof transmission === 'string') return malformed(transmission);
  return { traits, queryId, ...transmission };
}

/** @returns the parameter at fault, where there is one. */
function readTraits(list: XmlElement): SoughtTraits | string {
  const name = element(list, 'livingSubjectName', V3);
  const values = name === undefined ? [] : elements(name, 'value', V3);
  const parts = (local: string) =>
    values.flatMap((one) => elements(one, local, V3)).map((one) => text(one).trim());
  const [family = '', ...families] = parts('family');
  const givens = parts('given').filter((one) => one !== '');
  const sound = [family, ...givens].every((one) => one.length <= LONGEST_NAME && foldName(one) !== '');
  if (values.length !== 1 || families.length > 0 || givens.length > MOST_GIVENS || !sound)
    return 'livingSubjectName';
  const saidOf = (parameter: string, name: string) => {
    const given = element(list, parameter, V3);
    return given === undefined ? undefined : (attribute(element(given, 'value', V3), name) ?? '');
  };
  const birthTime = saidOf('livingSubjectBirthTime', 'value');
  const birthDate = birthTime === undefined ? undefined : dayOf(birthTime);
  if (birthTime !== undefined && birthDate === undefined) return 'livingSubjectBirthTime';
  const gender = saidOf('livingSubjectAdministrativeGender', 'code');
  const sex = gender === undefined ? undefined : SEXES[gender];
  if (gender !== undefined && sex === undefined) return 'livingSubjectAdministrativeGender';
  return {
    family,
    givens,
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(sex === undefined ? {} : { sex }),
  };
}

/** `YYYY`, `YYYYMM` or `YYYYMMDD` with hyphens. */
function dayOf(given: string): string | undefined {
  const parts = /^(\d{4})(?:(\d{2})(\d{2})?)?$/.exec(given);
  if (parts === null || dtmStart(given) === undefined) return undefined;
  return parts.slice(1).filter(Boolean).join('-');
}

function malformed(name: string): Refusal {
  return refuse('MalformedRequest', `${NAME}: ${name}`, { about: name });
}
