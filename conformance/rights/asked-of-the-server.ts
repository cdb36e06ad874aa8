import { decide } from '../../src/authorization/decide.ts';
import type { Decision, Question } from '../../src/authorization/decision.ts';
import { isVisible } from '../../src/authorization/document-visible.ts';
import { type Policy, readPolicy } from '../../src/authorization/policy.ts';
import { reachFault } from '../../src/documents/update/may-update.ts';
import { code } from '../../src/model/code.ts';
import {
  APPROVED,
  ARCHIVED,
  DELETED,
  DEPRECATED,
  type DocumentEntry,
} from '../../src/model/document-entry.ts';
import type { CallerStanding, MedicalRecord } from '../../src/model/record.ts';
import type { Right } from '../../src/model/right.ts';
import type { Subject } from '../../src/model/subject.ts';
import { domainFolder } from '../../src/terminology/profiles.ts';
import type { Asked, Credential, Paper, Situation, Verdict } from './situation.ts';

/** The server's name for what is asked. */
const RIGHTS: Readonly<Record<Asked, Right>> = {
  'TD0.2': 'record.existence',
  'TD0.3 add': 'record.authorise',
  'TD0.3 remove': 'record.withdraw',
  'TD0.4': 'record.list',
  'TD0.5': 'patient.search',
  'TD0.9': 'web.direct',
  'TD0.10': 'web.vouched',
  'TD1.3a': 'patient.read',
  'TD1.6': 'record.authorisations',
  TD2: 'document.deposit',
  'TD3.1': 'document.search',
  'TD3.1 reference': 'document.reference',
  'TD3.2': 'document.read',
  'TD3.3': 'document.update',
  vaccinations: 'vaccination.read',
  journal: 'trace.read',
  'own journal': 'trace.own',
  choices: 'record.choices',
  'read choices': 'record.read-choices',
  block: 'record.block',
  dispose: 'record.dispose',
  dependants: 'enrolment.dependants',
  'open access': 'record.open-access',
  'TD1.3b and TD1.4': 'record.administer',
  'removal for good': 'document.remove',
  'identity feed': 'patient.feed',
};

const WHO: Readonly<Record<Credential, readonly [Subject['kind'], Subject['mode']]>> = {
  card: ['professional', 'DIRECTE'],
  vouched: ['professional', 'INDIRECTE_RENFORCEE'],
  token: ['professional', 'PRO_SANTE_CONNECT'],
  'staff-card': ['staff', 'DIRECTE'],
  structure: ['structure', 'INDIRECTE'],
  patient: ['patient', 'PATIENT'],
  incoherent: ['professional', 'PATIENT'],
};

const STATUSES = {
  approved: APPROVED,
  deprecated: DEPRECATED,
  archived: ARCHIVED,
  deleted: DELETED,
} as const;
/** What is asked of documents; for the rest the server's scope counts for nothing. */
const DOCUMENT_ASKS: readonly Asked[] = ['TD3.1', 'TD3.1 reference', 'TD3.2', 'TD3.3', 'vaccinations'];
const AT = '2026-11-22T10:00:00.000Z';
/** An access that ends then still runs at `AT`; one that ends at `AT` is over. */
const JUST_AFTER = '2026-11-22T10:00:00.001Z';
const policies = new Map<string, Policy>();

function policyOf({ operator }: Situation): Policy {
  const { matrix, socialRoles, regulation, brisDeGlace, mask } = operator;
  const settings = { matrix, socialRoles, regulationStructures: [...regulation], brisDeGlace, mask };
  const key = JSON.stringify(settings);
  const known = policies.get(key) ?? readPolicy(domainFolder('dmp'), settings);
  policies.set(key, known);
  return known;
}

function recordOf({ record, patient, choices }: Situation): MedicalRecord | undefined {
  if (record === 'absent') return undefined;
  return {
    patient: {
      key: patient.key,
      family: 'LEMOINE',
      givens: ['CHARLOTTE'],
      birthDate: patient.minor ? '2008-11-23' : '2008-11-22',
      sex: 'F',
    },
    identifiers: [{ value: patient.ins, authority: '1.2.250.1.213.1.4.10', current: true }],
    status: record === 'closed' ? 'closed' : 'open',
    activated: record !== 'not activated',
    createdAt: '2026-01-01T00:00:00.000Z',
    choices,
  };
}

function standingOf({ authorised, blocked, opened, caller }: Situation): CallerStanding {
  const openedAt = '2026-11-22T08:00:00.000Z';
  return {
    ...(authorised === undefined
      ? {}
      : {
          authorisation: {
            holder: authorised.holder,
            holderKind: authorised.kind,
            name: 'AUBERT Claire',
            medecinTraitant: authorised.medecinTraitant,
            since: '2026-02-01T00:00:00.000Z',
          },
        }),
    ...(blocked ? { blocked: { professional: caller.id, since: openedAt } } : {}),
    ...(opened === 'never'
      ? {}
      : {
          opened: {
            professional: caller.id,
            reason: 'Inconscient',
            openedAt,
            until: opened === 'running' ? JUST_AFTER : AT,
          },
        }),
  };
}

function questionOf(situation: Situation): Question {
  const { ask, caller } = situation;
  const [kind, mode] = WHO[caller.credential];
  return {
    right: RIGHTS[ask],
    subject: {
      kind,
      mode,
      id: caller.id,
      name: 'AUBERT Claire',
      ...(caller.structure === undefined ? {} : { structure: { id: caller.structure } }),
      roles: caller.roles.map(({ code: value, system }) => code(value, system)),
      purpose: caller.purpose,
      ...(caller.reason === undefined ? {} : { reason: caller.reason }),
      patientId: `${situation.patient.ins}^^^&1.2.250.1.213.1.4.10&ISO^NH`,
      secretConnection: false,
      evidence: { id: '_1', issuer: 'CN=1' },
    },
    record: recordOf(situation),
    standing: standingOf(situation),
    at: AT,
  };
}

/** Shaped as the specification answers, so that the two can be compared. */
export function decideOf(situation: Situation): Verdict {
  const decision: Decision = decide(questionOf(situation), policyOf(situation));
  if (!decision.granted) {
    const told = decision.denial === 'refuse' ? 'refused' : 'empty';
    return { told, row: decision.reason, sees: () => false, may: () => false };
  }
  const { scope, updates, authorises, reason } = decision;
  const record = recordOf(situation);
  const ofDocuments = DOCUMENT_ASKS.includes(situation.ask);
  const sees = (paper: Paper) =>
    ofDocuments &&
    isVisible(scope, {
      patient: paper.patientKey,
      type: paper.type,
      confidentiality: paper.codes,
      status: STATUSES[paper.status],
      latest: paper.latest,
      depositor: paper.depositor,
      authorIds: paper.authors,
      institutionIds: paper.institutions,
    });
  return {
    told: 'allowed',
    row: reason,
    authorises,
    sees,
    may: (operation, paper) =>
      updates !== undefined &&
      sees(paper) &&
      reachFault(entryOf(paper), [operation], updates, record) === undefined,
  };
}

function entryOf({ authors, institutions }: Paper): DocumentEntry {
  const persons = authors.map((id) => ({
    person: `${id}^X^Y^^^^^^&1.2.250.1.213.1.4.10&ISO^D`,
    institutions: [],
    specialties: [],
    roles: [],
  }));
  const places = institutions.map((id) => `PLACE^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^${id}`);
  const authorsOfEntry = [...persons, { institutions: places, specialties: [], roles: [] }];
  return { authors: authorsOfEntry, entryUuid: 'urn:uuid:1' } as unknown as DocumentEntry;
}
