import type { CredentialReads, PatientAccount, SentCode } from '../credentials.ts';
import type { Sql } from './connection.ts';

interface AccountRow extends Omit<PatientAccount, 'mobile'> {
  readonly mobile: string | null;
}

const ACCOUNT = `SELECT id, patient_key AS patientKey, identifier, password, email, mobile, created_at AS createdAt
  FROM patient_account`;

export function credentialReads(sql: Sql): CredentialReads {
  const account = (condition: string, value: string): PatientAccount | undefined => {
    const row = sql(`${ACCOUNT} WHERE ${condition}`).get(value) as AccountRow | undefined;
    if (row === undefined) return undefined;
    const { mobile, ...rest } = row;
    return mobile === null ? rest : { ...rest, mobile };
  };
  return {
    accountByIdentifier: async (identifier) => account('identifier = ?', identifier),
    accountById: async (id) => account('id = ?', id),
    ticket: async (digest, at) =>
      sql('SELECT patient_key AS patientKey FROM account_ticket WHERE digest = ? AND until > ?').get(
        digest,
        Date.parse(at),
      ) as { patientKey: number } | undefined,
    code: async (key, at) => {
      const row = sql('SELECT digest, of, until FROM one_time_code WHERE key = ? AND until > ?').get(
        key,
        Date.parse(at),
      ) as { digest: string; of: string; until: number } | undefined;
      if (row === undefined) return undefined;
      const { digest, of, until } = row;
      return { digest, of: JSON.parse(of) as SentCode['of'], until: new Date(until).toISOString() };
    },
  };
}
