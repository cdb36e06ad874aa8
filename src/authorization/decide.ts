import type { CallerStanding } from '../model/record.ts';
import type { Subject } from '../model/subject.ts';
import { structureOf } from './access-mode.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import {
  authorisationIsThere,
  type Check,
  callerIsNotBlocked,
  type Matter,
  modeIsAllowed,
  OVER_DOCUMENTS,
  openingIsAllowed,
  recordIsOpen,
  transactionIsAllowed,
} from './checks.ts';
import { decideForUsager } from './decide-enrolment.ts';
import { decideForPatient } from './decide-for-patient.ts';
import { decideTraces } from './decide-traces.ts';
import { decideUpdate } from './decide-update.ts';
import {
  type Decision,
  granted,
  isCoherent,
  type ListedAuthorisations,
  type Question,
  refused,
} from './decision.ts';
import type { GrantedReason } from './decision-reason.ts';
import { cellsOf } from './functional-rights.ts';
import type { Policy } from './policy.ts';
import type { Cell } from './rights-table.ts';
import { ownOf, ownScope, professionalScope, withOwn } from './scope-facts.ts';

/** In this order, the first denial stands. The matrix and the flags of documents follow, as the scope of what is granted. */
const CHECKS: readonly Check[] = [
  recordIsOpen,
  callerIsNotBlocked,
  modeIsAllowed,
  openingIsAllowed,
  authorisationIsThere,
  transactionIsAllowed,
];

/** Decides on one call in a domain with patient records. Pure; an error of its own is a denial. */
export function decide(question: Question, policy: Policy): Decision {
  try {
    return evaluate(question, policy);
  } catch {
    return refused('error');
  }
}

function evaluate(question: Question, policy: Policy): Decision {
  const { right, subject } = question;
  if (!isCoherent(subject) || subject.kind === 'node') return refused('caller-unidentified');
  if (subject.kind === 'usager') return decideForUsager(question);
  // Of no record, and public elsewhere: a patient looks up whom to block, a professional whom to write to.
  if (right === 'directory.read') return granted('functional-right');
  if (subject.kind === 'patient') return decideForPatient(question);
  const search = () => evaluate({ ...question, right: 'document.search' }, policy);
  if (right === 'trace.read' || right === 'trace.own') return decideTraces(question, search);

  const matter = matterOf(question, policy);
  for (const check of CHECKS) {
    const denial = check(matter);
    if (denial !== undefined) return denial;
  }
  return grantOf(matter, search);
}

function matterOf(question: Question, policy: Policy): Matter {
  const { right, subject, standing, at } = question;
  const { authorisation } = standing;
  const own = authorisation?.holderKind === 'professional' && authorisation.holder === subject.id;
  const medecinTraitant = own && authorisation.medecinTraitant;
  const capacity = capacityOf(right, subject, medecinTraitant, policy, at);
  const authorised = own || holdsForStructure(subject, capacity, standing);
  return { ...question, policy, capacity, authorised };
}

function grantOf(matter: Matter, search: () => Decision): Decision {
  const { right, subject, capacity, policy } = matter;
  if (right === 'document.update') return decideUpdate({ ...matter, search }, policy);
  if (right === 'document.reference') return decideReference(matter, search);
  if (OVER_DOCUMENTS.includes(right)) return decideReading(matter);
  const cells = cellsOf(matter, capacity, policy) ?? [];
  switch (right) {
    case 'record.list':
      return { ...granted('functional-right'), lists: listedOf(subject, capacity, cells) };
    case 'record.authorise': {
      const forStructure = cells.some((cell) => cell !== 'yes');
      return { ...granted('functional-right'), authorises: forStructure ? 'structure' : 'professional' };
    }
    case 'record.open-access':
      return granted('bris-de-glace');
    default:
      return granted('functional-right');
  }
}

/** Documents of the types that the matrix of the day gives the group, less those whose flags keep them back. */
function decideReading({ subject, record, capacity, policy, at }: Matter): Decision {
  if (record === undefined || capacity.group === undefined || capacity.column === undefined)
    return refused('transaction-not-allowed');
  const facts = professionalScope({
    patient: record.patient.key,
    choices: record.choices,
    types: policy.matrices.at(at).typesOf(capacity.group),
    professional: subject.id,
    table: policy.rights[capacity.table],
    column: capacity.column,
    purpose: subject.purpose,
  });
  return granted(reasonOf(subject, capacity), facts);
}

/**
 * Whoever may search the record finds by an id what it may search, and the own documents whatever their type; whoever may
 * not finds the own documents alone, so that they can be replaced or deleted (ruling 1): a professional those that it wrote
 * or deposited, others those of their structure.
 */
function decideReference(
  { subject, record, capacity, policy, right }: Matter,
  search: () => Decision,
): Decision {
  if (record === undefined) return refused('record-absent');
  const forStructure = cellsOf({ right, subject }, capacity, policy)?.some((cell) => cell !== 'yes') ?? true;
  const structure = structureOf(subject);
  if (forStructure && structure === undefined) return refused('structure-missing');
  const own = ownOf(subject, forStructure ? structure : undefined);
  const searched = search();
  return searched.granted
    ? { ...searched, scope: withOwn(searched.scope, own) }
    : granted('functional-right', ownScope(record.patient.key, own));
}

/**
 * The authorisations that open records to a caller are those that TD0.4 lists: its own, those of its structure where it
 * holds none in person, and both for a social role, which may have been authorised either way.
 */
function listedOf(subject: Subject, { social }: Capacity, cells: readonly Cell[]): ListedAuthorisations {
  const structure = structureOf(subject);
  const ofStructure =
    structure === undefined ? [] : [{ holder: structure, holderKind: 'structure' as const }];
  const inPerson = cells.every((cell) => cell === 'yes');
  const own = inPerson ? [{ holder: subject.id, holderKind: 'professional' as const }] : [];
  return {
    holders: inPerson && !social ? own : [...own, ...ofStructure],
    newOnly: cells.includes('new-by-date'),
  };
}

/** An authorisation that was given to a structure serves those who cannot hold one of their own: social roles, not PS. */
function holdsForStructure(subject: Subject, capacity: Capacity, { authorisation }: CallerStanding): boolean {
  const serves = capacity.social || capacity.column === 'nonPs';
  return serves && authorisation?.holderKind === 'structure' && authorisation.holder === structureOf(subject);
}

function reasonOf(subject: Subject, capacity: Capacity): GrantedReason {
  if (subject.purpose === 'centre_15') return 'centre-15';
  if (subject.purpose === 'bris_de_glace') return 'bris-de-glace';
  return capacity.column === 'medecinTraitant' ? 'medecin-traitant' : 'authorised';
}
