import { isSeen } from './documents.ts';
import { mayDo } from './operations.ts';
import { type Asked, OPERATIONS, type Situation, type Verdict } from './situation.ts';
import {
  actsForStructure,
  isConsultation,
  isRegulator,
  type Standpoint,
  standpointOf,
} from './standpoint.ts';
import { cellOf } from './transactions.ts';

/**
 * The second specification of the decision on rights: slow, and written from the facts (fact sheet of rights and identity 1
 * and 2, design 5, decision records 0003, 0010 and 0013) and not from `src/authorization/`. Its rows stand in the order of
 * evaluation that PDT-INF-526 and 527 suggest; the first that applies gives the answer, and where none applies it is no.
 */
interface Row {
  readonly name: string;
  readonly applies: (situation: Situation, standpoint: Standpoint) => boolean;
  readonly told: Verdict['told'];
}

/** Nothing is said of one record, or it is said whether there is one. */
const WITHOUT_RECORD: readonly Asked[] = ['TD0.2', 'TD0.4', 'TD0.5', 'TD1.3a'];
/** Ruling 1; vaccinations are read out of documents (ruling 10). */
const WITH_AUTHORISATION: readonly Asked[] = ['TD1.6', 'TD3.1', 'TD3.2', 'TD3.3', 'vaccinations', 'journal'];
const OF_THE_PATIENT: readonly Asked[] = [
  'TD1.3a',
  'TD3.1',
  'TD3.1 reference',
  'TD3.2',
  'vaccinations',
  'TD2',
  'TD3.3',
  'journal',
  'choices',
  'read choices',
  'block',
  'dependants',
];
/** DMP-13, ruling 9: what the administrator doctor does for the patient. */
const OF_THE_MEDECIN_TRAITANT: readonly Asked[] = ['block', 'read choices', 'TD1.3b and TD1.4'];

/** Decision record 0003: what depends on the profession is not told; a patient is then not found. */
const isSilent = (ask: Asked) => isConsultation(ask) || ask === 'TD3.1 reference' || ask === 'TD1.3a';
const isPatient = ({ caller }: Situation) => caller.credential === 'patient';
const purpose = ({ caller }: Situation) => caller.purpose;

const ROWS: readonly Row[] = [
  {
    name: 'incoherent assertion',
    applies: ({ caller }) => caller.credential === 'incoherent',
    told: 'refused',
  },
  {
    name: 'the DMP removes nothing for good and takes no identity feed',
    applies: ({ ask }) => ask === 'removal for good' || ask === 'identity feed',
    told: 'refused',
  },
  {
    name: 'what one did oneself is open to a professional, on whatever record (R17)',
    applies: ({ ask }, { profession }) => ask === 'own journal' && profession !== 'none',
    told: 'allowed',
  },
  {
    name: 'no record',
    applies: (s) => s.record === 'absent' && (isPatient(s) || !WITHOUT_RECORD.includes(s.ask)),
    told: 'refused',
  },
  {
    name: 'record of somebody else',
    applies: (s) => isPatient(s) && s.caller.id !== s.patient.ins,
    told: 'refused',
  },
  {
    name: 'closing, opening again and deletion, whatever the state of the record (LC-10 to LC-13)',
    applies: (s) => isPatient(s) && s.ask === 'dispose',
    told: 'allowed',
  },
  {
    name: 'closed record',
    applies: (s) => s.record === 'closed' && (isPatient(s) || (s.ask !== 'TD0.2' && s.ask !== 'TD1.3a')),
    told: 'refused',
  },
  {
    name: 'closed record, as if no patient were found',
    applies: (s) => s.record === 'closed' && s.ask === 'TD1.3a' && !isPatient(s),
    told: 'empty',
  },
  {
    name: 'nothing is read by the patient before activation (LC-15)',
    applies: (s) => isPatient(s) && s.record === 'not activated',
    told: 'refused',
  },
  {
    name: 'not for patients',
    applies: (s) => isPatient(s) && !OF_THE_PATIENT.includes(s.ask),
    told: 'refused',
  },
  { name: 'own record', applies: isPatient, told: 'allowed' },
  {
    name: "the journal is the patient's and the médecin traitant's (DMP-14)",
    applies: ({ ask }, { column }) => (ask === 'journal' && column !== 'MT') || ask === 'own journal',
    told: 'refused',
  },
  {
    name: 'blocked by the patient, as if no patient were found',
    applies: ({ ask, blocked }) => blocked && ask === 'TD1.3a',
    told: 'empty',
  },
  {
    // PAT-05 and PAT-07: consultation, in emergencies too; R.1111-47: a deposit is not opposed by blocking.
    name: 'blocked by the patient',
    applies: (s) => s.blocked && !(purpose(s) === 'normal' && (s.ask === 'TD0.2' || s.ask === 'TD2')),
    told: 'refused',
  },
  {
    name: 'centre_15 without being on the list of regulation',
    applies: (s) => purpose(s) === 'centre_15' && !isRegulator(s),
    told: 'refused',
  },
  {
    name: 'centre_15 against the patient',
    applies: (s) => purpose(s) === 'centre_15' && s.choices.centre15 === 'opposed',
    told: 'refused',
  },
  {
    name: 'bris de glace without a reason',
    applies: (s) => purpose(s) === 'bris_de_glace' && (s.caller.reason ?? '').trim() === '',
    told: 'refused',
  },
  {
    name: 'bris de glace against the patient',
    applies: (s) => purpose(s) === 'bris_de_glace' && s.choices.brisDeGlace === 'opposed',
    told: 'refused',
  },
  {
    name: 'bris de glace that was not opened, or has ended',
    applies: (s) =>
      purpose(s) === 'bris_de_glace' && s.operator.brisDeGlace === 'opened' && s.opened !== 'running',
    told: 'refused',
  },
  {
    name: 'profession unknown or incomplete',
    applies: ({ ask }, { profession }) => profession === 'invalid' && isSilent(ask),
    told: 'empty',
  },
  {
    name: 'profession unknown or incomplete, and no consultation',
    applies: (_, { profession }) => profession === 'invalid',
    told: 'refused',
  },
  {
    name: 'no group of the matrix',
    applies: ({ ask }, { group, profession }) =>
      group === undefined && profession === 'valid' && isConsultation(ask),
    told: 'empty',
  },
  {
    name: 'acts for a structure and names none',
    applies: (s, standpoint) => actsForStructure(s.ask, standpoint) && s.caller.structure === undefined,
    told: 'refused',
  },
  {
    name: 'no authorisation',
    applies: (s, { table, column, authorised }) =>
      purpose(s) === 'normal' &&
      WITH_AUTHORISATION.includes(s.ask) &&
      // Who cannot declare one manages the own documents without (decision record 0010).
      !(s.ask === 'TD3.3' && cellOf(table, 'TD0.3 add', column) === '-') &&
      !authorised,
    told: 'refused',
  },
  {
    name: 'what the médecin traitant does for the patient',
    applies: ({ ask }, { column }) => OF_THE_MEDECIN_TRAITANT.includes(ask) && column === 'MT',
    told: 'allowed',
  },
  {
    // Ruling 8: opened in normal mode by who could use it.
    name: 'opening of an access by bris de glace',
    applies: (s, { table, emergencyColumn }) =>
      s.ask === 'open access' &&
      purpose(s) === 'normal' &&
      s.choices.brisDeGlace !== 'opposed' &&
      cellOf(table, 'TD3.1', emergencyColumn) !== '-' &&
      cellOf(table, 'TD3.2', emergencyColumn) !== '-',
    told: 'allowed',
  },
  {
    name: 'transaction right',
    applies: ({ ask }, { table, column }) =>
      ask !== 'TD3.3' && ask !== 'vaccinations' && cellOf(table, rowOf(ask, column), column) !== '-',
    told: 'allowed',
  },
  {
    name: 'vaccinations are read out of documents',
    applies: ({ ask }, { table, column }) => ask === 'vaccinations' && cellOf(table, 'TD3.2', column) !== '-',
    told: 'allowed',
  },
  {
    name: 'some operation on some document',
    applies: ({ ask }, { table, column }) =>
      ask === 'TD3.3' && OPERATIONS.some((operation) => cellOf(table, operation, column) !== '-'),
    told: 'allowed',
  },
  {
    name: 'no right, by the profession',
    applies: ({ ask }, { profession }) =>
      profession !== 'none' && (ask === 'TD1.3a' || ask === 'TD3.1 reference'),
    told: 'empty',
  },
  { name: 'journal', applies: ({ ask }) => ask === 'journal', told: 'allowed' },
  { name: 'no right', applies: () => true, told: 'refused' },
];

/** A deposit is TD2.2 with a card of staff and TD2.1 with every other. */
function rowOf(ask: Asked, column: string | undefined) {
  if (ask !== 'TD2') return ask;
  return column === 'CPE' ? 'TD2.2' : 'TD2.1';
}

/** What the facts say of a situation. */
export function specify(situation: Situation): Verdict {
  const standpoint = standpointOf(situation);
  const row = ROWS.find(({ applies }) => applies(situation, standpoint))!;
  const allowed = row.told === 'allowed';
  const declared = cellOf(standpoint.table, 'TD0.3 add', standpoint.column);
  return {
    told: row.told,
    row: row.name,
    authorises:
      allowed && situation.ask === 'TD0.3 add'
        ? declared === 's'
          ? 'structure'
          : 'professional'
        : undefined,
    sees: (paper) => allowed && isSeen(situation, standpoint, paper),
    may: (operation, paper) =>
      allowed &&
      situation.ask === 'TD3.3' &&
      isSeen(situation, standpoint, paper) &&
      mayDo(situation, standpoint, operation, paper),
  };
}
