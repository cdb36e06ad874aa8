import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

/** One operation of a patch: what it does, at which place, with what. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'test';
  /** The steps of a JSON pointer (RFC 6901), unescaped. */
  readonly path: readonly string[];
  readonly value?: JsonValue;
}

const MOST_OPERATIONS = 50;

/**
 * Applies operations one after another to a resource, which stays as it is (RFC 6902 4 and 5: all of them or none).
 * @returns ResourceInvalid for a place that is not there, and PreconditionFailed for a `test` that fails.
 */
export function applyPatch(
  resource: JsonObject,
  operations: readonly PatchOperation[],
): JsonObject | Refusal {
  let patched: JsonValue = resource;
  for (const [index, operation] of operations.entries()) {
    const next = apply(patched, operation.path, operation, index);
    if (isRefusal(next)) return next;
    patched = next;
  }
  return isJsonObject(patched) ? patched : invalid('', 'no resource is left');
}

/**
 * Reads a JSON Patch. `move` and `copy` are not served: what they could do, `add` and `remove` say.
 * @returns ResourceInvalid about the operation, by its number in the patch.
 */
export function readJsonPatch(body: JsonValue): readonly PatchOperation[] | Refusal {
  if (!Array.isArray(body) || body.length > MOST_OPERATIONS) return invalid('', 'no list of operations');
  const operations: PatchOperation[] = [];
  for (const [index, sent] of body.entries()) {
    const operation = operationOf(sent);
    if (operation === undefined) return invalid(`[${index}]`, 'no operation');
    operations.push(operation);
  }
  return operations;
}

function operationOf(sent: JsonValue): PatchOperation | undefined {
  if (!isJsonObject(sent)) return undefined;
  const { op, path, value } = sent;
  if (op !== 'add' && op !== 'remove' && op !== 'replace' && op !== 'test') return undefined;
  if (typeof path !== 'string' || !(path === '' || path.startsWith('/'))) return undefined;
  if (op !== 'remove' && value === undefined) return undefined;
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { op, path: steps, ...(value === undefined ? {} : { value }) };
}

function apply(
  target: JsonValue,
  [step, ...rest]: readonly string[],
  operation: PatchOperation,
  index: number,
): JsonValue | Refusal {
  const { op, value } = operation;
  if (step === undefined) {
    if (op === 'test') {
      return isSame(target, value!) ? target : refuse('PreconditionFailed', `[${index}]: test fails`);
    }
    return op === 'replace' || op === 'add' ? value! : invalid(`[${index}]`, 'the whole resource');
  }
  const last = rest.length === 0;
  if (Array.isArray(target)) {
    const list = target as readonly JsonValue[];
    const at = step === '-' && last && op === 'add' ? list.length : indexOf(step);
    const there = at !== undefined && (at < list.length || (last && op === 'add' && at === list.length));
    if (!there) return invalid(`[${index}]`, 'no such element');
    if (last && op === 'add') return list.toSpliced(at, 0, value!);
    if (last && op === 'remove') return list.toSpliced(at, 1);
    const changed = apply(list[at]!, rest, operation, index);
    return isRefusal(changed) ? changed : list.with(at, changed);
  }
  if (!isJsonObject(target)) return invalid(`[${index}]`, 'no such element');
  if (last && op === 'add') return { ...target, [step]: value! };
  if (!Object.hasOwn(target, step)) return invalid(`[${index}]`, 'no such element');
  if (last && op === 'remove') {
    return Object.fromEntries(Object.entries(target).filter(([name]) => name !== step));
  }
  const changed = apply(target[step]!, rest, operation, index);
  return isRefusal(changed) ? changed : { ...target, [step]: changed };
}

function indexOf(step: string): number | undefined {
  return /^(0|[1-9][0-9]{0,5})$/.test(step) ? Number(step) : undefined;
}

/** Whether two values are equal (RFC 6902 4.6): the order of keys does not count. */
export function isSame(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (Array.isArray(left) || Array.isArray(right)) {
    const [one, other] = [left, right] as readonly (readonly JsonValue[])[];
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((value, index) => isSame(value, other[index]));
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return left === right;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && isSame(left[name], right[name]));
}

function invalid(place: string, detail: string): Refusal {
  const about = `patch${place}`;
  return refuse('ResourceInvalid', `${about}: ${detail}`, { about });
}
