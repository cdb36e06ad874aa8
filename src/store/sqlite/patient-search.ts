import { foldName } from '../../model/folded-name.ts';
import type { MedicalRecord } from '../../model/record.ts';
import type { PatientSearchReads } from '../patient-search.ts';
import type { Sql } from './connection.ts';
import { recordOf } from './records.ts';

/** Rows that one statement reads; those whose first names differ are left out afterwards. */
const PAGE = 100;

const NAMED = `SELECT n.patient_key AS patientKey
  FROM patient_name AS n
  JOIN patient AS p ON p.patient_key = n.patient_key JOIN record AS r ON r.patient_key = n.patient_key
  WHERE n.name = ? AND n.patient_key > ? AND r.status = 'open' AND r.centre_15 <> 'opposed'
    AND substr(p.birth_date, 1, length(?)) = ? AND p.sex IN (?, ?, ?)
  ORDER BY n.patient_key LIMIT ${PAGE}`;

export function patientSearchReads(sql: Sql): PatientSearchReads {
  return {
    byTraits: async ({ family, givens, birthDate = '', sex }, { after, limit }) => {
      const name = foldName(family);
      const sexes = sex === undefined ? ['M', 'F', 'U'] : [sex, sex, sex];
      const found: MedicalRecord[] = [];
      for (let last: number | undefined = after; last !== undefined && found.length < limit; ) {
        const rows = sql(NAMED).all(name, last, birthDate, birthDate, ...sexes) as { patientKey: number }[];
        for (const { patientKey } of rows) {
          const record = recordOf(sql, patientKey);
          if (record !== undefined && haveAll(record.patient.givens, givens)) found.push(record);
        }
        last = rows.length < PAGE ? undefined : rows.at(-1)?.patientKey;
        if (last !== undefined) await new Promise((resolve) => setImmediate(resolve));
      }
      return found.slice(0, limit);
    },
  };
}

function haveAll(known: readonly string[], asked: readonly string[]): boolean {
  const folded = known.map(foldName);
  return asked.every((given) => folded.includes(foldName(given)));
}
