import { type Refusal, refuse } from '../../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { PatchOperation } from './json-patch.ts';

const MOST_OPERATIONS = 50;
const TYPES = ['add', 'insert', 'delete', 'replace'] as const;

/**
 * Reads a FHIRPath Patch (FHIR R4 fhirpatch), as far as its paths are names and indexes: `DocumentReference.securityLabel[0]`.
 * Without an index an element is its first. `add` to an element that is a list appends to it.
 * @param lists names of the elements of the resource that are lists.
 * @returns the same as operations on JSON, or ResourceInvalid about the operation, by its number in the patch.
 */
export function readFhirPathPatch(
  { parameter }: JsonObject,
  resourceType: string,
  lists: readonly string[],
): readonly PatchOperation[] | Refusal {
  if (!Array.isArray(parameter) || parameter.length > MOST_OPERATIONS) return invalid('');
  const operations: PatchOperation[] = [];
  for (const [index, sent] of (parameter as readonly JsonValue[]).entries()) {
    const parts = partsOf(sent);
    const operation = parts === undefined ? undefined : operationOf(parts, resourceType, lists);
    if (operation === undefined) return invalid(`[${index}]`);
    operations.push(operation);
  }
  return operations;
}

/** The parts of one operation by their names, each with its value. */
function partsOf(sent: JsonValue): ReadonlyMap<string, JsonValue> | undefined {
  if (!isJsonObject(sent) || sent.name !== 'operation' || !Array.isArray(sent.part)) return undefined;
  const parts = new Map<string, JsonValue>();
  for (const part of sent.part as readonly JsonValue[]) {
    if (!isJsonObject(part) || typeof part.name !== 'string' || parts.has(part.name)) return undefined;
    const values = Object.keys(part).filter((key) => key.startsWith('value'));
    const [value] = values;
    if (values.length !== 1 || value === undefined) return undefined;
    parts.set(part.name, part[value]!);
  }
  return parts;
}

function operationOf(
  parts: ReadonlyMap<string, JsonValue>,
  resourceType: string,
  lists: readonly string[],
): PatchOperation | undefined {
  const type = TYPES.find((known) => known === parts.get('type'));
  const path = stepsOf(parts.get('path'), resourceType, lists);
  const name = parts.get('name');
  const value = parts.get('value');
  if (type === undefined || path === undefined) return undefined;
  if (type === 'delete') return { op: 'remove', path };
  if (value === undefined) return undefined;
  if (type === 'replace') return { op: 'replace', path, value };
  if (type === 'add') {
    if (typeof name !== 'string' || !/^[a-zA-Z]+$/.test(name)) return undefined;
    const at = lists.includes(name) ? [name, '-'] : [name];
    return { op: 'add', path: [...path, ...at], value };
  }
  const index = parts.get('index');
  return typeof index === 'number'
    ? { op: 'add', path: [...path.slice(0, -1), String(index)], value }
    : undefined;
}

/** `DocumentReference.securityLabel[0].coding` -> securityLabel, 0, coding, 0. */
function stepsOf(
  path: JsonValue | undefined,
  resourceType: string,
  lists: readonly string[],
): readonly string[] | undefined {
  if (typeof path !== 'string') return undefined;
  const [root, ...elements] = path.split('.');
  if (root !== resourceType) return undefined;
  const steps: string[] = [];
  for (const element of elements) {
    const [, name, index] = /^([a-zA-Z]+)(?:\[([0-9]{1,3})\])?$/.exec(element) ?? [];
    if (name === undefined) return undefined;
    steps.push(name);
    if (index !== undefined || lists.includes(name)) steps.push(index ?? '0');
  }
  return steps;
}

function invalid(place: string): Refusal {
  const about = `patch${place}`;
  return refuse('ResourceInvalid', `${about}: no operation that is served`, { about });
}
