import { z } from 'zod';
import { APPROVED, ARCHIVED, DELETED, DEPRECATED } from '../model/document-entry.ts';
import { isOid } from '../model/oid.ts';
import {
  type DomainRules,
  ENTRY_ATTRIBUTES,
  QUIRKS,
  SERVICES,
  SUBMISSION_SET_ATTRIBUTES,
  TRANSACTIONS,
  type TransactionName,
} from './affinity-domain.ts';

const oid = z.string().refine(isOid, 'is no OID');

/** First segments that are taken by what is no SOAP service. */
const TAKEN = ['fhir', 'sign-in', 'healthz', 'readyz', 'metrics'];

const PATH = /^(\/[A-Za-z0-9._~-]+)+$/;

const addresses = z.record(z.string(), z.array(z.enum(SERVICES)).min(1)).superRefine((record, context) => {
  for (const path of Object.keys(record)) {
    if (!PATH.test(path))
      context.addIssue(`${path} is no path such as /services, without a slash at its end`);
    else if (TAKEN.includes(path.split('/')[1]!)) context.addIssue(`${path} is taken by another face`);
  }
});

const status = z.enum([APPROVED, DEPRECATED, ARCHIVED, DELETED]);
const statuses = z.array(status);

/** The shape of `rules` in `domain.json`; what each rule does stands at `DomainRules`. */
export const rulesSchema = z.strictObject({
  name: z.string(),
  assertion: z.enum(['required', 'optional']),
  assertionProfile: z.enum(['vihf', 'xua']),
  assertionResource: z.string().min(1),
  recordsRequired: z.boolean(),
  habilitation: z.enum(['matrix', 'open']),
  patientFeed: z.enum(['none', 'open', 'required']),
  patientAuthorities: z.array(oid),
  lotSignature: z.enum(['required', 'none']),
  documentsRequired: z.boolean(),
  folders: z.boolean(),
  relationships: z.enum(['own-documents', 'any-document']),
  classFollowsType: z.boolean(),
  cdaConsistency: z.boolean(),
  confidentiality: z.strictObject({ exactlyOneOf: oid, atMost: z.number().int().min(1) }).nullable(),
  requiredEntryAttributes: z.array(z.enum(ENTRY_ATTRIBUTES)),
  requiredSubmissionSetAttributes: z.array(z.enum(SUBMISSION_SET_ATTRIBUTES)),
  sameDocumentAgain: z.enum(['second-entry', 'same-answer']),
  searchWithoutPatient: z.enum(['patient-of-assertion', 'refused']),
  statuses: z.strictObject({ known: statuses.min(1), byDefault: statuses }),
  statusChanges: z.array(z.strictObject({ from: status, to: status })),
  tolerates: z.array(z.enum(QUIRKS)),
  transactions: z.array(z.enum(TRANSACTIONS)).min(1),
  responseActions: z.partialRecord(z.enum(TRANSACTIONS), z.string().min(1)),
  addresses,
  repositoryUniqueId: oid,
  deviceOid: oid,
}) satisfies z.ZodType<DomainRules>;

/** What else of `domain.json` the rules have to fit. */
export interface DomainTables {
  /** Whether the domain has association tables. */
  readonly associations: boolean;
  /** Whether its value set of confidentialityCode has codes of this system. */
  hasConfidentialityOf(system: string): boolean;
}

/** A rule that needs another to be so; the sentence says why. */
type Need = readonly [holds: (rules: DomainRules, tables: DomainTables) => boolean, sentence: string];

const OVER_AUTHORISATIONS: readonly TransactionName[] = [
  'TD0.3',
  'TD0.4',
  'TD0.5',
  'TD1.3b',
  'TD1.4',
  'TD1.6',
];
const REMOVALS: readonly TransactionName[] = ['ITI-62', 'ITI-86'];

const NEEDS: readonly Need[] = [
  [
    ({ habilitation, assertion }) => habilitation === 'open' || assertion === 'required',
    "habilitation 'matrix' needs assertion 'required': a machine has no profession",
  ],
  [
    ({ habilitation, recordsRequired }) => habilitation === 'open' || recordsRequired,
    "habilitation 'matrix' needs recordsRequired: authorisations are those of a record",
  ],
  [
    ({ habilitation, assertionProfile }) => habilitation === 'open' || assertionProfile === 'vihf',
    "habilitation 'matrix' needs assertionProfile 'vihf': the matrix knows the professions of a VIHF",
  ],
  [
    ({ lotSignature, assertionProfile }) => lotSignature === 'none' || assertionProfile === 'vihf',
    "lotSignature 'required' needs assertionProfile 'vihf': the signer is compared with the holder of a card",
  ],
  [
    ({ lotSignature, assertion }) => lotSignature === 'none' || assertion === 'required',
    "lotSignature 'required' needs assertion 'required': the signer is compared with the caller",
  ],
  [
    ({ lotSignature, documentsRequired }) => lotSignature === 'none' || documentsRequired,
    "lotSignature 'required' needs documentsRequired: a signature is a document of its lot",
  ],
  [
    ({ lotSignature, transactions }) => lotSignature === 'none' || !transactions.includes('ITI-42'),
    "lotSignature 'required' goes not with the transaction ITI-42, whose documents lie elsewhere",
  ],
  [
    ({ relationships, assertion }) => relationships === 'any-document' || assertion === 'required',
    "relationships 'own-documents' needs assertion 'required': a machine is nobody's author",
  ],
  [
    ({ searchWithoutPatient, assertion }) => searchWithoutPatient === 'refused' || assertion === 'required',
    "searchWithoutPatient 'patient-of-assertion' needs assertion 'required'",
  ],
  [
    ({ classFollowsType }, { associations }) => !classFollowsType || associations,
    'classFollowsType needs associations: without tables no type has a class',
  ],
  [
    ({ confidentiality }, { hasConfidentialityOf }) =>
      confidentiality === null || hasConfidentialityOf(confidentiality.exactlyOneOf),
    'confidentiality.exactlyOneOf names a system of which the value set of confidentialityCode has no code',
  ],
  [
    ({ statuses: { known, byDefault } }) => byDefault.every((status) => known.includes(status)),
    'statuses.byDefault has a status that statuses.known has not',
  ],
  [
    ({ statuses: { known }, statusChanges }) =>
      statusChanges.every(({ from, to }) => known.includes(from) && known.includes(to)),
    'statusChanges has a status that statuses.known has not',
  ],
  [
    ({ transactions, recordsRequired }) =>
      recordsRequired || !transactions.some((name) => name.startsWith('TD')),
    'transactions of the DMP (TD…) need recordsRequired: they speak of records',
  ],
  [
    ({ transactions, habilitation }) =>
      habilitation === 'matrix' || !OVER_AUTHORISATIONS.some((name) => transactions.includes(name)),
    "transactions TD0.3, TD0.4, TD0.5, TD1.3b, TD1.4 and TD1.6 need habilitation 'matrix': nothing else asks who may",
  ],
  [
    ({ transactions, habilitation }) =>
      habilitation === 'open' || !REMOVALS.some((name) => transactions.includes(name)),
    "transactions ITI-62 and ITI-86 need habilitation 'open': what still refers to an object is told, hidden or not",
  ],
  [
    ({ patientFeed, recordsRequired }) => patientFeed === 'none' || !recordsRequired,
    'patientFeed goes not with recordsRequired: a record is opened, not fed',
  ],
  [
    ({ transactions, patientFeed }) => patientFeed !== 'none' || !transactions.includes('ITI-44'),
    "transactions ITI-44 needs a patientFeed other than 'none'",
  ],
  [
    ({ folders, documentsRequired }) => !folders || !documentsRequired,
    'folders needs documentsRequired to be false: a folder may come alone',
  ],
];

/** What cannot be together in the rules of a domain, a sentence for each; empty when all is well. */
export function incoherences(rules: DomainRules, tables: DomainTables): string[] {
  return NEEDS.filter(([holds]) => !holds(rules, tables)).map(([, sentence]) => `rules.${sentence}`);
}
