import type { InsuredPerson } from '../../../../model/enrolment.ts';
import type { EnrolmentConflict, ExpectedEnrolment } from '../../../enrolment.ts';
import type { Sql } from '../../connection.ts';
import { insuredPerson } from '../../enrolment.ts';

/** The person of a command, where all is still as it was when the command was made. */
export function expectedPerson(
  sql: Sql,
  { key, expected, codeHash }: ExpectedEnrolment,
): InsuredPerson | EnrolmentConflict {
  const person = insuredPerson(sql, key);
  const unchanged = person?.status === expected && (codeHash === undefined || person.code?.hash === codeHash);
  return unchanged ? person : { conflict: 'enrolment-changed', key };
}
