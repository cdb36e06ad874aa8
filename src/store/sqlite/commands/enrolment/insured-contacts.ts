import type { Affiliate } from '../../../../model/enrolment.ts';
import type { Sql } from '../../connection.ts';
import { forgetContact, keepContact } from '../contacts.ts';

/**
 * Keeps what health insurance tells of how a patient is reached, in place of what it told before (NOT-07): the patient's own
 * address, and that of the principal parent. Which of them counts depends on the day, and is judged when something is sent.
 * What was recorded at activation stays.
 */
export function keepInsuredContacts(
  sql: Sql,
  patientKey: number,
  { contact, representatives }: Pick<Affiliate, 'contact' | 'representatives'>,
): void {
  const of = { patientKey };
  keepContact(sql, { ...contact, of, source: 'assurance-maladie', emailVerified: true });
  const [principal] = representatives;
  if (principal?.role !== 'parent') {
    forgetContact(sql, { kind: 'forget-contact', of, source: 'representative' });
    return;
  }
  const { family, given, email, mobile, postal } = principal;
  keepContact(sql, {
    of,
    source: 'representative',
    emailVerified: true,
    representative: { family, given },
    ...(email === undefined ? {} : { email }),
    ...(mobile === undefined ? {} : { mobile }),
    ...(postal === undefined ? {} : { postal }),
  });
}
