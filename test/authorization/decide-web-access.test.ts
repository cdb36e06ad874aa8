import { expect } from 'chai';
import { type Cell, cellsOf } from '../../conformance/dmp/rights/tables.ts';
import type { OpenedAccess } from '../../src/model/record.ts';
import type { Right } from '../../src/model/right.ts';
import type { PurposeOfUse, Subject } from '../../src/model/subject.ts';
import { air, ask, choosing, token, verdict } from './asking.ts';
import { authorised, patient, professional, ROLES, record, SAMU, staff, structure } from './people.ts';

const PURPOSES: Readonly<Record<string, PurposeOfUse>> = { n: 'normal', r: 'centre_15', b: 'bris_de_glace' };
const WHO: Readonly<Record<string, Subject>> = {
  nonMedecin: professional(ROLES.infirmier),
  medecin: professional(ROLES.medecin),
  medecinDuTravail: professional(ROLES.medecinTravail),
  medecinTraitant: professional(ROLES.medecin),
  nonPs: staff,
  structure,
};
const WEB = { '526': 'web.direct', '606': 'web.vouched' } as const satisfies Record<string, Right>;
const ROW = { '526': 'TD0.9', '606': 'TD0.10' } as const;
const doctor = WHO.medecin!;

/** Whoever has the column: regulators of the SAMU, and in bris de glace with an access that is open. */
function actorOf({ column, table }: Pick<Cell, 'column' | 'table'>): {
  subject: Subject;
  changes: Parameters<typeof ask>[2];
} {
  const [who = '', mode = ''] = column.split('.');
  const subject = { ...WHO[who]!, purpose: PURPOSES[mode]!, ...(table === '606' ? air : {}) };
  const opened: OpenedAccess = {
    professional: subject.id,
    reason: 'Inconscient',
    openedAt: '2026-11-22T09:00:00.000Z',
    until: '2026-11-22T11:00:00.000Z',
  };
  return {
    subject: {
      ...subject,
      ...(mode === 'b' ? { reason: 'Inconscient' } : {}),
      ...(mode === 'r' ? { structure: SAMU, ...(who === 'structure' ? { id: SAMU.id } : {}) } : {}),
    },
    changes: {
      ...(who === 'medecinTraitant' ? { authorisation: authorised({ medecinTraitant: true }) } : {}),
      ...(mode === 'b' ? { opened } : {}),
    },
  };
}

describe('given the web access of professionals', () => {
  for (const table of ['526', '606'] as const) {
    const cells = cellsOf(table).filter(({ row }) => row === ROW[table]);

    it(`then the row ${ROW[table]} has a cell for each column of ${table}`, () => {
      expect(cells).to.have.lengthOf(table === '526' ? 12 : 9);
    });

    for (const cell of cells) {
      it(`then ${cell.row} is decided for ${cell.column} as its cell says: ${cell.says}`, () => {
        const { subject, changes } = actorOf(cell);
        expect(ask(WEB[table], subject, changes).granted).to.equal(cell.says === 'y');
      });

      const other = table === '526' ? '606' : '526';
      it(`then ${ROW[other]} is refused to ${cell.column} in the mode of access of ${table}`, () => {
        const { subject, changes } = actorOf(cell);
        expect(verdict(ask(WEB[other], subject, changes))).to.equal('refuse: transaction-not-allowed');
      });
    }
  }

  it('then a token of Pro Santé Connect goes by table 606', () => {
    expect(verdict(ask('web.vouched', { ...doctor, ...token }))).to.equal('yes: functional-right');
    expect(ask('web.direct', { ...doctor, ...token }).granted).to.equal(false);
  });

  for (const { name, subject = doctor, changes, expected } of [
    { name: 'a record that is not there', changes: { record: undefined }, expected: 'refuse: record-absent' },
    {
      name: 'a record that is closed',
      changes: { record: { ...record, status: 'closed' as const } },
      expected: 'refuse: record-closed',
    },
    {
      name: 'one whom the patient blocks',
      changes: { blocked: { professional: doctor.id, since: '2026-11-01T00:00:00.000Z' } },
      expected: 'refuse: blocked',
    },
    {
      name: 'an emergency that the patient opposes',
      subject: { ...doctor, purpose: 'bris_de_glace' as const, reason: 'Inconscient' },
      changes: choosing({ brisDeGlace: 'opposed' }),
      expected: 'refuse: bris-de-glace-opposed',
    },
    { name: 'the patient', subject: patient, changes: {}, expected: 'refuse: not-for-patients' },
  ]) {
    it(`then it is not open to ${name}`, () => {
      expect(verdict(ask('web.direct', subject, changes))).to.equal(expected);
    });
  }

  it('then it shows no document: a search still waits for the authorisation of the record', () => {
    const decision = ask('web.direct', doctor);
    expect(decision.granted && decision.scope).to.deep.include({ patient: 'none', types: [] });
    expect(verdict(ask('document.search', doctor))).to.equal('refuse: authorisation-missing');
  });
});
