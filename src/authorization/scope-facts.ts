import { ARCHIVED, DELETED, DEPRECATED } from '../model/document-entry.ts';
import type { EmergencyChoice, RecordChoices } from '../model/record.ts';
import type { ScopeFacts } from '../model/scope.ts';
import type { PurposeOfUse, Subject } from '../model/subject.ts';
import { KEPT_FROM_PROFESSIONALS } from '../model/visibility.ts';
import type { Column, RightsTable, Row } from './rights-table.ts';

type Own = NonNullable<ScopeFacts['own']>;

/** `NOPAT` is what JDV_J421 (2026) has in place of INVISIBLE_PATIENT. */
const INVISIBLE_PATIENT = ['INVISIBLE_PATIENT', 'NOPAT'];
/** What the patient, or a reader of the patient's mail, may not know of. */
export const INVISIBLE = [...INVISIBLE_PATIENT, 'INVISIBLE_REPRESENTANTS_LEGAUX'];

/**
 * What a patient sees of the own record. The space of a minor is read by the legal representatives too, with the minor's
 * account or their own: what is to be kept from them is not shown in it (rule DMP-09).
 */
export function patientScope(patient: number, minor: boolean): ScopeFacts {
  return {
    patient,
    types: 'all',
    hiddenConfidentiality: minor ? INVISIBLE : INVISIBLE_PATIENT,
    latestOnly: true,
    hiddenStatuses: [DELETED],
  };
}

/** What is a caller's own: what its structure wrote where it acts for one, else what it wrote or deposited itself. */
export function ownOf({ id }: Pick<Subject, 'id'>, structure: string | undefined): Own {
  return structure === undefined ? { authorId: id, depositorId: id } : { institutionId: structure };
}

/** A scope that shows the own documents too, whatever their type: who wrote or deposited them knows them. */
export function withOwn(scope: ScopeFacts, own: Own): ScopeFacts {
  return { ...scope, own, ownOfAnyType: true };
}

/**
 * What a reference search shows of a record to whoever may not search it: the own documents, of every type and masked or
 * not, since a reference tells nothing that their author does not know.
 */
export function ownScope(patient: number, own: Own): ScopeFacts {
  return {
    patient,
    types: 'all',
    hiddenConfidentiality: [],
    own,
    onlyOwn: true,
    latestOnly: true,
    hiddenStatuses: [DELETED],
  };
}

/**
 * What a professional sees of a record: the types of the group, less what the rows of TD3.2 keep back.
 * Masked documents, and all of them where the patient masks all, stay visible in normal mode to their author or depositor
 * and to the médecin traitant (rules PAT-01 to PAT-04). In centre_15 and bris de glace they are shown only if the patient
 * allows it for that mode. Documents of confidentiality R and V are not to be shared, and so are told as masked ones are.
 * Deleted documents are hidden from everyone, although both tables would let professionals read them.
 */
export function professionalScope(options: {
  readonly patient: number;
  readonly choices: RecordChoices;
  readonly types: readonly string[];
  readonly professional: string;
  readonly table: RightsTable;
  readonly column: Column;
  readonly purpose: PurposeOfUse;
}): ScopeFacts {
  const { patient, choices, types, professional, table, column, purpose } = options;
  const shown = (row: Row) => table.cell(row, column, purpose) === 'yes';
  const cell = table.cell('TD3.2 masked', column, purpose);
  const masked = cell === 'yes' || (cell === 'patient-ok' && showsMasked(choices, purpose));
  return {
    patient,
    types,
    hiddenConfidentiality: [
      ...(masked ? [] : KEPT_FROM_PROFESSIONALS),
      ...(shown('TD3.2 invisible') ? [] : INVISIBLE),
    ],
    latestOnly: true,
    hiddenStatuses: [
      DELETED,
      ...(shown('TD3.2 archived') ? [] : [ARCHIVED]),
      ...(shown('TD3.2 deprecated') ? [] : [DEPRECATED]),
    ],
    ...(cell === 'own' ? { own: { authorId: professional, depositorId: professional } } : {}),
    // Where every document is masked, what is seen is what would be seen of masked ones.
    ...(choices.maskAll && !masked ? { onlyOwn: true } : {}),
  };
}

/** Whether the patient lets masked documents be shown in a mode of emergency. */
function showsMasked({ brisDeGlace, centre15 }: RecordChoices, purpose: PurposeOfUse): boolean {
  const choice: EmergencyChoice | undefined = {
    normal: undefined,
    bris_de_glace: brisDeGlace,
    centre_15: centre15,
  }[purpose];
  return choice === 'allowed-with-masked';
}
