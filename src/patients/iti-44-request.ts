import { type Refusal, refuse } from '../errors.ts';
import { V3 } from '../hl7v3/instance-identifier.ts';
import { readTransmission, type Transmission } from '../hl7v3/transmission.ts';
import { attribute, element, elements, path, text, type XmlElement } from '../xml/tree.ts';
import { birthDateOf } from './birth-date.ts';
import type { FedIds } from './fed-ids.ts';
import type { MergeTold, PatientTold } from './identity-feed.ts';

export type PatientRequest = PatientTold & Transmission;
export type MergeRequest = MergeTold & Transmission;

/**
 * Reads PRPA_IN201301UV02 (added) or PRPA_IN201302UV02 (revised), ITI TF-2 3.44.4.1.2.
 * @returns MalformedRequest naming the element at fault.
 */
export function readPatientRequest(payload: XmlElement, name: string): PatientRequest | Refusal {
  const wrapped = readWrapper(payload, name);
  if ('refused' in wrapped) return wrapped;
  const { transmission, patient } = wrapped;
  const person = path(patient, 'patientPerson');
  const birthDate = readDate(attribute(element(person, 'birthTime', V3), 'value'));
  if (birthDate === 'no date') return malformed(name, 'birthTime');
  const sex = readSex(attribute(element(person, 'administrativeGenderCode', V3), 'code'));
  if (sex === 'no sex') return malformed(name, 'administrativeGenderCode');
  return {
    ...transmission,
    patient: idsOf(patient, `${name}/…/patient/id`),
    traits: {
      ...namesOf(person),
      ...(birthDate === undefined ? {} : { birthDate }),
      ...(sex === undefined ? {} : { sex }),
    },
  };
}

/**
 * Reads PRPA_IN201304UV02: the id of the prior registered role is merged into that of the patient (ITI TF-2 3.44.4.2.2).
 * @returns MalformedRequest naming the element at fault.
 */
export function readMergeRequest(payload: XmlElement): MergeRequest | Refusal {
  const name = 'PRPA_IN201304UV02';
  const wrapped = readWrapper(payload, name);
  if ('refused' in wrapped) return wrapped;
  const { transmission, patient, event } = wrapped;
  const replaced = elements(event, 'replacementOf', V3);
  if (replaced.length !== 1) return malformed(name, 'replacementOf');
  const prior = path(replaced[0], 'priorRegistration', 'subject1', 'priorRegisteredRole');
  if (prior === undefined) return malformed(name, 'priorRegisteredRole');
  return {
    ...transmission,
    surviving: idsOf(patient, `${name}/…/patient/id`),
    subsumed: idsOf(prior, `${name}/…/priorRegisteredRole/id`),
  };
}

interface Wrapped {
  readonly transmission: Transmission;
  readonly event: XmlElement;
  readonly patient: XmlElement;
}

function readWrapper(payload: XmlElement, name: string): Wrapped | Refusal {
  if (payload.local !== name || payload.namespace !== V3) return malformed(name, name);
  const transmission = readTransmission(payload);
  if (typeof transmission === 'string') return malformed(name, transmission);
  const act = element(payload, 'controlActProcess', V3);
  const subjects = act === undefined ? [] : elements(act, 'subject', V3);
  if (subjects.length !== 1) return malformed(name, 'subject');
  const event = element(subjects[0], 'registrationEvent', V3);
  if (event === undefined) return malformed(name, 'registrationEvent');
  const patient = path(event, 'subject1', 'patient');
  return patient === undefined ? malformed(name, 'patient') : { transmission, event, patient };
}

/** II: the OID of the authority as root, the id as extension. */
function idsOf(role: XmlElement, location: string): FedIds {
  const ids = elements(role, 'id', V3).map((id) => ({
    value: attribute(id, 'extension') ?? '',
    // One without a root is of no authority, not of ours.
    authority: attribute(id, 'root') ?? 'none',
  }));
  return { ids, location };
}

/** PN with the qualifier BR on the family name of birth, as French messages have it; without one, the name is taken for it. */
function namesOf(person: XmlElement | undefined): PatientTold['traits'] {
  const names = person === undefined ? [] : elements(person, 'name', V3);
  const parts = (local: string) =>
    names.flatMap((one) => elements(one, local, V3)).map((part) => ({ part, said: text(part).trim() }));
  const families = parts('family').filter(({ said }) => said !== '');
  const birth =
    families.find(({ part }) => attribute(part, 'qualifier')?.split(' ').includes('BR') === true) ??
    families[0];
  const usual = families.find(({ part, said }) => part !== birth?.part && said !== birth?.said);
  const first = names.find((one) => elements(one, 'given', V3).length > 0);
  const givens = first === undefined ? [] : elements(first, 'given', V3).map((one) => text(one).trim());
  const known = givens.filter((one) => one !== '');
  return {
    ...(birth === undefined ? {} : { family: birth.said }),
    ...(usual === undefined ? {} : { usualFamily: usual.said }),
    ...(known.length === 0 ? {} : { givens: known }),
  };
}

function readDate(given: string | undefined): string | undefined {
  return given === undefined || given === '' ? undefined : birthDateOf(given);
}

/** AdministrativeGender of HL7 v3. */
function readSex(given: string | undefined): 'M' | 'F' | 'U' | undefined | 'no sex' {
  if (given === undefined) return undefined;
  if (given === 'M' || given === 'F') return given;
  return given === 'UN' || given === 'U' ? 'U' : 'no sex';
}

function malformed(name: string, about: string): Refusal {
  return refuse('MalformedRequest', `${name}: ${about}`, { about });
}
