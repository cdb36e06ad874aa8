import type { Blocking, OpenedAccess } from '../../model/record.ts';
import type { RecordChoiceReads } from '../record-choices.ts';
import type { Sql } from './connection.ts';
import { authorisationRow } from './records.ts';

const BLOCKING = 'SELECT professional, name, since FROM blocking WHERE patient_key = ?';
const OPENED = `SELECT professional, reason, opened_at AS openedAt, until FROM opened_access
  WHERE patient_key = ? AND professional = ?`;

export function recordChoiceReads(sql: Sql): RecordChoiceReads {
  return {
    standing: async (patientKey, { id, structure }) => {
      const own = authorisationRow(sql, patientKey, id);
      const ofStructure = structure === undefined ? undefined : authorisationRow(sql, patientKey, structure);
      const blocked = sql(`${BLOCKING} AND professional = ?`).get(patientKey, id) as BlockingRow | undefined;
      const opened = sql(OPENED).get(patientKey, id) as OpenedAccess | undefined;
      return {
        ...(own === undefined ? {} : { own }),
        ...(ofStructure === undefined ? {} : { ofStructure }),
        ...(blocked === undefined ? {} : { blocked: blockingOf(blocked) }),
        ...(opened === undefined ? {} : { opened }),
      };
    },
    blocked: async (patientKey) =>
      (sql(`${BLOCKING} ORDER BY since, professional`).all(patientKey) as BlockingRow[]).map(blockingOf),
  };
}

type BlockingRow = Omit<Blocking, 'name'> & { readonly name: string | null };

function blockingOf({ name, ...row }: BlockingRow): Blocking {
  return { ...row, ...(name === null ? {} : { name }) };
}
