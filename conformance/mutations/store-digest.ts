import { createHash } from 'node:crypto';
import Sqlite from 'better-sqlite3';

/** Looks at the store of a running server from outside. */
export interface StoreWatch {
  /**
   * What the registry holds: every row of one patient, and of each table how many rows there are. Traces and what was told
   * of them are left out: a refusal leaves one.
   */
  digest(patientId: string): string;
  close(): void;
}

/** Tables that a refused request may write to. */
const OF_TRACES = /^(audit_|outbox|sqlite_)/;

/** @param data the data folder of the server. */
export function watchStore(data: string): StoreWatch {
  const database = new Sqlite(`${data}/carnet.db`, { readonly: true, fileMustExist: true });
  const names = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
    .pluck()
    .all() as string[];
  const tables = names
    .filter((name) => !OF_TRACES.test(name))
    .sort()
    .map((name) => {
      const columns = database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(name) as string[];
      return {
        name,
        count: database.prepare(`SELECT count(*) FROM "${name}"`).pluck(),
        ofPatient: columns.includes('patient_key')
          ? database.prepare(`SELECT * FROM "${name}" WHERE patient_key = ?`).raw()
          : undefined,
      };
    });
  const keyOf = database
    .prepare('SELECT patient_key FROM patient_identifier WHERE value = ? AND authority = ?')
    .pluck();
  return {
    digest(patientId) {
      const [value = '', , , authority = ''] = patientId.split('^');
      const key = keyOf.get(value, authority.split('&')[1] ?? '');
      const hash = createHash('sha1');
      for (const { name, count, ofPatient } of tables) {
        hash.update(`${name} ${count.get()}\n`);
        if (key === undefined || ofPatient === undefined) continue;
        for (const row of ofPatient
          .all(key)
          .map((each) => JSON.stringify(each))
          .sort())
          hash.update(`${row}\n`);
      }
      return hash.digest('hex');
    },
    close: () => database.close(),
  };
}
