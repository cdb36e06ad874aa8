import { ARCHIVED, DELETED, DEPRECATED } from '../model/document-entry.ts';
import type { ScopeFacts } from '../model/scope.ts';
import type { PurposeOfUse } from '../model/subject.ts';
import type { Column, RightsTable, Row } from './rights-table.ts';

export const MASQUE_PS = 'MASQUE_PS';

/** `NOPAT` is what JDV_J421 (2026) has in place of INVISIBLE_PATIENT. */
const INVISIBLE_PATIENT = ['INVISIBLE_PATIENT', 'NOPAT'];
const INVISIBLE = [...INVISIBLE_PATIENT, 'INVISIBLE_REPRESENTANTS_LEGAUX'];

/** What a patient sees of the own record. */
export function patientScope(patient: number): ScopeFacts {
  return {
    patient,
    types: 'all',
    hiddenConfidentiality: INVISIBLE_PATIENT,
    latestOnly: true,
    hiddenStatuses: [DELETED],
  };
}

/**
 * What a reference search shows of a record to whoever may not search it: the own documents, of every type and masked or
 * not, since a reference tells nothing that their author does not know.
 */
export function ownScope(patient: number, own: NonNullable<ScopeFacts['own']>): ScopeFacts {
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
 * Masked documents stay visible to their author in normal mode and to the médecin traitant. In centre_15 and bris de glace
 * they are shown only if the patient allows it, and nothing records such a choice, so they are not.
 * Deleted documents are hidden from everyone, although both tables would let professionals read them.
 */
export function professionalScope(options: {
  readonly patient: number;
  readonly types: readonly string[];
  readonly professional: string;
  readonly table: RightsTable;
  readonly column: Column;
  readonly purpose: PurposeOfUse;
}): ScopeFacts {
  const { patient, types, professional, table, column, purpose } = options;
  const shown = (row: Row) => table.cell(row, column, purpose) === 'yes';
  const masked = table.cell('TD3.2 masked', column, purpose);
  return {
    patient,
    types,
    hiddenConfidentiality: [
      ...(masked === 'yes' ? [] : [MASQUE_PS]),
      ...(shown('TD3.2 invisible') ? [] : INVISIBLE),
    ],
    latestOnly: true,
    hiddenStatuses: [
      DELETED,
      ...(shown('TD3.2 archived') ? [] : [ARCHIVED]),
      ...(shown('TD3.2 deprecated') ? [] : [DEPRECATED]),
    ],
    ...(masked === 'own' ? { own: { authorId: professional } } : {}),
  };
}
