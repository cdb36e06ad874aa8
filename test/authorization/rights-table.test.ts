import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type Column, readRightsTable } from '../../src/authorization/rights-table.ts';
import type { PurposeOfUse } from '../../src/model/subject.ts';
import { domainFolder, profilePath } from '../../src/terminology/profiles.ts';
import { separatedRows, sharedText } from '../support/shared-data.ts';

/** How the published columns, rows and cells are named here. */
const COLUMNS: Record<string, string> = {
  PSnonMedecin_normal: 'nonMedecin.normal',
  PSnonMedecin_regulation: 'nonMedecin.centre_15',
  PSnonMedecin_brisDeGlace: 'nonMedecin.bris_de_glace',
  Medecin_normal: 'medecin.normal',
  Medecin_regulation: 'medecin.centre_15',
  Medecin_brisDeGlace: 'medecin.bris_de_glace',
  MedecinDuTravail: 'medecinDuTravail.normal',
  MT_normal: 'medecinTraitant.normal',
  MT_brisDeGlace: 'medecinTraitant.bris_de_glace',
  'CPE_normal(nonPS)': 'nonPs.normal',
  PE_nonPS_normal: 'nonPs.normal',
  CertifES_normal: 'structure.normal',
  CertifES_regulation: 'structure.centre_15',
};

const ROWS: Record<string, string> = {
  'TD0.3 declare authorised': 'TD0.3 declare',
  'TD0.3 remove own authorisation': 'TD0.3 withdraw',
  'TD0.3 remove self as MT': 'TD0.3 withdraw medecin traitant',
  'TD3.1 metadata search': 'TD3.1 metadata',
  'TD3.1 document-reference search': 'TD3.1 reference',
  'TD3.2 read unmasked': 'TD3.2',
  'TD3.2 read MASQUE_PS': 'TD3.2 masked',
  'TD3.2 read INVISIBLE_PATIENT/RL': 'TD3.2 invisible',
  'TD3.2 read archived': 'TD3.2 archived',
  'TD3.2 read deprecated': 'TD3.2 deprecated',
  'TD3.2 read deprecated (old versions)': 'TD3.2 deprecated',
  'TD3.2 read deleted': 'TD3.2 deleted',
  'TD3.3a mask': 'TD3.3a mask',
  'TD3.3a unmask': 'TD3.3a unmask',
};

const CELLS: Record<string, string> = {
  oui: 'yes',
  non: 'no',
  own: 'own',
  patientOK: 'patient-ok',
  struct: 'structure',
  'oui(struct imputability)': 'structure',
  'oui(1)': 'to-structure',
  'oui(1 given to the structure)': 'to-structure',
  'oui(same structure)': 'same-structure',
  'oui(3 same structure)': 'same-structure',
  'oui(new authorisations by date)': 'new-by-date',
  'oui(for deletion)': 'deletion-only',
  'oui(5)': 'deletion-only',
};

for (const { name, source, rows, columns } of [
  { name: '526', source: 'rights-matrix-PDT-INF-526-v1.8.csv', rows: 24, columns: 12 },
  { name: '606', source: 'PDT-INF-606-v1.3-AIR.csv', rows: 24, columns: 9 },
] as const) {
  describe(`given the rights table ${name}`, () => {
    it('then every row and every cell is that of the published table', function () {
      const published = separatedRows(sharedText(this, `habilitation/${source}`), ';');
      const file = JSON.parse(readFileSync(profilePath('dmp', 'rights', `${name}.json`), 'utf8'));
      expect(Object.keys(file.rows)).to.have.lengthOf(rows);
      expect(published).to.have.lengthOf(rows);
      const table = readRightsTable(domainFolder('dmp'), name);
      let cells = 0;
      for (const { transaction = '', ...row } of published) {
        const id = ROWS[transaction] ?? transaction.split(' ')[0] ?? '';
        for (const [heading, text] of Object.entries(row)) {
          const [column, purpose] = (COLUMNS[heading] ?? '').split('.');
          expect(CELLS[text], text).not.to.equal(undefined);
          expect(table.cell(id, column as Column, purpose as PurposeOfUse), `${id} ${heading}`).to.equal(
            CELLS[text],
          );
          cells += 1;
        }
      }
      expect(cells).to.equal(rows * columns);
    });
  });
}

describe('given both rights tables', () => {
  const tables = {
    '526': readRightsTable(domainFolder('dmp'), '526'),
    '606': readRightsTable(domainFolder('dmp'), '606'),
  };

  for (const [table, row, column, purpose, cell] of [
    ['526', 'TD2.1', 'medecinDuTravail', 'normal', 'yes'],
    ['526', 'TD3.2', 'medecinDuTravail', 'normal', 'no'],
    ['526', 'TD0.3 declare', 'medecinDuTravail', 'normal', 'no'],
    ['526', 'TD0.3 declare', 'nonPs', 'normal', 'to-structure'],
    ['526', 'TD0.3 declare', 'structure', 'normal', 'no'],
    ['526', 'TD0.3 declare', 'medecin', 'centre_15', 'no'],
    ['526', 'TD2.1', 'structure', 'normal', 'structure'],
    ['526', 'TD2.2', 'nonPs', 'normal', 'structure'],
    ['526', 'TD3.1 metadata', 'structure', 'normal', 'no'],
    ['526', 'TD3.1 reference', 'structure', 'normal', 'deletion-only'],
    ['526', 'TD3.2 masked', 'medecin', 'normal', 'own'],
    ['526', 'TD3.2 masked', 'medecin', 'centre_15', 'patient-ok'],
    ['526', 'TD3.2 masked', 'medecinTraitant', 'normal', 'yes'],
    ['526', 'TD0.5', 'nonMedecin', 'normal', 'no'],
    ['526', 'TD0.5', 'nonMedecin', 'centre_15', 'yes'],
    ['526', 'TD3.3d', 'medecin', 'normal', 'own'],
    ['606', 'TD3.3d', 'medecin', 'normal', 'yes'],
    ['606', 'TD2.1', 'medecin', 'normal', 'no'],
    ['606', 'TD3.2', 'nonPs', 'normal', 'no'],
    ['606', 'TD0.2', 'structure', 'normal', 'no'],
    ['606', 'TD0.2', 'medecinDuTravail', 'normal', 'no'],
    ['526', 'TD0.2', 'nonPs', 'centre_15', 'no'],
    ['526', 'TD9.9', 'medecin', 'normal', 'no'],
  ] as const) {
    it(`then ${table} says ${cell} for ${row} of ${column} in ${purpose}`, () => {
      expect(tables[table].cell(row, column, purpose)).to.equal(cell);
    });
  }
});
