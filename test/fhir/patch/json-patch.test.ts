import { expect } from 'chai';
import { isRefusal } from '../../../src/errors.ts';
import type { JsonObject, JsonValue } from '../../../src/fhir/json.ts';
import { applyPatch, readJsonPatch } from '../../../src/fhir/patch/json-patch.ts';

const BEFORE: JsonObject = { a: 1, list: ['x', 'y'], 'a/b': { '~': true }, nested: [{ b: [1, 2] }] };

function patched(...patch: JsonObject[]): JsonValue | string {
  const operations = readJsonPatch(patch);
  if (isRefusal(operations)) return operations.refused[0].code;
  const after = applyPatch(BEFORE, operations);
  return isRefusal(after) ? after.refused[0].code : after;
}

describe('given a JSON Patch', () => {
  for (const [what, patch, expected] of [
    ['adds a member', { op: 'add', path: '/c', value: null }, { ...BEFORE, c: null }],
    [
      'adds to the end of a list',
      { op: 'add', path: '/list/-', value: 'z' },
      { ...BEFORE, list: ['x', 'y', 'z'] },
    ],
    ['inserts into a list', { op: 'add', path: '/list/0', value: 'z' }, { ...BEFORE, list: ['z', 'x', 'y'] }],
    ['replaces', { op: 'replace', path: '/a', value: { d: 1 } }, { ...BEFORE, a: { d: 1 } }],
    ['removes from a list', { op: 'remove', path: '/list/0' }, { ...BEFORE, list: ['y'] }],
    [
      'goes through lists',
      { op: 'replace', path: '/nested/0/b/1', value: 3 },
      { ...BEFORE, nested: [{ b: [1, 3] }] },
    ],
    ['reads escaped steps', { op: 'replace', path: '/a~1b/~0', value: 1 }, { ...BEFORE, 'a/b': { '~': 1 } }],
    ['tests, whatever the order of keys', { op: 'test', path: '/nested', value: [{ b: [1, 2] }] }, BEFORE],
  ] as const) {
    it(`then it ${what}`, () => {
      expect(patched(patch as unknown as JsonObject)).to.deep.equal(expected);
    });
  }

  it('then it is done whole or not at all, and leaves what it is applied to as it is', () => {
    const copy = structuredClone(BEFORE);
    expect(patched({ op: 'remove', path: '/a' }, { op: 'remove', path: '/absent' })).to.equal(
      'ResourceInvalid',
    );
    expect(BEFORE).to.deep.equal(copy);
  });

  it('then a test that fails is a precondition that fails', () => {
    expect(patched({ op: 'test', path: '/list', value: ['x'] })).to.equal('PreconditionFailed');
  });

  for (const [what, patch] of [
    ['an index out of range', { op: 'add', path: '/list/3', value: 1 }],
    ['an index with a zero before it', { op: 'remove', path: '/list/00' }],
    ['the end of a list that is not added to', { op: 'remove', path: '/list/-' }],
    ['a step into a text', { op: 'replace', path: '/a/b', value: 1 }],
    ['a member that every object inherits', { op: 'replace', path: '/constructor', value: 1 }],
    ['a place without a slash', { op: 'remove', path: 'a' }],
    ['no value', { op: 'add', path: '/c' }],
    ['move', { op: 'move', from: '/a', path: '/c' }],
    ['the whole resource gone', { op: 'remove', path: '' }],
  ] as const) {
    it(`then ${what} is refused`, () => {
      expect(patched(patch as unknown as JsonObject)).to.equal('ResourceInvalid');
    });
  }
});
