import { z } from 'zod';
import { resourceHead, textOf, uriShape } from '../../fhir/shape.ts';

const LONGEST_TEXT = 1000;

const coding = z.strictObject({
  system: uriShape.optional(),
  version: z.string().max(64).optional(),
  code: uriShape,
  display: textOf(LONGEST_TEXT).optional(),
});
const concept = z.strictObject({
  coding: z.array(coding).length(1),
  text: z.string().max(LONGEST_TEXT).optional(),
});
export const identifierShape = z.strictObject({
  use: z.string().max(16).optional(),
  type: z.looseObject({}).optional(),
  system: uriShape.optional(),
  value: uriShape,
});
export const referenceShape = z.strictObject({
  reference: uriShape.optional(),
  type: z.string().max(64).optional(),
  identifier: identifierShape.optional(),
  display: z.string().max(LONGEST_TEXT).optional(),
});
/** A FHIR instant or dateTime, as far as seconds. */
export const dateTimeShape = z
  .string()
  .regex(
    /^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9]))?)?)?$/,
  )
  .refine((value) => !Number.isNaN(Date.parse(value)));

const attachment = z.strictObject({
  contentType: z.string().regex(/^[a-z]+\/[a-z0-9.+-]{1,100}$/),
  language: z.string().max(35).optional(),
  url: uriShape,
  size: z.number().int().nonnegative().optional(),
  hash: z
    .string()
    .regex(/^[A-Za-z0-9+/]{27}=$/)
    .optional(),
  title: textOf(LONGEST_TEXT).optional(),
  creation: dateTimeShape.optional(),
});

/**
 * A DocumentReference as MHD 4.2.3 has it in a Minimal Metadata bundle, and of Comprehensive Metadata what a patient can
 * say. What is not here would be lost, so it is refused.
 */
export const documentReferenceShape = z.strictObject({
  resourceType: z.literal('DocumentReference'),
  ...resourceHead,
  contained: z.array(z.looseObject({})).max(20).optional(),
  masterIdentifier: identifierShape,
  identifier: z.array(identifierShape).max(5).optional(),
  status: z.literal('current'),
  type: concept,
  category: z.array(concept).length(1).optional(),
  subject: referenceShape.optional(),
  date: dateTimeShape.optional(),
  author: z.array(referenceShape).max(1).optional(),
  description: textOf(LONGEST_TEXT).optional(),
  securityLabel: z.array(concept).max(4).optional(),
  relatesTo: z
    .array(z.strictObject({ code: z.literal('replaces'), target: referenceShape }))
    .max(1)
    .optional(),
  content: z.array(z.strictObject({ attachment, format: coding.optional() })).length(1),
  context: z
    .strictObject({
      event: z.array(concept).max(20).optional(),
      period: z.strictObject({ start: dateTimeShape.optional(), end: dateTimeShape.optional() }).optional(),
      facilityType: concept.optional(),
      practiceSetting: concept.optional(),
      sourcePatientInfo: referenceShape.optional(),
    })
    .optional(),
});

export type SentDocumentReference = z.output<typeof documentReferenceShape>;
export type SentConcept = z.output<typeof concept>;
export type SentCoding = z.output<typeof coding>;
export type SentReference = z.output<typeof referenceShape>;
export type SentIdentifier = z.output<typeof identifierShape>;
