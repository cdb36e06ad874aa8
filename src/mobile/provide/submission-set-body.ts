import { z } from 'zod';
import { resourceHead, textOf, uriShape } from '../../fhir/shape.ts';
import { dateTimeShape, identifierShape, referenceShape } from './document-reference-body.ts';

const LONGEST_TEXT = 1000;
const MHD = 'https://profiles.ihe.net/ITI/MHD';
export const SOURCE_ID = `${MHD}/StructureDefinition/ihe-sourceId`;
export const DESIGNATION_TYPE = `${MHD}/StructureDefinition/ihe-designationType`;

const listType = z.strictObject({
  coding: z
    .array(
      z.strictObject({
        system: z.literal(`${MHD}/CodeSystem/MHDlistTypes`),
        code: z.literal('submissionset'),
        display: z.string().max(100).optional(),
      }),
    )
    .length(1),
  text: z.string().max(100).optional(),
});

const extension = z.union([
  z.strictObject({ url: z.literal(SOURCE_ID), valueIdentifier: identifierShape }),
  z.strictObject({
    url: z.literal(DESIGNATION_TYPE),
    valueCodeableConcept: z.strictObject({
      coding: z
        .array(z.strictObject({ system: uriShape, code: uriShape, display: textOf(LONGEST_TEXT).optional() }))
        .length(1),
      text: z.string().max(LONGEST_TEXT).optional(),
    }),
  }),
]);

/** The List that is the SubmissionSet of a bundle (MHD 4.2.3). */
export const submissionSetShape = z.strictObject({
  resourceType: z.literal('List'),
  ...resourceHead,
  contained: z.array(z.looseObject({})).max(20).optional(),
  extension: z.array(extension).max(2).optional(),
  identifier: z.array(identifierShape).min(1).max(5),
  status: z.literal('current'),
  mode: z.literal('working'),
  title: textOf(LONGEST_TEXT).optional(),
  code: listType,
  subject: referenceShape.optional(),
  date: dateTimeShape,
  source: referenceShape.optional(),
  note: z
    .array(z.strictObject({ text: textOf(LONGEST_TEXT) }))
    .max(1)
    .optional(),
  entry: z
    .array(z.strictObject({ item: z.strictObject({ reference: uriShape }) }))
    .min(1)
    .max(100),
});

export type SentSubmissionSet = z.output<typeof submissionSetShape>;
