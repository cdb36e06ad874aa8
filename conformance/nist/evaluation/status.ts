import type { ExpectedStatus } from '../plans/test-plan.ts';
import { describeErrors, isWarning, type RegistryAnswer } from './registry-answer.ts';

const EBXML = 'urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:';

/** The whole URN of each status; PartialSuccess is IHE's own (ITI TF-3 4.2.4.2). */
const STATUS: Readonly<Record<Exclude<ExpectedStatus, 'Fault'>, string>> = {
  Success: `${EBXML}Success`,
  Failure: `${EBXML}Failure`,
  PartialSuccess: 'urn:ihe:iti:2007:ResponseStatusType:PartialSuccess',
};

/**
 * What is wrong with the status of an answer: none of those expected, with its namespace; Success beside an error;
 * anything else without one.
 */
export function statusFindings(expected: readonly ExpectedStatus[], answer: RegistryAnswer): string[] {
  const { status } = answer;
  const findings: string[] = [];
  const accepted = expected.flatMap((each) => (each === 'Fault' ? [] : [STATUS[each]]));
  const errors = answer.errors.filter((each) => !isWarning(each));
  if (expected.length > 0 && !accepted.includes(status)) {
    const said = describeErrors(answer);
    findings.push(
      `status is ${status || 'missing'}, expected ${expected.join(' or ')}${said && ` (${said})`}`,
    );
  }
  if (!Object.values(STATUS).includes(status)) findings.push(`${status || 'no status'} is no status of IHE`);
  if (status === STATUS.Success && errors.length > 0) {
    findings.push(`Success with errors: ${describeErrors(answer)}`);
  }
  if ((status === STATUS.Failure || status === STATUS.PartialSuccess) && errors.length === 0) {
    findings.push(`${status} without an error`);
  }
  return findings;
}
