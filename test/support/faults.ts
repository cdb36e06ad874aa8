import { expect } from 'chai';
import { type Fault, isRefusal, publicText, type RefusalCode } from '../../src/errors.ts';

/** The faults of an answer; none when it is no Refusal. */
export function faultsOf(answer: unknown): readonly Fault[] {
  return isRefusal(answer) ? answer.refused : [];
}

/** What a caller reads of an answer that is refused: `code text`, one line per fault. */
export function told(answer: unknown): string[] {
  return faultsOf(answer).map((fault) => `${fault.code} ${publicText(fault)}`);
}

/** Expects one fault, with this code, whose public text holds all of these words. */
export function expectOneFault(answer: unknown, code: RefusalCode, ...words: readonly string[]): void {
  const lines = told(answer);
  expect(lines).to.have.length(1);
  expect(lines[0]).to.match(new RegExp(`^${code} `));
  for (const word of words) expect(lines[0]).to.include(word);
}
