import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { groupOf, readProfessions } from '../../src/authorization/group-of.ts';
import { type Code, code } from '../../src/model/code.ts';
import { domainFolder } from '../../src/terminology/profiles.ts';
import { separatedRows, sharedText } from '../support/shared-data.ts';
import { rolesOf, SYSTEMS } from './people.ts';

const professions = readProfessions(domainFolder('dmp'));
const ON = '2026-11-22T10:00:00.000Z';
const { G15, G16, R01, R06, R21, R22, R85, R94, R95, R291, A00 } = SYSTEMS;

function standing(roles: readonly Code[], socialRoles = false, on = ON) {
  return groupOf(roles, professions, on, socialRoles);
}

describe('given the professionals of the sandbox', () => {
  const expected: Record<string, number | string> = {
    medecin: 1,
    'medecin-traitant': 1,
    pharmacien: 3,
    infirmier: 6,
    'sage-femme': 5,
    kinesitherapeute: 7,
    dentiste: 4,
    psychomotricien: 10,
    'medecin-travail': 'medecin-du-travail',
    'medecin-regulateur': 1,
    educateur: 'group-switched-off',
  };
  const people = JSON.parse(readFileSync(new URL('../../fixtures/people.json', import.meta.url), 'utf8'));

  it('then each has its group, or the reason why it has none', () => {
    const found = people.professionals.map((person: { slug: string }) => {
      const { group, without } = standing(rolesOf(person));
      return [person.slug, group ?? without];
    });
    expect(Object.fromEntries(found)).to.include(expected);
  });

  it('then the educator comes to group 17 where the social roles are switched on', () => {
    const educator = people.professionals.find(({ slug }: { slug: string }) => slug === 'educateur');
    expect(standing(rolesOf(educator), true)).to.deep.equal({
      group: 17,
      column: 'nonMedecin',
      social: true,
    });
  });
});

describe('given the published table of groups', () => {
  it('then each profession that needs no other role has the group of its row', function () {
    const rows = separatedRows(sharedText(this, 'habilitation/matrice-groupes-professions.csv'), ',');
    const plain = rows.filter(({ group, codeSystem }) => Number(group) >= 4 && codeSystem?.startsWith(G15));
    expect(plain).to.have.lengthOf(10);
    for (const { group, codes = '' } of plain) {
      for (const one of codes.split('|'))
        expect(standing([code(one, G15)]).group, one).to.equal(Number(group));
    }
  });

  it('then each section of pharmacists has the group of its row', function () {
    const rows = separatedRows(sharedText(this, 'habilitation/matrice-groupes-professions.csv'), ',');
    const pharmacists = rows.filter(({ codes, codeSystem }) => codeSystem === G15 && codes?.startsWith('21'));
    expect(pharmacists).to.have.lengthOf(3);
    for (const { group, extra_condition: condition = '' } of pharmacists) {
      const sections = /\{([^}]+)\}/.exec(condition)?.[1]?.split(',') ?? [];
      expect(sections).not.to.have.lengthOf(0);
      const expected = group === '' ? undefined : Number(group);
      for (const section of sections)
        expect(standing([code('21', G15), code(section.trim(), R06)]).group, section).to.equal(expected);
    }
  });
});

describe('given roles', () => {
  const cases: readonly (readonly [string, readonly Code[], number | string])[] = [
    ['a médecin biologiste', [code('10', G15), code('SM03', R01)], 1],
    ['an interne by G16', [code('10', G16)], 1],
    ['an interne by function', [code('10', G15), code('FON-48', R21)], 1],
    ['a médecin without savoir-faire', [code('10', G15)], 'role-missing'],
    ['a médecin du travail by speciality', [code('10', G15), code('SM25', R01)], 'medecin-du-travail'],
    [
      'a médecin du travail by function',
      [code('10', G15), code('SM54', R01), code('FON-29', R21)],
      'medecin-du-travail',
    ],
    [
      'a médecin du travail who coordinates',
      [code('10', G15), code('SM25', R01), code('GENR08', R22)],
      'medecin-du-travail',
    ],
    ['a pharmacien biologiste', [code('21', G15), code('G', R06)], 2],
    ['a pharmacien of a PUI', [code('21', G15), code('H', R06)], 3],
    ['a pharmacien of industry', [code('21', G15), code('B', R06)], 'profession-without-group'],
    ['a pharmacien without section', [code('21', G15)], 'role-missing'],
    ['an infirmier psychiatrique', [code('69', G15)], 6],
    ['a préparateur after the end of code 38', [code('38', G15)], 'profession-unknown'],
    ['a préparateur by role', [code('99', R291), code('317', R85)], 3],
    ['an aide-soignant', [code('35', G15)], 'profession-without-group'],
    ['a technicien de laboratoire', [code('86', G15)], 'profession-without-group'],
    ['a manipulateur ERM', [code('98', G15)], 13],
    ['an ostéopathe', [code('71', R95)], 'profession-without-group'],
    ['a psychologue under the old code', [code('93', G15)], 'profession-unknown'],
    ['a producer that is no professional', [code('SECRETARIAT_MEDICAL', A00)], 'profession-without-group'],
    ['an educator without kind of activity', [code('51', R94)], 'profession-without-group'],
    ['an assistant de service social', [code('41', R94)], 'group-switched-off'],
    ['an infirmier who coordinates', [code('60', G15), code('GENR08', R22)], 'group-switched-off'],
    ['an infirmier who cares', [code('60', G15), code('GENR01', R22)], 6],
    ['a kind of activity alone', [code('GENR10', R22)], 'profession-unknown'],
    ['a profession under another system', [code('10', R95), code('SM54', R01)], 'profession-unknown'],
    ['a code that no nomenclature has', [code('1O', G15), code('SM54', R01)], 'profession-unknown'],
    ['no role', [], 'profession-unknown'],
  ];
  for (const [name, roles, expected] of cases) {
    it(`then ${name} is ${expected}`, () => {
      const { group, without } = standing(roles);
      expect(group ?? without).to.equal(expected);
    });
  }

  it('then a préparateur under code 38 counted until it ended', () => {
    expect(standing([code('38', G15)], false, '2024-12-12T23:00:00.000Z').group).to.equal(3);
    expect(standing([code('38', G15)], false, '2024-12-13T00:00:00.000Z').group).to.equal(undefined);
  });

  for (const [kind, group] of [
    ['GENR08', 14],
    ['GENR09', 16],
    ['GENR10', 17],
    ['GENR11', 18],
    ['GENR12', 19],
  ] as const) {
    it(`then ${kind} leads to group ${group} where the social roles are switched on`, () => {
      expect(standing([code('51', R94), code(kind, R22)], true).group).to.equal(group);
    });
  }
  it('then an assistant de service social comes to group 15 where they are', () => {
    expect(standing([code('41', R94)], true).group).to.equal(15);
  });
});
