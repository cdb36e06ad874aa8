import { concept } from '../../fhir/code-systems.ts';
import { patientLogicalId } from '../../fhir/patient-parameter.ts';
import { present } from '../../fhir/present.ts';
import type { CodeableConcept, Coding, Period, Reference, Resource } from '../../fhir/resources.ts';
import type { MedicalRecord } from '../../model/record.ts';
import { visibilityCode } from '../../model/visibility.ts';
import {
  BREAK_THE_GLASS,
  CATEGORY,
  EMERGENCIES,
  type EmergencyCode,
  MEDECIN_TRAITANT,
  POLICY,
  POLICY_MASKED,
  PURPOSE_SYSTEM,
  RECIPIENT,
  SCOPE,
  TREATMENT,
} from './consent-codes.ts';
import { profileOf } from './consent-profiles.ts';
import { type PatientChoices, versionOf } from './patient-choices.ts';
import { PS_ID_SYSTEM } from './professional.ts';

/** What a Consent is made from. */
export interface ConsentOf {
  readonly record: MedicalRecord;
  readonly choices: PatientChoices;
}

interface Provision {
  readonly type: 'permit' | 'deny';
  readonly period?: Period;
  readonly actor?: readonly { readonly role: CodeableConcept; readonly reference: Reference }[];
  readonly purpose?: readonly Coding[];
  readonly securityLabel?: readonly Coding[];
}

export interface Consent extends Resource {
  readonly resourceType: 'Consent';
  readonly id: string;
  readonly meta: { readonly versionId: string; readonly profile: readonly string[] };
  readonly status: 'active';
  readonly scope: CodeableConcept;
  readonly category: readonly CodeableConcept[];
  readonly patient: Reference;
  readonly dateTime: string;
  readonly performer: readonly Reference[];
  readonly organization: readonly Reference[];
  readonly sourceAttachment: { readonly title: string };
  readonly policy: readonly { readonly uri: string }[];
  readonly provision: {
    readonly type: 'permit';
    readonly purpose: readonly Coding[];
    readonly provision?: readonly Provision[];
  };
}

const PLATFORM = { display: 'Carnet' };
/** There is no form that was signed: what counts is what is kept. */
const SOURCE = { title: 'Choix du patient enregistrés dans son dossier' };

/**
 * The one Consent of a record, after a content profile of PCF 1.1.1: what the DMP's rules permit, which is care alone, and one
 * provision for each exception that the patient has made of them. Its logical id is that of the Patient, its version that of the choices.
 * - `deny` with an actor: a professional who is blocked, since when;
 * - `deny` with a purpose of TRE_R248, and that of HL7 where there is one: a mode of emergency access that is opposed;
 * - `permit` with a purpose and MASQUE_PS: a mode in which masked documents are shown too;
 * - `permit` with an actor in the role MEDECIN_TRAITANT: a médecin traitant;
 * - the policy says whether everything is masked.
 */
export function consentResource({ record, choices }: ConsentOf, base: string): Consent {
  const id = patientLogicalId(record.patient.key);
  const patient = { reference: `${base}/Patient/${id}` };
  const provisions = [
    ...choices.blocked.map(({ professional, name, since }) =>
      present<Provision>({ type: 'deny', period: { start: since }, actor: [actor(professional, name, [])] }),
    ),
    ...EMERGENCIES.flatMap(([code, key]) => emergency(code, choices[key])),
    ...choices.medecinsTraitants.map(
      ({ id: holder, name }): Provision => ({
        type: 'permit',
        actor: [actor(holder, name, [MEDECIN_TRAITANT])],
      }),
    ),
  ];
  const provision = {
    type: 'permit' as const,
    purpose: [TREATMENT],
    ...(provisions.length === 0 ? {} : { provision: provisions }),
  };
  return {
    resourceType: 'Consent',
    id,
    meta: { versionId: versionOf(choices), profile: [profileOf({ provision })] },
    status: 'active',
    scope: { coding: [SCOPE] },
    category: [{ coding: [CATEGORY] }],
    patient,
    dateTime: record.createdAt,
    performer: [patient],
    organization: [PLATFORM],
    sourceAttachment: SOURCE,
    policy: [{ uri: choices.maskAll ? POLICY_MASKED : POLICY }],
    provision,
  };
}

function actor(professional: string, name: string | undefined, more: readonly Coding[]) {
  const reference = present<Reference>({
    type: 'Practitioner',
    identifier: { system: PS_ID_SYSTEM, value: professional },
    display: name,
  });
  return { role: { coding: [RECIPIENT, ...more] }, reference };
}

function emergency(code: EmergencyCode, choice: PatientChoices['brisDeGlace']): readonly Provision[] {
  const ofHl7 = code === 'bris_de_glace' ? [BREAK_THE_GLASS] : [];
  const purpose = [{ system: PURPOSE_SYSTEM, code }, ...ofHl7];
  switch (choice) {
    case 'allowed':
      return [];
    case 'opposed':
      return [{ type: 'deny', purpose }];
    case 'allowed-with-masked': {
      const securityLabel = concept(visibilityCode('MASQUE_PS')).coding ?? [];
      return [{ type: 'permit', purpose, securityLabel }];
    }
  }
}
