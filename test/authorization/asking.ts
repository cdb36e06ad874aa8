import { decide } from '../../src/authorization/decide.ts';
import type { Decision, Question } from '../../src/authorization/decision.ts';
import { type Policy, readPolicy } from '../../src/authorization/policy.ts';
import {
  type Authorisation,
  type CallerStanding,
  DEFAULT_CHOICES,
  type MedicalRecord,
  NO_STANDING,
  type RecordChoices,
} from '../../src/model/record.ts';
import type { Right } from '../../src/model/right.ts';
import type { Subject } from '../../src/model/subject.ts';
import { domainFolder } from '../../src/terminology/profiles.ts';
import { professional, record, SAMU, staff } from './people.ts';

/** When every question is asked, unless said. */
export const AT = '2026-11-22T10:00:00.000Z';

/** The policy of the sandbox: everything that an operator may switch on is off. */
export const policy: Policy = readPolicy(domainFolder('dmp'), {
  matrix: '2025-09',
  socialRoles: false,
  regulationStructures: [SAMU.id, professional([]).id, staff.id],
  brisDeGlace: 'opened',
  mask: 'own',
});

export const token = { mode: 'PRO_SANTE_CONNECT' } as const;
export const air = { mode: 'INDIRECTE_RENFORCEE' } as const;

/** What a case changes of the question, which is about an open record that does not know the caller, and of the policy. */
export type Changes = Partial<Omit<Question, 'standing'>> &
  Omit<CallerStanding, 'authorisation'> & {
    readonly authorisation?: Authorisation | undefined;
    readonly policy?: Partial<Policy>;
  };

export function ask(right: Right, subject: Subject, changes: Changes = {}): Decision {
  const { policy: changed, authorisation, blocked, opened, ...question } = changes;
  const standing = {
    ...standingWith(authorisation),
    ...(blocked === undefined ? {} : { blocked }),
    ...(opened === undefined ? {} : { opened }),
  };
  return decide({ right, subject, record, standing, at: AT, ...question }, { ...policy, ...changed });
}

/** The record whose patient chose so, and nothing else. */
export function choosing(choices: Partial<RecordChoices>): { readonly record: MedicalRecord } {
  return { record: { ...record, choices: { ...DEFAULT_CHOICES, ...choices } } };
}

export function standingWith(authorisation: Authorisation | undefined): CallerStanding {
  return authorisation === undefined ? NO_STANDING : { authorisation };
}

/** `yes`, `empty` or `refuse`, and the reason. */
export function verdict(decision: Decision): string {
  return `${decision.granted ? 'yes' : decision.denial}: ${decision.reason}`;
}
