import type {
  Authorisation,
  EmergencyChoice,
  MedicalRecord,
  PatientIdentifier,
  RecordStatus,
} from '../../model/record.ts';
import type { RecordReads } from '../store.ts';
import type { Sql } from './connection.ts';
import { identifierRow } from './patient-identifier.ts';

export function recordReads(sql: Sql): RecordReads {
  return {
    byIdentifier: async (value, authority) => {
      const row = identifierRow(sql, { value, authority });
      return row === undefined || row.subsumed ? undefined : recordOf(sql, row.patientKey);
    },
    byKey: async (patientKey) => recordOf(sql, patientKey),
    authorisation: async (patientKey, holder) => authorisationRow(sql, patientKey, holder),
    authorisations: async (patientKey) =>
      (
        sql(`${AUTHORISATION} WHERE patient_key = ? ORDER BY since, holder`).all(
          patientKey,
        ) as AuthorisationRow[]
      ).map(authorisationOf),
    authorisedTo: async ({ holder, holderKind }, { caller, after, limit }) => {
      const rows = sql(AUTHORISED_TO).all(holder, holderKind, after, caller, limit) as AuthorisedRow[];
      return rows.flatMap(({ patientKey, ...row }) => {
        const record = recordOf(sql, patientKey);
        return record === undefined ? [] : [{ record, authorisation: authorisationOf(row) }];
      });
    },
  };
}

interface RecordRow {
  readonly family: string;
  readonly usualFamily: string | null;
  readonly givens: string;
  readonly birthDate: string;
  readonly birthDateSupplied: 0 | 1;
  readonly sex: 'M' | 'F' | 'U';
  readonly birthPlace: string | null;
  readonly status: RecordStatus;
  readonly activated: 0 | 1;
  readonly createdAt: string;
  readonly closedAt: string | null;
  readonly brisDeGlace: EmergencyChoice;
  readonly centre15: EmergencyChoice;
  readonly maskAll: 0 | 1;
}

export function recordOf(sql: Sql, key: number): MedicalRecord | undefined {
  const row = sql(
    `SELECT family, usual_family AS usualFamily, givens, birth_date AS birthDate,
       birth_date_supplied AS birthDateSupplied, sex, birth_place AS birthPlace,
       status, activated, created_at AS createdAt, closed_at AS closedAt,
       bris_de_glace AS brisDeGlace, centre_15 AS centre15, mask_all AS maskAll
     FROM record JOIN patient USING (patient_key) WHERE patient_key = ?`,
  ).get(key) as RecordRow | undefined;
  if (row === undefined) return undefined;
  return {
    patient: {
      key,
      family: row.family,
      ...(row.usualFamily === null ? {} : { usualFamily: row.usualFamily }),
      givens: JSON.parse(row.givens) as string[],
      birthDate: row.birthDate,
      ...(row.birthDateSupplied === 1 ? { birthDateSupplied: true } : {}),
      sex: row.sex,
      ...(row.birthPlace === null ? {} : { birthPlace: row.birthPlace }),
    },
    identifiers: identifiersOf(sql, key),
    status: row.status,
    activated: row.activated === 1,
    createdAt: row.createdAt,
    ...(row.closedAt === null ? {} : { closedAt: row.closedAt }),
    choices: { brisDeGlace: row.brisDeGlace, centre15: row.centre15, maskAll: row.maskAll === 1 },
  };
}

/** Present ones first, then former ones; subsumed ones are the patient's no more. */
function identifiersOf(sql: Sql, key: number): PatientIdentifier[] {
  const rows = sql(
    `SELECT value, authority, current FROM patient_identifier
     WHERE patient_key = ? AND subsumed = 0 ORDER BY current DESC, authority, value`,
  ).all(key) as { value: string; authority: string; current: 0 | 1 }[];
  return rows.map((row) => ({ ...row, current: row.current === 1 }));
}

type AuthorisationRow = Omit<Authorisation, 'medecinTraitant'> & { readonly medecinTraitant: 0 | 1 };

const AUTHORISATION = `SELECT holder, holder_kind AS holderKind, name, medecin_traitant AS medecinTraitant, since
  FROM authorisation`;

/** The authorisation of one holder on one record. */
export function authorisationRow(sql: Sql, patientKey: number, holder: string): Authorisation | undefined {
  const row = sql(`${AUTHORISATION} WHERE patient_key = ? AND holder = ?`).get(patientKey, holder);
  return row === undefined ? undefined : authorisationOf(row as AuthorisationRow);
}

interface AuthorisedRow extends AuthorisationRow {
  readonly patientKey: number;
}

const AUTHORISED_TO = `SELECT a.patient_key AS patientKey, a.holder, a.holder_kind AS holderKind, a.name,
    a.medecin_traitant AS medecinTraitant, a.since
  FROM authorisation AS a INDEXED BY authorisation_holder JOIN record AS r ON r.patient_key = a.patient_key
  WHERE a.holder = ? AND a.holder_kind = ? AND a.patient_key > ? AND r.status = 'open'
    AND NOT EXISTS (SELECT 1 FROM blocking AS b WHERE b.patient_key = a.patient_key AND b.professional = ?)
  ORDER BY a.patient_key LIMIT CAST(? AS INTEGER)`;

function authorisationOf(row: AuthorisationRow): Authorisation {
  return { ...row, medecinTraitant: row.medecinTraitant === 1 };
}
