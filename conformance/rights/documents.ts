import type { Paper, Situation } from './situation.ts';
import { isConsultation, isOfType, isOwn, type Standpoint } from './standpoint.ts';
import { cellOf } from './transactions.ts';

/** One rule on one document; the first that applies says whether it is seen. */
interface Row {
  readonly applies: (situation: Situation, standpoint: Standpoint, paper: Paper) => boolean;
  readonly seen: boolean;
}

const isPatient = ({ caller }: Situation) => caller.credential === 'patient';
const speaksOfDocuments = ({ ask }: Situation) =>
  isConsultation(ask) || ask === 'TD3.1 reference' || ask === 'TD3.3';
/** R and V should not be shared (facts 2.4): to professionals they are as masked ones. */
const isMasked = ({ choices }: Situation, { codes }: Paper) =>
  choices.maskAll || ['MASQUE_PS', 'R', 'V'].some((code) => codes.includes(code));
/** NOPAT is the same code in JDV_J421. */
const isInvisible = ({ patient }: Situation, { codes }: Paper) =>
  ['INVISIBLE_PATIENT', 'NOPAT', ...(patient.minor ? ['INVISIBLE_REPRESENTANTS_LEGAUX'] : [])].some((code) =>
    codes.includes(code),
  );

const ROWS: readonly Row[] = [
  { applies: (s) => !speaksOfDocuments(s), seen: false },
  { applies: (s, _, paper) => paper.patientKey !== s.patient.key, seen: false },
  // Decision record 0010: former versions are nobody's, and 526's row of deleted documents is not served.
  { applies: (_s, _p, paper) => !paper.latest, seen: false },
  { applies: (_s, _p, paper) => paper.status === 'deleted', seen: false },
  // S12: until it is announced; the space of a minor is read by the legal representatives.
  { applies: (s, _, paper) => isPatient(s) && isInvisible(s, paper), seen: false },
  { applies: isPatient, seen: true },
  // Ruling 1: one refers to one's own and changes it, whatever its type, masked or not.
  {
    applies: (s, standpoint, paper) => !isConsultation(s.ask) && isOwn(s, standpoint, paper),
    seen: true,
  },
  // R06, S4 and S5: what is masked, by itself or with all.
  { applies: (s, standpoint, paper) => isMasked(s, paper) && !seesMasked(s, standpoint, paper), seen: false },
  // A reference is looked for without authorisation by whoever means to change the own documents, and nothing else then.
  {
    applies: ({ ask, caller }, { authorised }) =>
      ask === 'TD3.1 reference' && caller.purpose === 'normal' && !authorised,
    seen: false,
  },
  { applies: (s, standpoint, paper) => !isOfType(s, standpoint, paper), seen: false },
  // R07: from the patient's eyes hidden, archived, of a former deposit.
  { applies: () => true, seen: true },
];

function seesMasked(situation: Situation, standpoint: Standpoint, paper: Paper): boolean {
  const { table, column } = standpoint;
  switch (cellOf(table, 'masked', column)) {
    case 'y':
      return true;
    case 'o':
      return isOwn(situation, standpoint, paper);
    case 'p':
      return choiceOf(situation) === 'allowed-with-masked';
    default:
      return false;
  }
}

export function isSeen(situation: Situation, standpoint: Standpoint, paper: Paper): boolean {
  return ROWS.find(({ applies }) => applies(situation, standpoint, paper))!.seen;
}

function choiceOf({ caller, choices }: Situation): Situation['choices']['brisDeGlace'] {
  return caller.purpose === 'centre_15' ? choices.centre15 : choices.brisDeGlace;
}
