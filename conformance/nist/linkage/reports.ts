import type { Assignments } from '../messages/assign.ts';
import { PlanError } from '../plan-error.ts';
import type { ReportRequest } from '../plans/test-plan.ts';
import { xpathString } from './xpath.ts';

export interface ReportSources {
  readonly assignments: Assignments;
  readonly sent: string;
  readonly received: string;
  /** The patient that the step was about. */
  readonly patientId: string;
}

/**
 * The values that a step reports: those its plan asks for, and always `<id>_uid` and `<id>_uuid` of what was assigned
 * and `$patientid$`.
 * @throws PlanError when a report looks where nothing is.
 */
export function reportsOf(
  requests: readonly ReportRequest[],
  { assignments, sent, received, patientId }: ReportSources,
): Map<string, string> {
  const reports = new Map<string, string>([['$patientid$', patientId]]);
  for (const [id, value] of assignments.AssignedUids) reports.set(`${id}_uid`, value);
  for (const [id, value] of assignments.AssignedUuids) reports.set(`${id}_uuid`, value);
  const sections: Record<string, string> = { InputMetadata: sent, Result: received };
  for (const { name, section, xpath } of requests) {
    const document = sections[section];
    if (document === undefined || document === '') throw new PlanError(`report ${name}: no ${section}`);
    reports.set(name, xpathString(document, xpath).trim());
  }
  return reports;
}
