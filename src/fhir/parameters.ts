import { z } from 'zod';
import { type Fault, isRefusal, type Refusal, refuseAll } from '../errors.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { readShape, resourceHead } from './shape.ts';

/** One parameter that an operation takes: where its value stands, its shape, and how often it may come. */
export interface ParameterShape<T, Many extends boolean = boolean, Optional extends boolean = boolean> {
  readonly element: 'resource' | 'part' | `value${string}`;
  readonly shape: z.ZodType<T>;
  readonly many: Many;
  readonly optional: Optional;
}

type ValueOf<Shape> =
  Shape extends ParameterShape<infer T, infer Many, infer Optional>
    ? Many extends true
      ? readonly T[]
      : Optional extends true
        ? T | undefined
        : T
    : never;

type Element = ParameterShape<unknown>['element'];

/** A parameter that must come, once. */
export function one<T>(element: Element, shape: z.ZodType<T>): ParameterShape<T, false, false> {
  return { element, shape, many: false, optional: false };
}

/** A parameter that may come, once. */
export function atMostOne<T>(element: Element, shape: z.ZodType<T>): ParameterShape<T, false, true> {
  return { element, shape, many: false, optional: true };
}

/** A parameter that may come any number of times, up to the limit of all. */
export function many<T>(element: Element, shape: z.ZodType<T>): ParameterShape<T, true, true> {
  return { element, shape, many: true, optional: true };
}

const MOST_PARAMETERS = 100;
const parametersShape = z.strictObject({
  resourceType: z.literal('Parameters'),
  ...resourceHead,
  parameter: z
    .array(z.looseObject({ name: z.string().max(64) }))
    .max(MOST_PARAMETERS)
    .default([]),
});

/**
 * Reads the Parameters that an operation takes (FHIR R4 operations). What the operation does not know is refused, never
 * left aside: a caller must not believe that it had an effect.
 * @param body undefined when none came, which is Parameters without any.
 * @returns each value under its name; or ResourceIncomplete and ResourceInvalid, about `Parameters.<name>`.
 */
export function readParameters<Shapes extends Readonly<Record<string, ParameterShape<unknown>>>>(
  body: JsonValue | undefined,
  shapes: Shapes,
): { readonly [Name in keyof Shapes]: ValueOf<Shapes[Name]> } | Refusal {
  const read = readShape(parametersShape, body ?? { resourceType: 'Parameters' }, 'Parameters');
  if (isRefusal(read)) return read;
  const sent = read.parameter as readonly (JsonObject & { name: string })[];
  const faults: Fault[] = [];
  const unknown = sent.filter(({ name }) => !Object.hasOwn(shapes, name));
  if (unknown.length > 0) faults.push(fault('ResourceInvalid', 'Parameters.parameter.name', 'unknown'));
  const values = Object.entries(shapes).map(([name, shape]) => {
    const read = readValues(
      name,
      shape,
      sent.filter((parameter) => parameter.name === name),
    );
    if (isRefusal(read)) faults.push(...read.refused);
    return [name, read] as const;
  });
  return (
    refuseAll(faults) ??
    (Object.fromEntries(values) as { readonly [Name in keyof Shapes]: ValueOf<Shapes[Name]> })
  );
}

function readValues(
  name: string,
  { element, shape, many, optional }: ParameterShape<unknown>,
  sent: readonly (JsonObject & { name: string })[],
): unknown {
  const place = `Parameters.${name}`;
  if (sent.length > 1 && !many) return refuseAll([fault('ResourceInvalid', place, 'several')]);
  if (sent.length === 0 && !optional) return refuseAll([fault('ResourceIncomplete', place, 'missing')]);
  const values: unknown[] = [];
  for (const { name: _name, id: _id, ...rest } of sent) {
    const [key, ...others] = Object.keys(rest);
    if (key !== element || others.length > 0)
      return refuseAll([fault('ResourceInvalid', place, `not one ${element}`)]);
    const value = readShape(shape, rest[element]!, place);
    if (isRefusal(value)) return value;
    values.push(value);
  }
  return many ? values : values[0];
}

function fault(code: 'ResourceInvalid' | 'ResourceIncomplete', about: string, detail: string): Fault {
  return { code, detail: `${about}: ${detail}`, about };
}
