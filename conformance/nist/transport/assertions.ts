import { existsSync, readFileSync } from 'node:fs';
import { PlanError } from '../plan-error.ts';

/** The kinds of assertion that the plans of the XUA option ask for, by the ends of their ids; `valid` beside them. */
export const ASSERTION_KINDS = [
  'valid',
  'withauthzconsent',
  'expired',
  'invalidauthnstatement',
  'notyetvalid',
  'secondauthncontext',
  'secondpurposeofuse',
  'secondrole',
  'unknownaudience',
  'unsigned',
] as const;

export type AssertionKind = (typeof ASSERTION_KINDS)[number];

/** Makes a `saml2:Assertion` as text. @throws PlanError when it has none of that kind. */
export type AssertionMaker = (kind: AssertionKind, patientId: string) => string;

export const noAssertions: AssertionMaker = (kind) => {
  throw new PlanError(`nobody makes an assertion of kind ${kind}: name a folder of them with --assertions`);
};

/** Assertions that a token service made beforehand: `<kind>.xml` in a folder. */
export function assertionsOf(folder: string): AssertionMaker {
  return (kind) => {
    const file = `${folder}/${kind}.xml`;
    if (!existsSync(file)) throw new PlanError(`no ${file}`);
    return readFileSync(file, 'utf8')
      .replace(/^\uFEFF?\s*<\?xml[^>]*\?>\s*/, '')
      .trim();
  };
}

/**
 * The kind that a step needs: the one its test is about where a fault must come, or where that kind is a good one; a valid
 * one otherwise, so that a check after a refused message is itself let in.
 */
export function kindFor(test: string, expectsFault: boolean): AssertionKind {
  const end = test.slice(test.lastIndexOf('_') + 1);
  const kind = ASSERTION_KINDS.find((each) => each === end) ?? 'valid';
  return expectsFault || kind === 'withauthzconsent' ? kind : 'valid';
}
