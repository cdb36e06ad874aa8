import { isWarning, type RegistryAnswer } from './registry-answer.ts';

/** An expected code is among those of the answer, severity whatever. */
export function errorCodeFindings(expected: string | undefined, { errors }: RegistryAnswer): string[] {
  const codes = errors.map(({ errorCode }) => errorCode);
  if (expected === undefined || codes.includes(expected)) return [];
  return [`expected error code ${expected}, found ${codes.join(', ') || 'none'}`];
}

/** An expected text is part of the code or the context of one of the errors. */
export function errorMessageFindings(expected: string | undefined, answer: RegistryAnswer): string[] {
  if (expected === undefined) return [];
  const said = answer.errors
    .filter((each) => !isWarning(each))
    .flatMap(({ codeContext, errorCode }) => [codeContext, errorCode]);
  if (said.some((text) => text.includes(expected))) return [];
  return [`expected an error that says ${expected}, found ${said.join(', ') || 'none'}`];
}
