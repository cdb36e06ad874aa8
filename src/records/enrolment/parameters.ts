import { z } from 'zod';
import type { FhirAnswer } from '../../fhir/interaction.ts';
import { atMostOne, one } from '../../fhir/parameters.ts';
import { textOf } from '../../fhir/shape.ts';
import { formatCx } from '../../model/hl7v2.ts';
import { INS_ALL, isMatricule } from '../../model/ins.ts';

/** The NIR of an insured person: the matricule INS and, as `urn:oid:`, who assigned it. */
const nirShape = z
  .strictObject({
    system: z
      .string()
      .startsWith('urn:oid:')
      .refine((system) => INS_ALL.includes(system.slice('urn:oid:'.length))),
    value: z.string().refine(isMatricule),
  })
  .transform(({ system, value }) => ({ ins: value, authority: system.slice('urn:oid:'.length) }));

/** Parameters that several operations of enrolment take. */
export const nir = one('valueIdentifier', nirShape);
/** Serial number of the carte Vitale. */
export const carte = one('valueString', textOf(40));
/** The provisional code, as it was typed. */
export const code = one('valueString', textOf(40));
/** The terms of use and the data policy are accepted (LC-28). */
export const conditionsAcceptees = one('valueBoolean', z.literal(true));
/** Those whose agreement is needed beside that of the caller have given it (LC-22, DEL-02). */
export const accord = atMostOne('valueBoolean', z.boolean());

/** Whom a request with a NIR is about, as the one way through names a patient. */
export function patientOf({ ins, authority }: { readonly ins: string; readonly authority: string }): {
  readonly patientId: string;
} {
  return { patientId: formatCx(ins, authority, 'NH') };
}

/** What an operation answers: Parameters, each value under the element of its type. */
export function parametersAnswer(
  parameter: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[],
): FhirAnswer {
  return { kind: 'json', text: JSON.stringify({ resourceType: 'Parameters', parameter }) };
}
