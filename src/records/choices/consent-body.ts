import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { codingScheme } from '../../fhir/code-systems.ts';
import type { JsonObject } from '../../fhir/json.ts';
import { patientLogicalId } from '../../fhir/patient-parameter.ts';
import { readShape, resourceHead, textOf, uriShape } from '../../fhir/shape.ts';
import type { EmergencyChoice } from '../../model/record.ts';
import { VISIBILITY_SYSTEM } from '../../model/visibility.ts';
import type { ChoiceRequest } from './choice-transaction.ts';
import {
  BESIDE_TREATMENT,
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
import { type MedecinTraitant, MOST_PEOPLE, type PatientChoices } from './patient-choices.ts';
import { professionalShape } from './professional.ts';

const MOST_PROVISIONS = MOST_PEOPLE + EMERGENCIES.length;
const LONGEST_NAME = 200;

const coding = z.strictObject({
  system: uriShape.optional(),
  code: uriShape,
  display: z.string().max(LONGEST_NAME).optional(),
});
const conceptOf = (wanted: { readonly system: string; readonly code: string }) =>
  z
    .strictObject({ coding: z.array(coding).max(10), text: z.string().max(LONGEST_NAME).optional() })
    .refine((value) => value.coding.some(isCode(wanted)));
const reference = z.strictObject({
  reference: uriShape.optional(),
  type: z.string().max(64).optional(),
  identifier: z.looseObject({}).optional(),
  display: z.string().max(LONGEST_NAME).optional(),
});
const actor = z.strictObject({
  role: conceptOf(RECIPIENT),
  reference: z.strictObject({
    type: z.string().max(64).optional(),
    identifier: professionalShape,
    display: textOf(LONGEST_NAME).optional(),
  }),
});
const nested = z.strictObject({
  type: z.enum(['permit', 'deny']),
  // When a blocking began is the server's to say.
  period: z.looseObject({ start: z.string().max(40).optional(), end: z.never().optional() }).optional(),
  actor: z.array(actor).length(1).optional(),
  // One mode, perhaps in the words of TRE_R248 and in those of HL7.
  purpose: z.array(coding).min(1).max(2).optional(),
  securityLabel: z.array(coding).length(1).optional(),
});
const shape = z.strictObject({
  resourceType: z.literal('Consent'),
  ...resourceHead,
  identifier: z.array(z.looseObject({})).max(20).optional(),
  status: z.literal('active'),
  scope: conceptOf(SCOPE),
  category: z.array(conceptOf(CATEGORY)).min(1).max(10),
  patient: reference,
  dateTime: z.string().max(40).optional(),
  performer: z.array(reference).max(10).optional(),
  organization: z.array(reference).max(10).optional(),
  sourceAttachment: z.looseObject({}).optional(),
  sourceReference: z.looseObject({}).optional(),
  policy: z
    .array(z.strictObject({ authority: uriShape.optional(), uri: z.enum([POLICY, POLICY_MASKED]) }))
    .length(1),
  provision: z.strictObject({
    type: z.literal('permit'),
    purpose: z.array(coding).max(10).refine(isForTreatment).optional(),
    provision: z.array(nested).max(MOST_PROVISIONS).optional(),
  }),
});

type Nested = z.output<typeof nested>;

/** What one provision says, or nothing that a patient can decide here. */
type Exception =
  | { readonly kind: 'blocked'; readonly professional: string; readonly name?: string }
  | { readonly kind: 'medecin-traitant'; readonly one: MedecinTraitant }
  | { readonly kind: 'emergency'; readonly mode: EmergencyCode; readonly choice: EmergencyChoice };

/**
 * Reads a Consent as all that its patient decides: what it does not say is not so any more. Form and source of a paper that
 * a client knows are taken and not kept; whatever else cannot be understood is refused, so that no choice is lost.
 * @returns the change to these choices; or ResourceInvalid and ResourceIncomplete, about the element.
 */
export function readConsent(body: JsonObject, patientKey: number): ChoiceRequest['change'] | Refusal {
  const read = readShape(shape, body, 'Consent');
  if (isRefusal(read)) return read;
  const id = read.patient.reference?.split('Patient/').at(-1);
  if (id !== patientLogicalId(patientKey)) return invalid('Consent.patient');
  const exceptions: Exception[] = [];
  for (const [index, provision] of (read.provision.provision ?? []).entries()) {
    const exception = exceptionOf(provision);
    if (exception === undefined) return invalid(`Consent.provision.provision[${index}]`);
    exceptions.push(exception);
  }
  const emergencies = exceptions.filter((one) => one.kind === 'emergency');
  if (new Set(emergencies.map(({ mode }) => mode)).size < emergencies.length) {
    return invalid('Consent.provision.provision');
  }
  const maskAll = read.policy[0]?.uri === POLICY_MASKED;
  return (before, at) => choicesOf(exceptions, maskAll, before, at);
}

/** What is said of a professional whom the choices name already stays as it is. */
function choicesOf(
  exceptions: readonly Exception[],
  maskAll: boolean,
  before: PatientChoices,
  at: string,
): PatientChoices {
  const blocked = new Map<string, PatientChoices['blocked'][number]>();
  const medecinsTraitants = new Map<string, MedecinTraitant>();
  const emergencies: Partial<Record<EmergencyCode, EmergencyChoice>> = {};
  for (const exception of exceptions) {
    if (exception.kind === 'blocked') {
      const { kind: _kind, ...blocking } = exception;
      const known = before.blocked.find(({ professional }) => professional === blocking.professional);
      blocked.set(blocking.professional, known ?? { ...blocking, since: at });
    } else if (exception.kind === 'medecin-traitant') {
      const { one } = exception;
      medecinsTraitants.set(one.id, before.medecinsTraitants.find(({ id }) => id === one.id) ?? one);
    } else emergencies[exception.mode] = exception.choice;
  }
  return {
    maskAll,
    brisDeGlace: emergencies.bris_de_glace ?? 'allowed',
    centre15: emergencies.centre_15 ?? 'allowed',
    blocked: [...blocked.values()],
    medecinsTraitants: [...medecinsTraitants.values()],
  };
}

function exceptionOf({ type, actor, purpose, securityLabel }: Nested): Exception | undefined {
  const [who] = actor ?? [];
  const [label] = securityLabel ?? [];
  if (who !== undefined && purpose === undefined && label === undefined) {
    const { identifier: professional, display } = who.reference;
    const named = display === undefined ? {} : { name: display };
    const medecinTraitant = who.role.coding.some(isCode(MEDECIN_TRAITANT));
    if (type === 'deny') return medecinTraitant ? undefined : { kind: 'blocked', professional, ...named };
    const one = { id: professional, name: display ?? professional };
    return medecinTraitant ? { kind: 'medecin-traitant', one } : undefined;
  }
  const mode = who === undefined ? emergencyOf(purpose ?? []) : undefined;
  if (mode === undefined) return undefined;
  if (type === 'deny')
    return label === undefined ? { kind: 'emergency', mode, choice: 'opposed' } : undefined;
  if (label === undefined) return { kind: 'emergency', mode, choice: 'allowed' };
  const masked = label.code === 'MASQUE_PS' && codingScheme(label.system ?? '') === VISIBILITY_SYSTEM;
  return masked ? { kind: 'emergency', mode, choice: 'allowed-with-masked' } : undefined;
}

/** The one mode that all of these codes mean. */
function emergencyOf(purposes: readonly z.output<typeof coding>[]): EmergencyCode | undefined {
  const [mode, ...others] = new Set(purposes.map(modeOf));
  return others.length === 0 ? mode : undefined;
}

function modeOf(purpose: z.output<typeof coding>): EmergencyCode | undefined {
  if (isCode(BREAK_THE_GLASS)(purpose)) return 'bris_de_glace';
  if (purpose.system !== PURPOSE_SYSTEM) return undefined;
  return EMERGENCIES.find(([code]) => code === purpose.code)?.[0];
}

/** Permitted for care, perhaps for what comes with it too: neither narrower than the rules of the DMP nor for anything else. */
function isForTreatment(purposes: readonly z.output<typeof coding>[]): boolean {
  const permitted = [TREATMENT, ...BESIDE_TREATMENT];
  return (
    purposes.some(isCode(TREATMENT)) && purposes.every((one) => permitted.some((code) => isCode(code)(one)))
  );
}

function isCode(wanted: { readonly system: string; readonly code: string }) {
  return ({ system, code }: { readonly system?: string | undefined; readonly code: string }) =>
    system === wanted.system && code === wanted.code;
}

function invalid(about: string): Refusal {
  return refuse('ResourceInvalid', `${about}: not understood`, { about });
}
